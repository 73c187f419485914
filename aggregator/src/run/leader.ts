import type { Database } from '../database/database.ts';
import { LockedError, UnavailableError } from '../errors.ts';
import { daysLock, writerLock } from '../statistics/names.ts';
import { holderOf, isAdvisoryLock, lockForWriting } from '../statistics/statistics.ts';

/** The session that holds the lock of the one writer. */
export interface Leader {
  readonly statsdb: Database;
  /** Number of its server process. */
  readonly pid: string;
}

/**
 * Makes this connection the leader's. A run whose leader lost its connection may still have workers that write a day:
 * they share the lock of the days, so that nobody looks at the ledger before they have ended.
 * Throws a LockedError that names the holder.
 */
export async function lead(statsdb: Database): Promise<Leader> {
  await lockForWriting(statsdb);
  const [days] = await statsdb.rows<{ free: string; pid: string }>(
    'SELECT pg_try_advisory_lock($1::bigint)::text AS free, pg_backend_pid()::text AS pid',
    [daysLock]
  );
  if (days!.free !== 'true') {
    const holder = await holderOf(statsdb, daysLock);
    await statsdb.query('SELECT pg_advisory_unlock($1::bigint)', [writerLock]);
    throw new LockedError(`A run that was cut off still writes a day of ${statsdb.name}: ${holder}.`, {
      advice: 'Wait until that session has ended, then try again.',
    });
  }
  await statsdb.query('SELECT pg_advisory_unlock($1::bigint)', [daysLock]);
  return { statsdb, pid: days!.pid };
}

/**
 * At the beginning of a day's transaction on another connection than the leader's: from here to its end no other run can begin, if the leader still leads.
 * Throws an UnavailableError if it does not.
 */
export async function follow(statsdb: Database, leader: Leader): Promise<void> {
  const [days] = await statsdb.rows<{ shared: string }>(
    'SELECT pg_try_advisory_xact_lock_shared($1::bigint)::text AS shared',
    [daysLock]
  );
  // After that lock, never in the same statement: whoever takes over holds the one before it tries the other.
  const [lock] = await statsdb.rows<{ held: string }>(
    `SELECT EXISTS (SELECT FROM pg_locks WHERE pid = $2::integer AND ${isAdvisoryLock})::text AS held`,
    [writerLock, leader.pid]
  );
  if (days!.shared !== 'true' || lock!.held !== 'true') {
    throw new UnavailableError(`The connection that held the lock of ${statsdb.name} was lost.`, {
      advice: 'See the log of that server, and start this command again: what was not committed is done anew.',
    });
  }
}
