import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from '../aggregator/src/database/database.ts';
import { findDrift } from '../aggregator/src/drift/find.ts';
import { migrate } from '../aggregator/src/statistics/migrate.ts';
import { defaultStorage } from '../aggregator/src/statistics/storage.ts';
import { eachDatabase } from './environment/index.ts';
import { createEvents, insertEvents } from './events.ts';
import { allRows, runAt, setUp, testSettings } from './portal.ts';
import { event } from './site.ts';

const now = '2026-02-10T04:00:00Z';
const folder = join(__dirname, '../aggregator/migrations');

interface Step {
  readonly id: number;
  readonly name: string;
  readonly sql: string;
}

const steps: readonly Step[] = readdirSync(folder)
  .filter((name) => name.endsWith('.sql'))
  .sort()
  .map((name) => ({ id: Number.parseInt(name, 10), name, sql: readFileSync(join(folder, name), 'utf8') }));

/** Every version but this program's own. */
const earlier = steps.slice(0, -1).map(({ id }) => id);

/** A database as the program of an earlier version left it: its steps, and their checksums in the ledger. */
async function makeVersion(database: Database, version: number): Promise<void> {
  await database.execute(`
    CREATE SCHEMA stats;
    CREATE TABLE stats.migrations (id integer PRIMARY KEY, name text NOT NULL, checksum text NOT NULL,
                                   applied_at timestamptz NOT NULL DEFAULT now())`);
  for (const { id, name, sql } of steps.filter((step) => step.id <= version)) {
    await database.execute(sql);
    await database.query('INSERT INTO stats.migrations (id, name, checksum) VALUES ($1, $2, $3)', [
      id,
      name,
      createHash('sha256').update(sql).digest('hex'),
    ]);
  }
}

/** As every version has kept it, where there is TimescaleDB. Later steps meet compressed chunks. */
async function useColumnstore(database: Database): Promise<void> {
  await database.execute(`
    SELECT create_hypertable('stats.rollups', by_range('day', interval '30 days'), create_default_indexes => false, migrate_data => true);
    ALTER TABLE stats.rollups SET (timescaledb.enable_columnstore, timescaledb.segmentby = 'rollup, day',
                                   timescaledb.orderby = 'asn, taxonomy, type, identifier');
    CALL add_columnstore_policy('stats.rollups', after => interval '7 days');
    SELECT compress_chunk(chunk) FROM show_chunks('stats.rollups') AS chunk`);
}

/** What every version has had. */
async function putData(database: Database, rows: readonly string[], ledger: readonly string[]): Promise<void> {
  for (const row of rows) {
    await database.query(
      'INSERT INTO stats.rollups SELECT * FROM jsonb_populate_record(NULL::stats.rollups, $1::jsonb)',
      [row]
    );
  }
  for (const [day, version, counting, events] of ledger.map((line) => line.split('|'))) {
    await database.query(
      `INSERT INTO stats.days (day, version, counting, zone, events, without_address, events_seen, counted_at)
       VALUES ($1::timestamp, $2::bigint, $3, 'UTC', $4::bigint, 0, $4::bigint, '2026-02-10T04:00:00Z')`,
      [day!, version!, counting!, events!]
    );
  }
  await database.execute(`
    INSERT INTO stats.portal (zone) VALUES ('UTC');
    INSERT INTO stats.dirty_days VALUES ('2026-02-02', 'new events', '2026-02-10T03:00:00Z');
    INSERT INTO stats.runs (started_at, finished_at, days) VALUES ('2026-02-09T04:00:00Z', '2026-02-09T04:01:00Z', 2)`);
}

const readLedger = async (database: Database): Promise<string[]> =>
  (await database.query(`SELECT concat_ws('|', day, version, counting, events) FROM stats.days ORDER BY day`)).rows.map(
    ([line]) => line!
  );

eachDatabase('A database of an earlier version', (open) => {
  let [rows, ledger]: [string[], string[]] = [[], []];
  let eventdb: Database;

  beforeAll(async () => {
    eventdb = await open();
    await createEvents(eventdb);
    await insertEvents(eventdb, [
      event('2025-09-01', { 'source.asn': '64496', 'feed.name': 'Größe "\\N"' }),
      event('2026-02-01', { 'source.ip': '2001:db8::1' }),
      event('2026-02-02'),
    ]);
    const statsdb = await open();
    const settings = await testSettings();
    await setUp(statsdb, settings);
    await runAt(now, { eventdb, statsdb, settings });
    [rows, ledger] = [await allRows(statsdb), await readLedger(statsdb)];
    await statsdb.close();
  });

  test.each(earlier)('keeps its numbers, up from step %i', async (version) => {
    const statsdb = await open();
    await makeVersion(statsdb, version);
    await putData(statsdb, rows, ledger);
    if (statsdb.kind === 'embedded') {
      await useColumnstore(statsdb);
    }
    const result = await migrate(statsdb, { zone: 'UTC', rezone: false });
    expect(result.steps).toEqual(steps.filter(({ id }) => id > version).map(({ name }) => name));
    expect(await findDrift(statsdb, defaultStorage)).toEqual([]);
    expect(await allRows(statsdb)).toEqual(rows);
    expect(await readLedger(statsdb)).toEqual(ledger);

    await runAt(now, { eventdb, statsdb, settings: await testSettings() });
    expect(await allRows(statsdb)).toEqual(rows);
    const runs = await statsdb.query('SELECT days, failure FROM stats.runs ORDER BY id');
    expect(runs.rows).toHaveLength(2);
  });
});
