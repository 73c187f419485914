import type { Database } from '../database/database.ts';
import { statisticsTable } from './statistics.ts';

/** What the server has: nothing, hypertables only (Apache edition), or columnstore and policies too. */
export type Timescale = 'none' | 'hypertables' | 'columnstore';

const chunk = '30 days';
const columnstoreAfter = '7 days';

/** Looks for TimescaleDB and creates the extension where the server has it loaded. */
export async function detectTimescale(database: Database): Promise<Timescale> {
  const [server] = await database.rows<{ loaded: string; created: string }>(
    `SELECT (current_setting('timescaledb.license', true) IS NOT NULL)::text AS loaded,
            EXISTS (SELECT FROM pg_extension WHERE extname = 'timescaledb')::text AS created`
  );
  if (server?.loaded !== 'true' && server?.created !== 'true') {
    return 'none';
  }
  if (server.created !== 'true') {
    await database.execute('CREATE EXTENSION IF NOT EXISTS timescaledb');
  }
  const [edition] = await database.rows<{ license: string }>(
    `SELECT current_setting('timescaledb.license') AS license`
  );
  return edition?.license === 'apache' ? 'hypertables' : 'columnstore';
}

/**
 * Makes the big table a hypertable with columnstore, as far as the server can. Idempotent.
 * Layout and times: docs/decisions (rollup storage): a day is its own segment, so that replacing a compressed day
 * costs no more than an uncompressed one.
 */
export async function applyTimescale(database: Database, timescale: Timescale): Promise<void> {
  if (timescale === 'none') {
    return;
  }
  const table = statisticsTable('rollups');
  await database.query(
    `SELECT create_hypertable($1::regclass, by_range('day', $2::interval), if_not_exists => true,
                              create_default_indexes => false, migrate_data => true)`,
    [table, chunk]
  );
  if (timescale === 'hypertables') {
    return;
  }
  const [state] = await database.rows<{ enabled: string }>(
    `SELECT compression_enabled::text AS enabled FROM timescaledb_information.hypertables
     WHERE hypertable_schema = 'stats' AND hypertable_name = 'rollups'`
  );
  if (state?.enabled !== 'true') {
    await database.execute(
      `ALTER TABLE ${table} SET (timescaledb.enable_columnstore, timescaledb.segmentby = 'rollup, day',
                                 timescaledb.orderby = 'asn, taxonomy, type, identifier')`
    );
  }
  await database.execute(
    `CALL add_columnstore_policy('${table}', after => interval '${columnstoreAfter}', if_not_exists => true)`
  );
}
