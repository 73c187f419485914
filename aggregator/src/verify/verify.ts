import type { Database } from '../database/database.ts';
import type { DayBounds } from '../day/source.ts';
import { ConfigurationError } from '../errors.ts';
import type { LedgerDay } from '../run/claim.ts';
import { readConstituency } from '../operators/store.ts';
import { countingOf } from '../run/counting.ts';
import { markDirty, readDirtyDays, readLedger } from '../run/ledger.ts';
import type { Frontier } from '../run/frontier.ts';
import { requirePortal } from '../run/portal.ts';
import { describeSource, type EventsSource } from '../run/source.ts';
import { dayBounds } from '../run/zone.ts';
import type { Settings } from '../settings.ts';
import { compareHosts, hasHosts } from '../presence/compare.ts';
import { readHosts } from '../presence/hosts.ts';
import { requireMigrated } from '../statistics/migrations.ts';
import { setUpWork, statisticsTable } from '../statistics/statistics.ts';
import { compareDay, hasRows, type Difference, type Numbers } from './compare.ts';
import { chooseDays, isForgotten } from './choose.ts';
import { dayNow, obstacle, type DayNow } from './obstacle.ts';
import { hostsStatement, recountStatement, renamedClasses } from './recount.ts';

/** The reason with which `--mark` marks a day. */
const foundDifferent = 'verify found differences';

/** A line of the story. */
export type VerifyNews =
  | { readonly kind: 'chosen'; readonly days: number; readonly seed: number | null }
  | { readonly kind: 'equal'; readonly day: string; readonly events: number; readonly milliseconds: number }
  | { readonly kind: 'different'; readonly day: string; readonly differences: number; readonly milliseconds: number }
  | { readonly kind: 'unverified'; readonly day: string; readonly why: string };

export interface VerifyOptions {
  readonly eventdb: Database;
  readonly statsdb: Database;
  readonly settings: Settings;
  readonly now: Date;
  /** First and last day; null leaves that end to the ledger. */
  readonly from: string | null;
  readonly to: string | null;
  /** Draws so many of the counted days; null takes every calendar day. */
  readonly sample: { readonly count: number; readonly seed: number } | null;
  /** Marks the different days, so that the next run counts them anew. */
  readonly mark: boolean;
  readonly tell: (news: VerifyNews) => void;
  readonly differ: (difference: Difference) => void;
}

export interface VerifyResult {
  readonly days: number;
  readonly unverifiedDays: number;
  readonly differentDays: number;
  readonly differences: number;
}

/**
 * Counts days a second time and compares every row of every rollup. Changes no statistics; remembers what it found.
 * Throws a ConfigurationError where there is nothing to compare with.
 */
export async function verify(options: VerifyOptions): Promise<VerifyResult> {
  const { eventdb, statsdb, settings, sample, tell } = options;
  const started = new Date();
  await setUpWork(statsdb);
  await requireMigrated(statsdb);
  await requirePortal(statsdb, settings);
  const source = await describeSource(eventdb, settings.eventdb.table);
  const days = await chooseDays(options);
  tell({ kind: 'chosen', days: days.length, seed: sample?.seed ?? null });

  const different = new Map<string, string>();
  const sum = { days: 0, unverifiedDays: 0, differentDays: 0, differences: 0 };
  for (const day of days) {
    const news = await verifyDay(options, source, day);
    tell(news);
    sum.days += news.kind === 'unverified' ? 0 : 1;
    sum.unverifiedDays += news.kind === 'unverified' ? 1 : 0;
    if (news.kind === 'different') {
      sum.differentDays += 1;
      sum.differences += news.differences;
      different.set(day, foundDifferent);
    }
  }
  await statsdb.transaction({ name: 'verified' }, async () => {
    await remember(options, started, sum);
    if (options.mark) {
      await markDirty(statsdb, different, options.now);
    }
  });
  return sum;
}

/**
 * One day, both databases each in one snapshot, the statistics first: what they say was counted before the events are
 * looked at, so that a run at the same time makes no difference that is none.
 */
