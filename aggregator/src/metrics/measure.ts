import type { Database } from '../database/database.ts';
import { writerLock } from '../statistics/names.ts';
import { statisticsTable } from '../statistics/statistics.ts';
import { metrics, type Measurements } from './metrics.ts';

/** Somebody holds the writer's lock: a run without an end is then still going on, not killed. */
const running = `EXISTS (
  SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND (classid::bigint << 32) + objid::bigint = ${writerLock})`;

/**
 * Reads all metrics from the statistics database, in one statement that touches only its small tables: it may be asked
 * every minute. Needs what the reading role may do.
 */
export async function measure(statsdb: Database): Promise<Measurements> {
  const [row] = await statsdb.rows<Record<string, string | null>>(`
    WITH last_run AS (
      SELECT * FROM ${statisticsTable('runs')} WHERE finished_at IS NOT NULL OR failure IS NOT NULL OR NOT ${running}
      ORDER BY id DESC LIMIT 1
    ), ledger AS (
      SELECT count(*) AS days, coalesce(sum(events), 0) AS events, coalesce(sum(without_address), 0) AS without_address,
             count(*) FILTER (WHERE events_seen < events) AS kept
      FROM ${statisticsTable('days')}
    )
    SELECT ${metrics.map(({ name, select }) => `${select}::float8::text AS ${name}`).join(', ')}
    FROM ${statisticsTable('portal')} AS portal, ledger`);
  return new Map(
    metrics.flatMap(({ name }) => {
      const value = row?.[name] ?? null;
      return value === null ? [] : [[name, Number(value)] as const];
    })
  );
}
