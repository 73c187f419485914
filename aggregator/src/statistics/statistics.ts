import { identifier, qualified, rollups } from '@stats-portal/catalog';
import type { Database } from '../database/database.ts';
import { LockedError } from '../errors.ts';
import { schema, writerLock } from './names.ts';

/**
 * Settings of whoever reads the statistics; the reading role has them for good. Answers name their tables without a
 * schema: the search_path says whose they are. Compiling an answer (jit) takes longer than giving it.
 */
export const readerSettings = [`search_path = ${identifier(schema)}, public`, 'jit = off'] as const;

/** Makes a connection read as the reading role does. */
export async function setUpReading(database: Database): Promise<void> {
  await database.execute(readerSettings.map((setting) => `SET ${setting}`).join('; '));
}

/**
 * Makes a connection work on whole days. Each is read and replaced by way of the index; a planner that expects a third
 * of a million rows would rather read all history (of 48 days: 49 s for each of them).
 */
export async function setUpWork(database: Database): Promise<void> {
  await setUpReading(database);
  await database.execute('SET enable_seqscan = off');
}

/** Name of a statistics table with its schema, for writes. */
export function statisticsTable(name: string): string {
  return qualified(`${schema}.${name}`);
}

/** All rollups, for an IN: the index leads with their numbers, and a day alone would mean reading all history. */
export const rollupIds = rollups.map(({ id }) => id).join(', ');

/**
 * Takes the lock of the one writer, on the connection that writes: if it is lost, so are the writes.
 * Throws a LockedError that names the holder.
 */
export async function lockForWriting(database: Database): Promise<void> {
  const [answer] = await database.rows<{ locked: string }>('SELECT pg_try_advisory_lock($1::bigint)::text AS locked', [
    writerLock,
  ]);
  if (answer?.locked === 'true') {
    return;
  }
  throw new LockedError(`Another run works on ${database.name}: ${await holderOf(database, writerLock)}.`, {
    advice: 'Wait until it has ended, then try again. A second run would only do the same work.',
  });
}

/** Who holds an advisory lock, in words. */
export async function holderOf(database: Database, key: number): Promise<string> {
  const [holder] = await database.rows<{ words: string }>(
    `SELECT concat_ws(' ', 'process', pid, coalesce('at ' || host(client_addr), 'on that server'), 'as', usename,
                      'since', date_trunc('second', backend_start)) AS words
     FROM pg_locks JOIN pg_stat_activity USING (pid)
     WHERE ${isAdvisoryLock} LIMIT 1`,
    [key]
  );
  return holder?.words ?? 'it has just ended';
}

/** Condition of the row of pg_locks for the advisory lock $1 of this database. */
export const isAdvisoryLock = `locktype = 'advisory' AND granted
       AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND (classid::bigint << 32) + objid::bigint = $1::bigint`;
