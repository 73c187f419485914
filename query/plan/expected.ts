import type { Question } from '../model.ts';

/** What is expected of a day is told by the same weekday of so many weeks before, if so many of those days are known. */
export const expectedWeeks = 8;
export const fewestKnown = 4;

/** So many robust standard deviations (median of absolute deviations) a day may be away from their median. */
export const expectedWidth = 4;

/** How many days before the range are looked at for what is in it. */
export function lookBack({ movingMedian, expected }: Pick<Question, 'movingMedian' | 'expected'>): number {
  return expected ? 7 * expectedWeeks : (movingMedian ?? 1) - 1;
}
