import { addDays, lengthInDays } from '../days.ts';
import type { Question } from '../model.ts';
import type { Plan } from '../plan.ts';

/**
 * The plan as it is, or without a look for gaps where no feed was missing on any of its days, which is the rule: the look
 * makes the SQL several times as long.
 */
export function withoutNeedlessLook(plan: Plan, missingDays: readonly string[]): Plan {
  const first = firstDay(plan.question);
  return missingDays.some((day) => day >= first && day <= plan.question.to)
    ? plan
    : { ...plan, gaps: null, whole: plan.whole && { ...plan.whole, gaps: null } };
}

/** No day before it is looked at, also for the comparison and the median. */
function firstDay({ from, to, compare, movingMedian }: Question): string {
  const days = { none: 0, previous: lengthInDays(from, to), 'last-year': 366 }[compare];
  return addDays(from, -days - (movingMedian ?? 0));
}
