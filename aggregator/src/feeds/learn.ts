import type { Database } from '../database/database.ts';
import { keepChanges } from '../changes/changes.ts';
import { findReclassifications } from '../changes/reclassified.ts';
import { dayBounds, dayOf } from '../run/zone.ts';
import type { Settings } from '../settings.ts';
import { annotate } from './annotations.ts';
import { completeDeliveries } from './facts.ts';
import { dayNumber, dayText, type DayNumber } from './feed.ts';
import type { Clock } from './judge.ts';
import { daysToJudge, learn, youngDays } from './learned.ts';
import { readFeeds, readLedger, readLastLook, writeLearned } from './store.ts';

/**
 * Learns from what was counted what is to be expected of each feed, and judges the days by it: at the end of each run.
 * The result depends on the statistics, the settings and the time of the last look alone; days that nothing changed for
 * are left as they are.
 */
export async function learnFeeds(
  statsdb: Database,
  settings: Pick<Settings, 'feeds' | 'provisionalDays'>,
  now: Date
): Promise<void> {
  await completeDeliveries(statsdb);
  const { zone, lookedAt } = await readLastLook(statsdb);
  const clock = await readClock(statsdb, { zone, lookedAt: lookedAt ?? now, ...settings });
  const ledger = await readLedger(statsdb, settings);
  const toJudge = daysToJudge(ledger, clock.today);
  const first = Math.min(clock.today, ...toJudge.days.slice(0, 1));
  const feeds = await readFeeds(statsdb, first);
  await writeLearned(statsdb, learn(ledger, toJudge.days, feeds, { clock, settings: settings.feeds }), toJudge);
  await findReclassifications(statsdb, first);
  await annotate(statsdb, first, now);
  await keepChanges(statsdb);
}

async function readClock(
  statsdb: Database,
  {
    zone,
    lookedAt,
    provisionalDays,
  }: { readonly zone: string; readonly lookedAt: Date } & Pick<Settings, 'provisionalDays'>
): Promise<Clock> {
  const today = dayNumber(dayOf(lookedAt, zone));
  const young = Array.from({ length: youngDays }, (_, age) => dayText(today - 1 - age));
  const bounds = await dayBounds(statsdb, zone, young);
  const ages = await statsdb.rows<{ hours: string }>(
    `SELECT (extract(epoch FROM $1::timestamptz - "to"::timestamptz) / 3600)::text AS hours
     FROM unnest($2::text[]) WITH ORDINALITY AS bounds ("to", place) ORDER BY place`,
    [lookedAt.toISOString(), bounds.map(({ to }) => to)]
  );
  const hours = new Map<DayNumber, number>(young.map((day, place) => [dayNumber(day), Number(ages[place]!.hours)]));
  return {
    today,
    hoursSince: (day) => hours.get(day) ?? Infinity,
    // Without a lag a day closes as the settings say: `provisionalDays` counts from its beginning.
    fallbackHours: (provisionalDays - 1) * 24,
  };
}
