import { daysTable } from '@stats-portal/catalog';
import { rowText } from './cells.ts';

// A day of a series that rests on a missing feed is none of its block, and a block of which too few days are left is none
// of the series': two weeks without a feed would make those after them a rise.

/** Of a block that lost some. */
const fewestDays = 4;

/** The days of a block that are no gaps, and whether that are enough. */
export const knownDays = '(days - coalesce(lost, 0))';
export const isKnown = `(coalesce(lost, 0) = 0 OR days - lost >= ${fewestDays})`;

/** The condition on a cell that its day is no gap of its row. Days without any gap are told first, and by themselves. */
export function isNoGap(gaps: string, columns: readonly string[]): string {
  return `(day <> ALL (ARRAY(SELECT DISTINCT day FROM ${gaps})) OR (day, ${rowText(columns)}) NOT IN (SELECT day, line FROM ${gaps}))`;
}

/** The cells, and one without a value for each gap: joined to them, gaps and series were compared each with each. */
export function withGapDays(cells: string, gaps: string, columns: readonly string[], last: string): string {
  return [
    cells,
    'UNION ALL',
    `SELECT ${[...columns, 'day', 'NULL'].join(', ')} FROM ${gaps}`,
    `WHERE day <= ${last} AND day IN (SELECT day FROM ${daysTable} WHERE events > 0)`,
  ].join('\n');
}
