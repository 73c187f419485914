import { copyNull, copyText } from '../events/copy.ts';
import { nobody, type Matcher } from '../operators/match.ts';
import { uncovered } from '../operators/ranges.ts';
import { Pairs } from './numbers.ts';
import type { Addresses, DayEvents } from './read.ts';

/**
 * Says of each event whose it is: of the operator with the longest network around its address, else of the one of its
 * ASN, else of nobody. Places of several operators become one for each of them. Without any operator nothing is said.
 */
export function attribute(day: DayEvents, matcher: Matcher): DayEvents {
  if (matcher.operators.length === 0) {
    return day;
  }
  const byAddress = ownersOf(day.addresses, matcher);
  const byPlace = Int32Array.from(day.places, ({ asn }) => matcher.byAsn(asn === copyNull ? null : asn));
  const pairs = new Pairs();
  const place = new Int32Array(day.count);
  for (let event = 0; event < day.count; event++) {
    const address = day.address[event]!;
    const owner = address === -1 ? uncovered : byAddress[address]!;
    const at = day.place[event]!;
    place[event] = pairs.number(at, owner === uncovered ? byPlace[at]! : owner);
  }
  const operators = matcher.operators.map(copyText);
  const owners = pairs.seconds;
  const places = Array.from(pairs.firsts, (at, number) => {
    const owner = owners[number]!;
    return { ...day.places[at]!, operator: owner === nobody ? copyNull : operators[owner]! };
  });
  return { ...day, isAttributed: true, place, places };
}

function ownersOf({ count, values, kinds, texts }: Addresses, matcher: Matcher): Int32Array {
  const owners = new Int32Array(count);
  for (let address = 0; address < count; address++) {
    const value = values[address]!;
    owners[address] = kinds[address] === 0 ? matcher.byIPv4(value) : matcher.byAddress(texts[value]!);
  }
  return owners;
}
