import { addDays, lastYear, lengthInDays } from '../days.ts';
import type { Question } from '../model.ts';

/** The first day that is looked at, also for the comparison and the median. */
export function firstDay({ from, to, compare, movingMedian }: Question): string {
  const first = addDays(from, 1 - (movingMedian ?? 1));
  switch (compare) {
    case 'none':
      return first;
    case 'previous':
      return addDays(first, -lengthInDays(from, to));
    case 'last-year':
      return lastYear(first);
  }
}
