import type { Question } from '../model.ts';

/** More curves with what is expected of each are not told apart. */
const mostExpected = 5;

/** Why what is expected cannot be told here. Nothing where nobody asks for it. */
export function expectedFaults({
  expected,
  shape,
  grain,
  by,
  top,
  compare,
  movingMedian,
}: Pick<Question, 'expected' | 'shape' | 'grain' | 'top' | 'compare' | 'movingMedian'> & {
  readonly by: readonly unknown[];
}): string[] {
  if (!expected) {
    return [];
  }
  const isFew = by.length === 0 || (by.length === 1 && top !== null && top <= mostExpected);
  return [
    ...(shape === 'series' && grain === 'day' ? [] : ['what is expected is told of time series by day']),
    ...(isFew
      ? []
      : [
          `what is expected is told of few curves: group by nothing, or by one dimension with a top of ${mostExpected} at most`,
        ]),
    ...(compare === 'none' && movingMedian === null
      ? []
      : ['what is expected is told of the values themselves, without comparison and moving median']),
  ];
}
