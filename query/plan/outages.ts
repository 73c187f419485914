import type { Plan } from '../plan.ts';
import { firstDay } from './firstDay.ts';

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
