/** Lengths of a chunk in days. Each is a multiple of those before it, so that a change leaves no odd pieces. */
const lengths = [10, 30, 60, 120] as const;

/** Before anything is known of a site. */
export const initialChunkDays = 30;

/** Rows that a chunk should have at most: with 6.4 million, counting a compressed day anew took 0.03 s (decision 4). */
const mostRows = 8_000_000;

/** How far the rows of a chunk may be off before its length is changed: sites grow slowly, and weeks differ. */
const tolerance = 1.5;

/**
 * Days in a chunk for a site with so many rows a day, given those that it has now. Longer chunks are fewer, which
 * matters to questions over years; shorter ones keep what is compressed, dropped and indexed at once small.
 */
export function chunkDays(rowsPerDay: number, current: number): number {
  const isWithin = (days: number, rows: number): boolean => days * rowsPerDay <= rows;
  const mayStay =
    isWithin(current, mostRows * tolerance) &&
    !lengths.some((days) => days > current && isWithin(days, mostRows / tolerance));
  return mayStay ? current : (lengths.findLast((days) => isWithin(days, mostRows)) ?? lengths[0]);
}