async function verifyDay(
  options: VerifyOptions,
  source: EventsSource,
  day: string
): Promise<Exclude<VerifyNews, { kind: 'chosen' }>> {
  const { eventdb, statsdb, settings } = options;
  const started = performance.now();
  const hosts = await readHosts(settings);
  return statsdb.transaction({ isolation: 'repeatable read', readOnly: true }, async () => {
    const known = await knownOf(options, source, day);
    const constituency = await readConstituency(statsdb);
    return eventdb.transaction({ isolation: 'repeatable read', readOnly: true }, async () => {
      // Enough that a day need not go to disk; one core; compiling takes longer than counting.
      await eventdb.execute(
        `SET LOCAL jit = off; SET LOCAL work_mem = '64MB'; SET LOCAL max_parallel_workers_per_gather = 0`
      );
      const now = await dayNow(eventdb, source, known.bounds, known.frontier);
      const why = obstacle(now, known.ledger, {
        counting: countingOf(settings.aliases, constituency, hosts).name,
        waitsFor: known.waitsFor,
        hasVersions: source.hasVersions,
        isForgotten: isForgotten(options, day),
      });
      if (why !== undefined) {
        return { kind: 'unverified', day, why };
      }
      let differences = 0;
      const differ = (difference: Difference): void => {
        differences += 1;
        options.differ(difference);
      };
      compareLedger(day, known.ledger, now, differ);
      if (now.events > 0 || (await hasRows(statsdb, day))) {
        const classes = await renamedClasses(eventdb, source, known.bounds, settings.aliases);
        const recount = eventdb.copyOut(recountStatement(source, known.bounds, classes, constituency));
        await compareDay(statsdb, day, recount, differ);
        const seen = eventdb.copyOut(hostsStatement(source, known.bounds, classes, constituency));
        await compareHosts(statsdb, day, (await hasHosts(statsdb, day)) ? seen : null, hosts, differ);
      }
      const milliseconds = Math.round(performance.now() - started);
      return differences === 0
        ? { kind: 'equal', day, events: now.events, milliseconds }
        : { kind: 'different', day, differences, milliseconds };
    });
  });
}

function compareLedger(
  day: string,
  known: LedgerDay | undefined,
  now: DayNow,
  differ: (difference: Difference) => void
): void {
  if ((known?.events ?? 0) !== now.events) {
    const numbers = (events: number): Numbers => ({ events, ips: null });
    const stored = known === undefined ? null : numbers(known.events);
    differ({ day, rollup: 'ledger', key: {}, stored, recounted: now.events === 0 ? null : numbers(now.events) });
  }
}

/** What the statistics know of a day, and since when. */
async function knownOf(
  { statsdb, settings }: VerifyOptions,
  source: EventsSource,
  day: string
): Promise<{ frontier: Frontier; ledger: LedgerDay | undefined; waitsFor: string | undefined; bounds: DayBounds }> {
  const { frontier } = await requirePortal(statsdb, settings);
  if (frontier?.source !== source.identity) {
    throw new ConfigurationError(
      `The statistics ${frontier === null ? 'have never looked at' : 'were not made from'} ${source.table}: there is nothing to compare with.`,
      { advice: 'Run: stats-portal run' }
    );
  }
  const ledger = (await readLedger(statsdb)).get(day);
  const waitsFor = (await readDirtyDays(statsdb)).find((one) => one.day === day)?.reason;
  // Days that were purged before the portal's zone was changed are days of the old one.
  const [bounds] = await dayBounds(statsdb, ledger?.zone ?? settings.timezone, [day]);
  return { frontier, ledger, waitsFor, bounds: bounds! };
}

async function remember(
  { statsdb, sample, mark }: VerifyOptions,
  started: Date,
  { days, unverifiedDays, differentDays, differences }: VerifyResult
): Promise<void> {
  await statsdb.query(
    `INSERT INTO ${statisticsTable('verifications')}
       (started_at, finished_at, seed, days, unverified_days, different_days, differences, marked)
     VALUES ($1::timestamptz, clock_timestamp(), $2::bigint, $3, $4, $5, $6::bigint, $7)`,
    [started.toISOString(), sample?.seed ?? null, days, unverifiedDays, differentDays, differences, mark]
  );
}
