import { rollups, type AliasRule, type DimensionName } from '@stats-portal/catalog';
import { copyNull } from '../events/copy.ts';
import { countRollups, type CountedRollup } from './count.ts';
import { noPort, type DayEvents } from './read.ts';
import { directDimensions } from './source.ts';
import { classify, shownTexts, type Texts } from './texts.ts';

/** Columns of the rows that `rowsOf` makes, in their order. */
export const rowColumns = ['rollup', 'day', ...shownTexts, ...directDimensions, 'events', 'ips'] as const;

/** Characters in one piece, which is one write. Larger ones were no faster, and the program's memory grew by 20 MB. */
const pieceSize = 1 << 14;

/**
 * All rows of all rollups of a day in the text format of COPY, in pieces. Nothing for a day without events.
 * Throws a RangeError where the aliases run in a circle.
 */
export function* rowsOf(events: DayEvents, day: string, aliases: readonly AliasRule[]): Iterable<Uint8Array> {
  const texts = classify(events.tuples, aliases);
  let piece = '';
  for (const counted of countRollups(events, texts, rollups)) {
    for (const line of linesOf(counted, events, texts, day)) {
      piece += line;
      if (piece.length >= pieceSize) {
        yield Buffer.from(piece, 'latin1');
        piece = '';
      }
    }
  }
  if (piece !== '') {
    yield Buffer.from(piece, 'latin1');
  }
}

function* linesOf(counted: CountedRollup, events: DayEvents, texts: Texts, day: string): Iterable<string> {
  const { id, dimensions } = counted.rollup;
  const shows = (name: DimensionName): boolean => dimensions.includes(name);
  const shown = shownTexts.map(shows);
  const [showsAsn, showsNetwork, showsPort] = directDimensions.map(shows);
  const beginnings: string[] = [];
  for (let cell = 0; cell < counted.events.length; cell++) {
    const tuple = counted.tuple[cell]!;
    const { asn, network } = events.places[counted.place[cell]!]!;
    const port = counted.port[cell]!;
    const values = texts.values[tuple]!;
    const beginning = (beginnings[tuple] ??=
      `${id}\t${day} 00:00:00\t${values.map((value, place) => (shown[place]! ? value : copyNull)).join('\t')}\t`);
    yield `${beginning}${showsAsn ? asn : copyNull}\t${showsNetwork ? network : copyNull}\t${
      showsPort && port !== noPort ? port : copyNull
    }\t${counted.events[cell]!}\t${counted.ips[cell]!}\n`;
  }
}
