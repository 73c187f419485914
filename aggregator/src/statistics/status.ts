import type { Database } from '../database/database.ts';
import { schema } from './names.ts';
import { statisticsTable } from './statistics.ts';
import { timescaleInUse, type Timescale } from './timescale.ts';

/** How the statistics are. Days are `YYYY-MM-DD`, moments ISO 8601 in UTC, sizes bytes. */
export interface Status {
  readonly zone: string;
  readonly lastRun: string | null;
  readonly lastRunFailed: string | null;
  readonly lastCompleteDay: string | null;
  readonly daysWaiting: number;
  readonly daysCounted: number;
  readonly events: number;
  readonly withoutAddress: number;
  readonly undated: number;
  readonly timescale: string;
  readonly tables: ReadonlyArray<{ readonly table: string; readonly rows: number; readonly bytes: number }>;
}

export async function readStatus(statsdb: Database): Promise<Status> {
  const timescale = await timescaleInUse(statsdb);
  const [row] = await statsdb.rows<Record<string, string | null>>(`
    SELECT zone, ${moment('last_run')} AS last_run, complete_until::date::text AS complete, days_waiting::text AS waiting,
           undated::text AS undated, counted.days::text AS days, counted.events::text AS events,
           counted.without_address::text AS without_address,
           (SELECT failure FROM ${statisticsTable('runs')} ORDER BY id DESC LIMIT 1) AS failure
    FROM freshness, (
      SELECT count(*) AS days, coalesce(sum(events), 0) AS events, coalesce(sum(without_address), 0) AS without_address
      FROM ${statisticsTable('days')}) AS counted`);
  return {
    zone: row!.zone!,
    lastRun: row!.last_run!,
    lastRunFailed: row!.failure!,
    lastCompleteDay: row!.complete!,
    daysWaiting: Number(row!.waiting),
    daysCounted: Number(row!.days),
    events: Number(row!.events),
    withoutAddress: Number(row!.without_address),
    undated: Number(row!.undated),
    timescale,
    tables: await readSizes(statsdb, timescale),
  };
}

function moment(column: string): string {
  return `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;
}

async function readSizes(statsdb: Database, timescale: Timescale): Promise<Status['tables']> {
  const tables = await statsdb.rows<{ name: string }>(
    `SELECT relname::text AS name FROM pg_class WHERE relnamespace = $1::regnamespace AND relkind = 'r' ORDER BY relname`,
    [schema]
  );
  const hypertables = timescale === 'none' ? [] : await namesOfHypertables(statsdb);
  return Promise.all(
    tables.map(async ({ name }) => {
      const table = statisticsTable(name);
      // Of a hypertable with its chunks and what is in the columnstore, all with indexes.
      const size = hypertables.includes(name)
        ? 'hypertable_size($1::regclass)'
        : 'pg_total_relation_size($1::regclass)';
      const [row] = await statsdb.rows<{ rows: string; bytes: string }>(
        `SELECT count(*)::text AS rows, coalesce(${size}, 0)::text AS bytes FROM ${table}`,
        [table]
      );
      return { table: `${schema}.${name}`, rows: Number(row!.rows), bytes: Number(row!.bytes) };
    })
  );
}

async function namesOfHypertables(statsdb: Database): Promise<string[]> {
  const rows = await statsdb.rows<{ name: string }>(
    `SELECT hypertable_name::text AS name FROM timescaledb_information.hypertables WHERE hypertable_schema = $1`,
    [schema]
  );
  return rows.map(({ name }) => name);
}
