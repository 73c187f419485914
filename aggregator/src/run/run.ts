import type { Database } from '../database/database.ts';
import { inWords } from '../database/refusals.ts';
import { faultPoint } from '../fault.ts';
import { learnFeeds } from '../feeds/learn.ts';
import type { Settings } from '../settings.ts';
import { requireMigrated } from '../statistics/migrations.ts';
import { firstKeptDay } from '../statistics/retention.ts';
import { setUpWork } from '../statistics/statistics.ts';
import { upkeep, type UpkeepNews } from '../statistics/upkeep.ts';
import { readConstituency } from '../operators/store.ts';
import { readHosts } from '../presence/hosts.ts';
import { AsNames } from './asNames.ts';
import { countingOf, type Counting } from './counting.ts';
import type { DayOutcome } from './day.ts';
import { openJournal } from './journal.ts';
import { lead, type Leader } from './leader.ts';
import { readDirtyDays, type Portal } from './ledger.ts';
import { markByLook, markForced, type Marked } from './mark.ts';
import { requirePortal } from './portal.ts';
import { describeSource, type EventsSource } from './source.ts';
import { Tally } from './tally.ts';
import { countDays, type Pair } from './workers.ts';
import { dayOf } from './zone.ts';

/** A line of the run's story, for the log or the progress bar. */
export type RunNews =
  /** The clock stands behind the day of the last look. */
  | { readonly kind: 'behind'; readonly lookedOn: string }
  | {
      readonly kind: 'claimed';
      readonly days: ReadonlyArray<{ day: string; reason: string }>;
      readonly undated: number;
    }
  | { readonly kind: 'kept'; readonly day: string; readonly events: number; readonly eventsSeen: number }
  | { readonly kind: 'too old'; readonly days: readonly string[]; readonly events: number }
  | UpkeepNews
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
  /** How many days are counted at the same time. Default: 1. */
  readonly workers?: number;
  /** Opens the connections of the second worker and those after it; the first one has `eventdb` and `statsdb`. */
  readonly openPair?: (worker: number) => Promise<Pair>;
  /** Milliseconds after which no more day is begun. Default: no limit. */
  readonly timeLimit?: number;
  readonly tell: (news: RunNews) => void;
}

export interface RunResult {
  readonly days: number;
  readonly events: number;
  readonly lateEvents: number;
  readonly keptDays: number;
  readonly undated: number;
  /** Events of days that the statistics do not keep any more: not counted. */
  readonly tooOldEvents: number;
}

/** A run under way. */
export interface Work extends RunOptions {
  readonly leader: Leader;
  readonly portal: Portal;
  readonly source: EventsSource;
  readonly counting: Counting;
  /** Of the portal's zone. */
  readonly today: string;
  /** On the clock of `performance`. */
  readonly startedAt: number;
}

/**
 * One run: look at the events, mark the days that may be wrong, count each of them anew.
 * After it the statistics of every day whose events are still there equal the events. Safe to stop at any moment:
 * marks stay until their day is counted.
 * Throws a ConfigurationError (nothing was changed), a LockedError, an UnavailableError, an OutOfTimeError.
 */
export async function run(options: RunOptions): Promise<RunResult> {
  const { eventdb, statsdb, settings, now } = options;
  const startedAt = performance.now();
  await setUpWork(statsdb);
  await requireMigrated(statsdb);
  const leader = await lead(statsdb);
  await faultPoint('run.locked', statsdb);
  const portal = await requirePortal(statsdb, settings);
  const source = await describeSource(eventdb, settings.eventdb.table);
  const counting = countingOf(settings.aliases, await readConstituency(statsdb), await readHosts(settings));
  const work = { ...options, leader, portal, source, counting, today: dayOf(now, settings.timezone), startedAt };
  const tally = new Tally(portal.closedUntil);
  if (options.dryRun === true) {
    tally.marked(await mark(work));
    return tally.result;
  }
  const journal = await openJournal(statsdb, now);
  try {
    tally.marked(await mark(work));
    await count(work, tally);
  } catch (thrown) {
    const error = inWords(thrown);
    await journal.fail(error as Error, tally.result);
    throw error;
  }
  await journal.close(tally.result);
  // The numbers are there: what goes wrong from here on is told, but is no failure of theirs.
  try {
    await learnFeeds(statsdb, settings, now);
    await upkeep(statsdb, settings, now, options.tell);
  } catch (thrown) {
    throw inWords(thrown);
  }
  return tally.result;
}

function mark(work: Work): Promise<Marked> {
  return work.forced === undefined ? markByLook(work) : markForced(work, work.forced);
}

async function count(work: Work, tally: Tally): Promise<void> {
  const first = firstKeptDay(work.settings.statsdb, work.today);
  const waiting = (await readDirtyDays(work.statsdb)).filter(({ day }) => first === null || day >= first);
  work.tell({ kind: 'claimed', days: waiting, undated: tally.result.undated });
  const names = new AsNames();
  try {
    await countDays(
      work,
      waiting.map(({ day }) => day),
      ({ asNames, ...counted }) => {
        names.meet(counted.day, asNames);
        tally.counted(counted);
        work.tell({ kind: 'counted', ...counted });
      }
    );
  } catch (error) {
    // Days that were counted before something failed are not counted again. What failed is what is told.
    await names.write(work.statsdb).catch(() => undefined);
    throw error;
  }
  await names.write(work.statsdb);
}
