import type { Database } from '../database/database.ts';
import { faultPoint } from '../fault.ts';
import { statisticsTable } from '../statistics/statistics.ts';
import type { RunResult } from './run.ts';

const runs = statisticsTable('runs');

/** The run's own row. It stays open if the program is killed; the next run says so in it. */
export interface Journal {
  close(result: RunResult): Promise<void>;
  /** The run failed after it had done this much. */
  fail(error: Error, result: RunResult): Promise<void>;
}

const silent = 'ended without a word: the program was killed, or lost the statistics database';

/** Opens the row. Whoever holds the lock knows that no other run is under way. */
export async function openJournal(statsdb: Database, now: Date): Promise<Journal> {
  await statsdb.query(`UPDATE ${runs} SET failure = $1 WHERE finished_at IS NULL AND failure IS NULL`, [silent]);
  const [row] = await statsdb.rows<{ id: string }>(
    `INSERT INTO ${runs} (started_at) VALUES ($1::timestamptz) RETURNING id::text`,
    [now.toISOString()]
  );
  await faultPoint('journal.opened', statsdb);
  const finish = (result: RunResult, failure: string | null) =>
    statsdb.query(
      `UPDATE ${runs} SET finished_at = clock_timestamp(), days = $2, events = $3::bigint, late_events = $4::bigint,
         undated = $5::bigint, kept_days = $6, too_old_events = $7::bigint,
         failure = $8 WHERE id = $1::bigint`,
      [
        row!.id,
        result.days,
        result.events,
        result.lateEvents,
        result.undated,
        result.keptDays,
        result.tooOldEvents,
        failure,
      ]
    );
  return {
    async close(result) {
      await faultPoint('journal.closing', statsdb);
      await finish(result, null);
      await faultPoint('journal.closed', statsdb);
    },
    async fail(error, result) {
      // The connection may be what failed: the first error is the one that matters.
      await finish(result, error.message).catch(() => undefined);
    },
  };
}
