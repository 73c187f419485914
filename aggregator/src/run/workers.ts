import type { Database } from '../database/database.ts';
import { insideTransaction } from '../database/nested.ts';
import { OutOfTimeError } from '../errors.ts';
import { firstHostsDay } from '../statistics/retention.ts';
import { setUpWork } from '../statistics/statistics.ts';
import { countDay, type DayResult } from './day.ts';
import { follow } from './leader.ts';
import { claimDay } from './ledger.ts';
import { mayLose } from './rules.ts';
import type { Work } from './run.ts';
import { dayBounds } from './zone.ts';

/** Where a worker reads and writes. */
export interface Pair {
  readonly eventdb: Database;
  readonly statsdb: Database;
}

export interface CountedDay extends DayResult {
  readonly day: string;
  readonly reason: string;
  readonly milliseconds: number;
}

/**
 * Counts these days, the newest first, with as many workers as the run was given; `done` hears of each committed day.
 * If one worker fails, the others finish their day and stop, and the first error is thrown. Days done stay done.
 * Throws an OutOfTimeError when the time is up and days are left.
 */
export async function countDays(work: Work, days: readonly string[], done: (day: CountedDay) => void): Promise<void> {
  if (days.length === 0) {
    return;
  }
  const failures: unknown[] = [];
  let left = days.length;
  const isTimeUp = () => work.timeLimit !== undefined && performance.now() - work.startedAt >= work.timeLimit;
  const workThrough = async (pair: Pair): Promise<void> => {
    while (failures.length === 0 && !isTimeUp()) {
      const counted = await countNextDay({ ...work, ...pair }, days);
      if (counted === null) {
        return;
      }
      left -= 1;
      done(counted);
    }
  };
  const extra: Pair[] = [];
  try {
    for (let worker = 2; worker <= Math.min(work.workers ?? 1, days.length); worker++) {
      extra.push(await work.openPair!(worker));
    }
    await Promise.all(
      [work, ...extra].map(async (pair) => {
        try {
          await setUpWork(pair.statsdb);
          await workThrough(pair);
        } catch (error) {
          failures.push(error);
        }
      })
    );
  } finally {
    await Promise.all(extra.flatMap(({ eventdb, statsdb }) => [eventdb.close(), statsdb.close()]));
  }
  if (failures.length > 0) {
    throw failures[0];
  }
  if (left > 0) {
    throw new OutOfTimeError(`The time of this run is up; ${left} ${left === 1 ? 'day waits' : 'days wait'}.`, {
      advice:
        'What was counted stays; the next run goes on with the days that wait. Give it more time with --deadline.',
    });
  }
}

/** Claims a day and counts it in one transaction; null if none of them is left. */
async function countNextDay(work: Work, days: readonly string[]): Promise<CountedDay | null> {
  const { statsdb, settings } = work;
  const started = performance.now();
  return statsdb.transaction({ name: 'day' }, async () => {
    if (statsdb !== work.leader.statsdb) {
      await follow(statsdb, work.leader);
    }
    const claimed = await claimDay(statsdb, days);
    if (claimed === null) {
      return null;
    }
    const [bounds] = await dayBounds(statsdb, settings.timezone, [claimed.day]);
    const outcome = await countDay({
      ...work,
      statsdb: insideTransaction(statsdb),
      bounds: bounds!,
      zone: settings.timezone,
      mayLose: mayLose(work, claimed),
      reason: claimed.reason,
      closedUntil: work.portal.closedUntil,
      hostsSince: firstHostsDay(settings, work.today),
    });
    return { ...claimed, ...outcome, milliseconds: Math.round(performance.now() - started) };
  });
}
