import { addDays } from '@stats-portal/query';
import type { Database } from '../database/database.ts';
import { ConfigurationError } from '../errors.ts';
import type { Settings } from '../settings.ts';
import { requireMigrated } from '../statistics/migrations.ts';
import { lockForWriting, statisticsTable, setUpReading } from '../statistics/statistics.ts';
import { daySettings } from '../day/settings.ts';
import { claim, zoneChanged, type LedgerDay } from './claim.ts';
import { countingName } from './counting.ts';
import { countDay, type DayOutcome } from './day.ts';
import { markDirty, moveFrontier, noteSeen, readDirtyDays, readLedger, readPortal, type Portal } from './ledger.ts';
import { lookAtEvents } from './look.ts';
import { describeSource, type EventsSource } from './source.ts';
import { dayBounds, dayOf } from './zone.ts';

/** A line of the run's story, for the log or the progress bar. */
export type RunNews =
  | {
      readonly kind: 'claimed';
      readonly days: ReadonlyArray<{ day: string; reason: string }>;
      readonly undated: number;
    }
  | { readonly kind: 'kept'; readonly day: string; readonly events: number; readonly eventsSeen: number }
  | ({
      readonly kind: 'counted';
      readonly day: string;
      readonly reason: string;
      readonly milliseconds: number;
    } & DayOutcome);

export interface RunOptions {
  readonly eventdb: Database;
  readonly statsdb: Database;
  readonly settings: Settings;
  readonly now: Date;
  /** Counts these days whatever the look says. Both are included. */
  readonly forced?: { readonly from: string; readonly to: string };
  /** The forced days may lose events. */
  readonly allowLoss?: boolean;
  /** Only says what would be done. */
  readonly dryRun?: boolean;
  readonly tell: (news: RunNews) => void;
}

export interface RunResult {
  readonly days: number;
  readonly events: number;
  readonly lateEvents: number;
  readonly keptDays: number;
  readonly undated: number;
}

/**
 * One run: look at the events, mark the days that may be wrong, count each of them anew.
 * After it the statistics of every day whose events are still there equal the events. Safe to stop at any moment:
 * marks stay until their day is counted.
 * Throws a ConfigurationError (nothing was changed), a LockedError, an UnavailableError.
 */
export async function run(options: RunOptions): Promise<RunResult> {
  const { eventdb, statsdb, settings } = options;
  await setUpReading(statsdb);
  await requireMigrated(statsdb);
  await lockForWriting(statsdb);
  const portal = await requirePortal(statsdb, settings);
  const source = await describeSource(eventdb, settings.eventdb.table);
  const journal = options.dryRun === true ? null : await openJournal(statsdb, options.now);
  try {
    const result = await work({ ...options, portal, source });
    await journal?.close(result);
    return result;
  } catch (error) {
    await journal?.fail(error as Error);
    throw error;
  }
}

interface Work extends RunOptions {
  readonly portal: Portal;
  readonly source: EventsSource;
}

async function work(options: Work): Promise<RunResult> {
  const { statsdb, settings, now, tell } = options;
  const today = dayOf(now, settings.timezone);
  const undated =
    options.forced === undefined ? await markByLook(options, today) : await markForced(options, options.forced);
  const waiting = options.dryRun === true ? [] : await readDirtyDays(statsdb);
  // After the look, which may use as many cores as the server gives.
  for (const { name, value } of daySettings) {
    await options.eventdb.query('SELECT set_config($1, $2, false)', [name, value]);
  }
  if (options.dryRun !== true) {
    tell({ kind: 'claimed', days: waiting, undated });
  }
  const bounds = await dayBounds(
    statsdb,
    settings.timezone,
    waiting.map(({ day }) => day)
  );
  const sum = { days: 0, events: 0, lateEvents: 0, keptDays: 0, undated };
  for (const [position, { day, reason }] of waiting.entries()) {
    const started = performance.now();
    const outcome = await countDay({
      ...options,
      bounds: bounds[position]!,
      aliases: settings.aliases,
      counting: countingName(settings.aliases),
      zone: settings.timezone,
      mayLose: mayLose(options, today, day, reason),
    });
    tell({ kind: 'counted', day, reason, milliseconds: Math.round(performance.now() - started), ...outcome });
    sum.days += outcome.kept ? 0 : 1;
    sum.keptDays += outcome.kept ? 1 : 0;
    sum.events += outcome.kept ? 0 : outcome.events;
    const wasClosed =
      options.portal.closedUntil !== null && day <= options.portal.closedUntil && outcome.eventsBefore > 0;
    sum.lateEvents += wasClosed ? Math.max(0, outcome.events - outcome.eventsBefore) : 0;
  }
  return sum;
}

