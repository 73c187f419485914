import { dimensions, rollupsMade, type AliasRule, type DimensionName } from '@stats-portal/catalog';
import { copyNull, valueOfCopy } from '../events/copy.ts';
import { BinaryRows, bigintField, dayField, field, fieldCount, nullField, smallintField } from './binary.ts';
import { countRollups, readyDay, type CountedRollup, type ReadyDay } from './count.ts';
import { noPort, type DayEvents, type Place } from './read.ts';
import { directDimensions, operatorDimension } from './source.ts';
import { shownTexts, type Texts } from './texts.ts';

/** Columns of the rows that `rowsOf` makes, in their order. */
export const rowColumns = [
  'rollup',
  'day',
  ...shownTexts,
  ...directDimensions,
  operatorDimension,
  'events',
  'ips',
] as const;

/**
 * All rows of all rollups of a day in the binary format of COPY, in pieces. The text format took the server an eighth
 * longer, and this program half as long again (docs/performance.md).
 * Throws a RangeError where the aliases run in a circle.
 */
export function rowsOf(events: DayEvents, day: string, aliases: readonly AliasRule[]): Iterable<Uint8Array> {
  return rollupRows(readyDay(events, aliases), day);
}

/** The same for a day that is ready. */
export function* rollupRows(ready: ReadyDay, day: string): Iterable<Uint8Array> {
  const events = ready.day;
  const rows = new BinaryRows();
  const places = placeFields(events.places);
  const textFields = rememberedTextFields();
  const operators = events.places.map(({ operator }) => textFields(operatorDimension, operator));
  for (const counted of countRollups(ready, rollupsMade(events.isAttributed))) {
    const write = rowWriter(rows, {
      counted,
      texts: ready.texts,
      places,
      operators,
      textFields,
      day: dayField(day),
    });
    for (let cell = 0; cell < counted.events.length; cell++) {
      write(cell);
      const piece = rows.take();
      if (piece !== null) {
        yield piece;
      }
    }
  }
  yield rows.finish();
}

interface Parts {
  readonly counted: CountedRollup;
  readonly texts: Texts;
  readonly places: PlaceFields;
  /** Of each place. */
  readonly operators: readonly Buffer[];
  readonly textFields: (name: DimensionName, text: string) => Buffer;
  readonly day: Buffer;
}

/** Writes the row of a cell. What stands before the direct dimensions is the same for all cells of a tuple. */
function rowWriter(
  rows: BinaryRows,
  { counted, texts, places, operators, textFields, day }: Parts
): (cell: number) => void {
  const { id, dimensions: has } = counted.rollup;
  const shows = (name: DimensionName): boolean => has.includes(name);
  const shown = shownTexts.map(shows);
  const [showsAsn, showsNetwork, showsPort] = directDimensions.map(shows);
  const showsOperator = shows(operatorDimension);
  const begin = [fieldCount(rowColumns.length), smallintField(id), day];
  const beginnings: Buffer[] = [];
  const beginningOf = (tuple: number): Buffer => {
    const values = texts.values[tuple]!;
    return Buffer.concat([
      ...begin,
      ...shownTexts.map((name, place) => (shown[place]! ? textFields(name, values[place]!) : nullField)),
    ]);
  };
  const placeFields = showsNetwork ? places.networks : showsAsn ? places.asns : places.none;
  return (cell) => {
    const tuple = counted.tuple[cell]!;
    rows.add((beginnings[tuple] ??= beginningOf(tuple)));
    const place = counted.place[cell]!;
    rows.add(placeFields[place]!);
    const port = counted.port[cell]!;
    if (showsPort && port !== noPort) {
      rows.addInteger(port);
    } else {
      rows.addNull();
    }
    if (showsOperator) {
      rows.add(operators[place]!);
    } else {
      rows.addNull();
    }
    rows.addInteger(counted.events[cell]!);
    rows.addInteger(counted.ips[cell]!);
  };
}

/** For each place the fields ASN and network: both, the ASN alone, or neither. Every rollup with networks has ASNs. */
interface PlaceFields {
  readonly networks: readonly Buffer[];
  readonly asns: readonly Buffer[];
  readonly none: readonly Buffer[];
}

function placeFields(places: readonly Place[]): PlaceFields {
  const asns = places.map(asnField);
  const none = Buffer.concat([nullField, nullField]);
  return {
    networks: places.map(({ network }, place) => Buffer.concat([asns[place]!, networkField(network)])),
    asns: asns.map((asn) => Buffer.concat([asn, nullField])),
    none: places.map(() => none),
  };
}

export function asnField({ asn }: Place): Buffer {
  return asn === copyNull ? nullField : bigintField(BigInt(asn));
}

function networkField(network: string): Buffer {
  return network === copyNull ? nullField : field(Buffer.from(network.slice(networkPrefix.length), 'hex'));
}

/** What COPY prints before the digits of a bytea. */
const networkPrefix = '\\\\x';

/** Tuples are many times more than the texts in them. */
export function rememberedTextFields(): (name: DimensionName, text: string) => Buffer {
  const known = new Map<string, Buffer>();
  return (name, text) => {
    if (text === copyNull) {
      return nullField;
    }
    if (dimensions[name].type === 'smallint') {
      return smallintField(Number(text));
    }
    let bytes = known.get(text);
    if (bytes === undefined) {
      bytes = field(Buffer.from(valueOfCopy(text)!, 'latin1'));
      known.set(text, bytes);
    }
    return bytes;
  };
}
