import { literal } from '@stats-portal/catalog';
import type { Database } from '../database/database.ts';
import { initialChunkDays } from '../statistics/chunks.ts';
import { schema } from '../statistics/names.ts';
import { statisticsTable } from '../statistics/statistics.ts';
import { rollupsLayout as layout, type StorageSettings } from '../statistics/storage.ts';
import { timescaleInUse, type Timescale } from '../statistics/timescale.ts';
import type { Drift, Repair } from './drift.ts';
import { columnstoreJob, jobFaults, jobsDrift, newJobs } from './jobs.ts';

const shown = `${schema}.${layout.table}`;
const table = literal(shown);
const alterTable = `ALTER TABLE ${statisticsTable(layout.table)}`;
const segmentBy = layout.segmentBy.join(',');
const orderBy = layout.orderBy.join(',');

const useTimescale: Repair = { step: 'tables', sql: 'CREATE EXTENSION IF NOT EXISTS timescaledb' };

const makeHypertable: Repair = {
  step: 'hypertable',
  sql:
    `SELECT create_hypertable(${table}::regclass, by_range(${literal(layout.time)}, interval '${initialChunkDays} days'), ` +
    'if_not_exists => true, create_default_indexes => false, migrate_data => true)',
};

const enableColumnstore: Repair = {
  step: 'columnstore',
  sql: `${alterTable} SET (timescaledb.enable_columnstore, timescaledb.segmentby = '${segmentBy}', timescaledb.orderby = '${orderBy}')`,
};

/** What a new table gets on a server that can do everything. */
export function newStorage(settings: StorageSettings): Repair[] {
  return [useTimescale, makeHypertable, enableColumnstore, ...newJobs(settings)];
}

/** How the big table is kept by TimescaleDB, against what the server can do and the settings ask for. */
export async function storageDrift(
  database: Database,
  timescale: Timescale,
  settings: StorageSettings
): Promise<Drift[]> {
  if (timescale === 'none') {
    return [];
  }
  const isWhole = timescale === 'columnstore';
  if ((await timescaleInUse(database)) === 'none') {
    return [unused(isWhole ? newStorage(settings) : [useTimescale, makeHypertable])];
  }
  const live = await readHypertable(database);
  if (live === undefined) {
    return [plainTable(isWhole ? newStorage(settings) : [makeHypertable])];
  }
  if (!isWhole) {
    return [];
  }
  const jobs = await jobsDrift(database, settings);
  if (!live.columnstore) {
    // Its job went with it, or is left over.
    return [noColumnstore([enableColumnstore, ...jobs.flatMap(({ repairs }) => repairs)])];
  }
  return [...layoutDrift(live), ...jobs, ...(await jobFaults(database))];
}

/** What is in the way of some changes of columns: the columnstore, left and entered again. */
export function columnstoreAside(settings: StorageSettings): Repair[] {
  return [
    {
      step: 'columnstore off',
      sql: `SELECT decompress_chunk(chunk, true) FROM show_chunks(${table}::regclass) AS chunk`,
    },
    { step: 'columnstore off', sql: columnstoreJob.remove },
    { step: 'columnstore off', sql: `${alterTable} SET (timescaledb.enable_columnstore = false)` },
    enableColumnstore,
    { step: 'jobs', sql: columnstoreJob.add(settings.columnstoreAfterDays) },
  ];
}

function unused(repairs: readonly Repair[]): Drift {
  return {
    what: 'the server has TimescaleDB, but this database makes no use of it',
    advice: 'Old days are read more slowly and take more space.',
    repairs,
  };
}

function plainTable(repairs: readonly Repair[]): Drift {
  return {
    what: `${shown} is a plain table, not a hypertable`,
    advice: 'Old days are read more slowly and take more space. The change reads and writes the whole table once.',
    repairs,
  };
}

function noColumnstore(repairs: readonly Repair[]): Drift {
  return { what: `${shown} has no columnstore`, advice: 'History takes more than ten times the space.', repairs };
}

function layoutDrift(live: Hypertable): Drift[] {
  if (live.segmentBy === segmentBy && live.orderBy === orderBy) {
    return [];
  }
  return [
    {
      what: `the columnstore of ${shown} is segmented by ${live.segmentBy} and ordered by ${live.orderBy}, not ${segmentBy} and ${orderBy}`,
      advice: 'Counting a day anew may be slow or refused. The change is for chunks that are compressed from now on.',
      repairs: [enableColumnstore],
    },
  ];
}

interface Hypertable {
  readonly columnstore: boolean;
  readonly segmentBy: string;
  readonly orderBy: string;
}

async function readHypertable(database: Database): Promise<Hypertable | undefined> {
  const [row] = await database.rows<{ columnstore: string; segments: string | null; ordering: string | null }>(
    `SELECT compression_enabled::text AS columnstore,
            string_agg(attname::text, ',' ORDER BY segmentby_column_index)
              FILTER (WHERE segmentby_column_index IS NOT NULL) AS segments,
            string_agg(concat(attname, CASE WHEN NOT orderby_asc THEN ' DESC' END, CASE WHEN orderby_nullsfirst THEN ' NULLS FIRST' END),
              ',' ORDER BY orderby_column_index) FILTER (WHERE orderby_column_index IS NOT NULL) AS ordering
     FROM timescaledb_information.hypertables LEFT JOIN timescaledb_information.compression_settings
       USING (hypertable_schema, hypertable_name)
     WHERE hypertable_schema = $1 AND hypertable_name = $2 GROUP BY compression_enabled`,
    [schema, layout.table]
  );
  return row === undefined
    ? undefined
    : {
        columnstore: row.columnstore === 'true',
        segmentBy: row.segments ?? 'nothing',
        orderBy: row.ordering ?? 'nothing',
      };
}