/** Marks what a look finds, and moves the frontier, in one transaction. Gives the number of undated events. */
async function markByLook(options: Work, today: string): Promise<number> {
  const { eventdb, statsdb, settings, now, portal, source, tell } = options;
  const counting = countingName(settings.aliases);
  // After a pause the window reaches back from the last look: not every table tells late events by their ids.
  const lastLook = portal.lookedOn !== null && portal.lookedOn < today ? portal.lookedOn : today;
  const firstDay = addDays(lastLook, -settings.windowDays);
  const [since] = await dayBounds(statsdb, settings.timezone, [firstDay]);
  const ledger = await readLedger(statsdb);
  const zones = new Set([...ledger.values()].map(({ zone }) => zone));
  const look = await lookAtEvents(eventdb, source, {
    zone: settings.timezone,
    since: since!,
    frontier: portal.frontier,
    everything: portal.counting !== counting,
    expected: await expectedEvents(statsdb, ledger),
    waiting: (await readDirtyDays(statsdb)).map(({ day }) => day),
    otherZones: [...zones].filter((zone) => zone !== settings.timezone),
  });
  const found = claim(look, ledger, {
    counting,
    zone: settings.timezone,
    retainedSince: retainedSince(settings, today),
  });
  for (const [day, eventsSeen] of found.kept) {
    tell({ kind: 'kept', day, events: eventsSeen, eventsSeen });
  }
  if (options.dryRun === true) {
    const waiting = new Map((await readDirtyDays(statsdb)).map(({ day, reason }) => [day, reason]));
    const days = [...new Map([...found.dirty, ...waiting])].map(([day, reason]) => ({ day, reason }));
    tell({ kind: 'claimed', days: days.sort((a, b) => b.day.localeCompare(a.day)), undated: look.undated });
    return look.undated;
  }
  await statsdb.transaction({}, async () => {
    await markDirty(statsdb, found.dirty, now);
    await noteSeen(statsdb, found.kept);
    await moveFrontier(statsdb, look.frontier, {
      counting,
      undated: look.undated,
      closedUntil: addDays(today, -settings.provisionalDays),
      now,
    });
  });
  return look.undated;
}

/** Marks the asked days. Throws a ConfigurationError where that would lose numbers, before anything is changed. */
async function markForced(options: Work, { from, to }: { from: string; to: string }): Promise<number> {
  const { eventdb, statsdb, settings, source, now, tell } = options;
  const zone = settings.timezone;
  const [first] = await dayBounds(statsdb, zone, [from]);
  const ledger = await readLedger(statsdb);
  const look = await lookAtEvents(eventdb, source, {
    zone,
    since: first!,
    frontier: options.portal.frontier,
    everything: false,
    expected: await expectedEvents(statsdb, ledger),
    waiting: (await readDirtyDays(statsdb)).map(({ day }) => day),
    otherZones: [],
  });
  const days = new Set([...look.days.keys(), ...ledger.keys()].filter((day) => day >= from && day <= to));
  const losing = [...days].filter((day) => (look.days.get(day)?.events ?? 0) < (ledger.get(day)?.events ?? 0)).sort();
  if (losing.length > 0 && options.allowLoss !== true) {
    throw new ConfigurationError(
      `${losing.length} of these days have fewer events than their statistics (first: ${losing[0]}). Counting them anew would lose numbers.`,
      {
        advice: 'Leave these days out, or say --allow-loss if the events were deleted on purpose. Nothing was changed.',
      }
    );
  }
  if (options.dryRun === true) {
    tell({
      kind: 'claimed',
      days: [...days]
        .sort()
        .reverse()
        .map((day) => ({ day, reason: 'forced' })),
      undated: look.undated,
    });
  } else {
    await markDirty(statsdb, new Map([...days].map((day) => [day, 'forced'])), now);
  }
  return look.undated;
}

