import { literal } from '@stats-portal/catalog';
import type { Database } from '../database/database.ts';
import { initialChunkDays } from '../statistics/chunks.ts';
import { schema } from '../statistics/names.ts';
import { statisticsTable } from '../statistics/statistics.ts';
import { layouts, type HypertableLayout, type StorageSettings } from '../statistics/storage.ts';
import { timescaleInUse, type Timescale } from '../statistics/timescale.ts';
import type { Drift, Repair } from './drift.ts';
import { columnstoreJob, jobFaults, jobsDrift, newJobs } from './jobs.ts';

const shown = ({ table }: HypertableLayout): string => `${schema}.${table}`;
const regclass = (layout: HypertableLayout): string => `${literal(shown(layout))}::regclass`;
const alterTable = ({ table }: HypertableLayout): string => `ALTER TABLE ${statisticsTable(table)}`;

const useTimescale: Repair = { step: 'tables', sql: 'CREATE EXTENSION IF NOT EXISTS timescaledb' };

function makeHypertable(layout: HypertableLayout): Repair {
  return {
    step: 'hypertable',
    sql:
      `SELECT create_hypertable(${regclass(layout)}, by_range(${literal(layout.time)}, interval '${initialChunkDays} days'), ` +
      'if_not_exists => true, create_default_indexes => false, migrate_data => true)',
  };
}

function enableColumnstore(layout: HypertableLayout): Repair {
  const [segmentBy, orderBy] = [layout.segmentBy.join(','), layout.orderBy.join(',')];
  return {
    step: 'columnstore',
    sql: `${alterTable(layout)} SET (timescaledb.enable_columnstore, timescaledb.segmentby = '${segmentBy}', timescaledb.orderby = '${orderBy}')`,
  };
}

/** What new tables get on a server that can do everything. */
export function newStorage(settings: StorageSettings): Repair[] {
  return [useTimescale, ...layouts.flatMap((layout) => newTable(layout, settings))];
}

function newTable(layout: HypertableLayout, settings: StorageSettings): Repair[] {
  return [makeHypertable(layout), enableColumnstore(layout), ...newJobs(layout, settings)];
}

/** How the big tables are kept by TimescaleDB, against what the server can do and the settings ask for. */
export async function storageDrift(
  database: Database,
  timescale: Timescale,
  settings: StorageSettings
): Promise<Drift[]> {
  if (timescale === 'none') {
    return [];
  }
  if ((await timescaleInUse(database)) === 'none') {
    return [
      unused(timescale === 'columnstore' ? newStorage(settings) : [useTimescale, ...layouts.map(makeHypertable)]),
    ];
  }
  const drifts: Drift[] = [];
  for (const layout of layouts) {
    drifts.push(...(await tableDrift(database, layout, timescale, settings)));
  }
  return drifts;
}

async function tableDrift(
  database: Database,
  layout: HypertableLayout,
  timescale: Timescale,
  settings: StorageSettings
): Promise<Drift[]> {
  const isWhole = timescale === 'columnstore';
  const live = await readHypertable(database, layout);
  if (live === undefined) {
    return [plainTable(layout, isWhole ? [useTimescale, ...newTable(layout, settings)] : [makeHypertable(layout)])];
  }
  if (!isWhole) {
    return [];
  }
  const jobs = await jobsDrift(database, layout, settings);
  if (!live.columnstore) {
    // Its job went with it, or is left over.
    return [noColumnstore(layout, [enableColumnstore(layout), ...jobs.flatMap(({ repairs }) => repairs)])];
  }
  return [...layoutDrift(layout, live), ...jobs, ...(await jobFaults(database, layout))];
}

/** What is in the way of some changes of a big table's columns: the columnstore, left and entered again. */
export function columnstoreAside(layout: HypertableLayout, settings: StorageSettings): Repair[] {
  const job = columnstoreJob(layout);
  return [
    {
      step: 'columnstore off',
      sql: `SELECT decompress_chunk(chunk, true) FROM show_chunks(${regclass(layout)}) AS chunk`,
    },
    { step: 'columnstore off', sql: job.remove },
    { step: 'columnstore off', sql: `${alterTable(layout)} SET (timescaledb.enable_columnstore = false)` },
    enableColumnstore(layout),
    { step: 'jobs', sql: job.add(settings.columnstoreAfterDays) },
  ];
}

function unused(repairs: readonly Repair[]): Drift {
  return {
    what: 'the server has TimescaleDB, but this database makes no use of it',
    advice: 'Old days are read more slowly and take more space.',
    repairs,
  };
}

function plainTable(layout: HypertableLayout, repairs: readonly Repair[]): Drift {
  return {
    what: `${shown(layout)} is a plain table, not a hypertable`,
    advice: 'Old days are read more slowly and take more space. The change reads and writes the whole table once.',
    repairs,
  };
}

function noColumnstore(layout: HypertableLayout, repairs: readonly Repair[]): Drift {
  return {
    what: `${shown(layout)} has no columnstore`,
    advice: 'History takes more than ten times the space.',
    repairs,
  };
}

function layoutDrift(layout: HypertableLayout, live: Hypertable): Drift[] {
  const [segmentBy, orderBy] = [layout.segmentBy.join(','), layout.orderBy.join(',')];
  if (live.segmentBy === segmentBy && live.orderBy === orderBy) {
    return [];
  }
  return [
    {
      what: `the columnstore of ${shown(layout)} is segmented by ${live.segmentBy} and ordered by ${live.orderBy}, not ${segmentBy} and ${orderBy}`,
      advice: 'Counting a day anew may be slow or refused. The change is for chunks that are compressed from now on.',
      repairs: [enableColumnstore(layout)],
    },
  ];
}

interface Hypertable {
  readonly columnstore: boolean;
  readonly segmentBy: string;
  readonly orderBy: string;
}

async function readHypertable(database: Database, layout: HypertableLayout): Promise<Hypertable | undefined> {
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
