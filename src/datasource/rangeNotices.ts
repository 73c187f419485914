import type { QueryResultMetaNotice } from '@grafana/data';
import type { Cell } from './columns.ts';
import type { Answered } from './frames.ts';
import { words } from './words.ts';
import { startOfDay } from './zone.ts';

/**
 * What a panel cannot show of its range, as there are numbers of whole days alone: hours are the day that they are in,
 * and of the newest days there may be no number yet. `numbers` are those of the answer.
 */
export function rangeNotices(
  { plan, zone, closedUntil, begins }: Answered,
  numbers: readonly Cell[]
): QueryResultMetaNotice[] {
  const { from, to } = plan.question;
  const notices: string[] = [];
  if (begins !== undefined && startOfDay(from, zone) < begins) {
    notices.push(words.notices.wholeDay({ day: from }));
  }
  if (closedUntil && from > closedUntil && numbers.every((number) => number === null)) {
    notices.push(words.notices.notYet({ days: from === to ? from : words.notices.period({ from, to }), closedUntil }));
  }
  return notices.map((text) => ({ severity: 'info', text }));
}