/** Events of each day at the last look; null where a run was stopped, and days wait that have more than the ledger. */
async function expectedEvents(
  statsdb: Database,
  ledger: ReadonlyMap<string, LedgerDay>
): Promise<Map<string, number> | null> {
  const waiting = await readDirtyDays(statsdb);
  return waiting.length > 0 ? null : new Map([...ledger].map(([day, { eventsSeen }]) => [day, eventsSeen]));
}

async function requirePortal(statsdb: Database, settings: Settings): Promise<Portal> {
  const portal = await readPortal(statsdb);
  if (portal === null) {
    throw new ConfigurationError(`The statistics database ${statsdb.name} has not been set up.`, {
      advice: 'Run: stats-portal migrate',
    });
  }
  if (portal.zone !== settings.timezone) {
    const [count] = await statsdb.rows<{ days: string }>(
      `SELECT count(*)::text AS days FROM ${statisticsTable('days')}`
    );
    throw new ConfigurationError(
      `The statistics were made with days of ${portal.zone}; the settings say ${settings.timezone}. Nothing was changed.`,
      {
        advice:
          `Set timezone back to ${portal.zone}, or run: stats-portal migrate --rezone. It would count the ${count!.days} ` +
          'days anew whose events are still in the eventDB; days whose events are gone keep the old zone.',
      }
    );
  }
  return portal;
}

function retainedSince(settings: Settings, today: string): string | null {
  const { retentionDays } = settings.eventdb;
  return retentionDays === undefined ? null : addDays(today, -retentionDays);
}

/** Whether the day may end with fewer events: it is cut anew, its events were deleted, or it was asked for by name. */
function mayLose({ settings, forced, allowLoss }: Work, today: string, day: string, reason: string): boolean {
  const since = retainedSince(settings, today);
  const isAsked = forced !== undefined && day >= forced.from && day <= forced.to;
  return reason === zoneChanged || (since !== null && day > since) || (allowLoss === true && isAsked);
}

/** The run's own row: it stays open if the program is killed. */
async function openJournal(
  statsdb: Database,
  now: Date
): Promise<{ close(result: RunResult): Promise<void>; fail(error: Error): Promise<void> }> {
  const [row] = await statsdb.rows<{ id: string }>(
    `INSERT INTO ${statisticsTable('runs')} (started_at) VALUES ($1::timestamptz) RETURNING id::text`,
    [now.toISOString()]
  );
  return {
    async close(result) {
      await statsdb.query(
        `UPDATE ${statisticsTable('runs')} SET finished_at = clock_timestamp(), days = $2, events = $3::bigint,
           late_events = $4::bigint, undated = $5::bigint, kept_days = $6 WHERE id = $1::bigint`,
        [row!.id, result.days, result.events, result.lateEvents, result.undated, result.keptDays]
      );
    },
    async fail(error) {
      // The connection may be what failed: the first error is the one that matters.
      await statsdb
        .query(
          `UPDATE ${statisticsTable('runs')} SET finished_at = clock_timestamp(), failure = $2 WHERE id = $1::bigint`,
          [row!.id, error.message]
        )
        .catch(() => undefined);
    },
  };
}
