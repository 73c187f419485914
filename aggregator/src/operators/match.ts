import { createHash } from 'node:crypto';
import { parseAddress, widths } from './address.ts';
import { ownerAmong, ownersOf, type Constituency } from './constituency.ts';
import { familiesOf } from './networks.ts';
import { addressesOf, flatten, ownerOf, uncovered, type Ranges } from './ranges.ts';

/** Number of no operator: nobody's, or several operators' without a rule. */
export const nobody = -1;

/** Whose an event is: the operator of the longest network around its address, else that of its ASN, else nobody. */
export interface Matcher {
  /** Keys of the operators; their numbers are the places in this list. */
  readonly operators: readonly string[];
  /** `address` as PostgreSQL prints inet, null where the event has none; `asn` as it prints a bigint. */
  readonly operatorOf: (address: string | null, asn: string | null) => number;
  /** By the networks alone; `uncovered` where none is around the address, or where it is no address. */
  readonly byAddress: (address: string) => number;
  /** The same for an IPv4 address as a number, with or without a sign. */
  readonly byIPv4: (address: number) => number;
  /** By the ASN alone. */
  readonly byAsn: (asn: string | null) => number;
  /** IPv4 addresses that belong to each operator by its networks: without what others have within them. */
  readonly ipv4Addresses: readonly number[];
}

/** Built once for a constituency; asked for each different address. */
export function matcher(constituency: Constituency): Matcher {
  const { operators, ipv4, ipv6, asns } = attributionOf(constituency);
  const byAddress = (address: string): number => {
    const words = parseAddress(address);
    return words === null ? uncovered : ownerOf(words.length === widths[4] ? ipv4 : ipv6, words);
  };
  const byAsn = (asn: string | null): number => (asn === null ? nobody : (asns.get(asn) ?? nobody));
  return {
    operators,
    byAddress,
    byIPv4: (address) => ownerOf(ipv4, [address >>> 0]),
    byAsn,
    operatorOf: (address, asn) => {
      const owner = address === null ? uncovered : byAddress(address);
      return owner === uncovered ? byAsn(asn) : owner;
    },
    ipv4Addresses: addressesOf(ipv4, operators.length),
  };
}

/**
 * Name of an attribution: two constituencies have the same one exactly if every event is the same operator's by both (to
 * be in no network is told from being in one that is nobody's). Names to read, order, and networks that change nothing are
 * not in it. Empty where there is nothing.
 */
export function attributionName(constituency: Constituency): string {
  const { operators, ipv4, ipv6, asns } = attributionOf(constituency);
  const isEmpty = ipv4.count === 1 && ipv6.count === 1 && [...asns.values()].every((owner) => owner === nobody);
  if (isEmpty) {
    return '';
  }
  const hash = createHash('sha256');
  // By key and in order of appearance: an operator that is new must not move the numbers of others.
  const seen = new Map<number, number>([nobody, uncovered].map((owner) => [owner, owner]));
  const seenNumber = (owner: number): number => {
    const number = seen.get(owner) ?? seen.size;
    seen.set(owner, number);
    return number;
  };
  for (const { starts, owners } of [ipv4, ipv6]) {
    hash.update(starts).update(Int32Array.from(owners, seenNumber));
  }
  const owned = [...asns].filter(([, owner]) => owner !== nobody).map(([asn, owner]) => [asn, seenNumber(owner)]);
  const keys = [...seen.keys()].map((owner) => operators[owner] ?? null);
  return hash
    .update(JSON.stringify([ipv4.count, ipv6.count, owned, keys]))
    .digest('hex')
    .slice(0, 16);
}

/** Whether any event could be another operator's by the second: then the days have to be counted anew. */
export function changesAttribution(before: Constituency, after: Constituency): boolean {
  return attributionName(before) !== attributionName(after);
}

interface Attribution {
  readonly operators: readonly string[];
  readonly ipv4: Ranges;
  readonly ipv6: Ranges;
  /** In the order of their numbers. */
  readonly asns: ReadonlyMap<string, number>;
}

/** A run asks for the name and for the matcher: flattening a hundred thousand networks is most of the work of both. */
const attributions = new WeakMap<Constituency, Attribution>();

function attributionOf(constituency: Constituency): Attribution {
  const attribution = attributions.get(constituency) ?? made(constituency);
  attributions.set(constituency, attribution);
  return attribution;
}

function made({ operators, asns, networks }: Constituency): Attribution {
  const keys = operators.map(({ key }) => key);
  const numbers = new Map(keys.map((key, number) => [key, number]));
  const numberOf = (key: string | null): number => (key === null ? nobody : numbers.get(key)!);
  const [ipv4, ipv6] = familiesOf(networks).map(({ list, claims }) =>
    flatten(list, (equal) => numberOf(ownerAmong(equal.map((number) => networks[claims[number]!]!))))
  );
  const owners = [...ownersOf(asns, ({ asn }) => asn)].sort(([a], [b]) => a - b);
  return {
    operators: keys,
    ipv4: ipv4!,
    ipv6: ipv6!,
    asns: new Map(owners.map(([asn, owner]) => [String(asn), numberOf(owner)])),
  };
}
