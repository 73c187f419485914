import { addDays, lastYear, lengthInDays } from '../days.ts';
import type { Question } from '../model.ts';
import { lookBack } from './expected.ts';

/** The first day that is looked at, also for the comparison, the median and what is expected. */
export function firstDay({ from, to, compare, ...question }: Question): string {
  const first = addDays(from, -lookBack(question));
  switch (compare) {
    case 'none':
      return first;
    case 'previous':
      return addDays(first, -lengthInDays(from, to));
    case 'last-year':
      return lastYear(first);
  }
}
