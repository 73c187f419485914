import { addDays } from '@stats-portal/query';
import { readLedger } from '../run/ledger.ts';
import { dayOf } from '../run/zone.ts';
import { firstKeptDay } from '../statistics/retention.ts';
import { drawDays } from './draw.ts';
import type { VerifyOptions } from './verify.ts';

/** Whether the statistics do not keep days of this age. */
export function isForgotten({ settings, now }: Pick<VerifyOptions, 'settings' | 'now'>, day: string): boolean {
  const first = firstKeptDay(settings.statsdb, dayOf(now, settings.timezone));
  return first !== null && day < first;
}

/** The days to verify, in order. */
export async function chooseDays(options: VerifyOptions): Promise<string[]> {
  const { statsdb, from, to, sample } = options;
  const ledger = await readLedger(statsdb);
  const within = (day: string): boolean => (from === null || day >= from) && (to === null || day <= to);
  const counted = [...ledger.keys()].filter(within).sort();
  if (sample !== null) {
    // What is known to be purged cannot be verified: it would only take the place of another day.
    const whole = counted.filter(
      (day) => ledger.get(day)!.eventsSeen >= ledger.get(day)!.events && !isForgotten(options, day)
    );
    return drawDays(whole, sample.count, sample.seed);
  }
  const first = from ?? counted[0];
  const last = to ?? counted.at(-1);
  const days: string[] = [];
  if (first !== undefined && last !== undefined) {
    for (let day = first; day <= last; day = addDays(day, 1)) {
      days.push(day);
    }
  }
  return days;
}
