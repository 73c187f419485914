import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '../aggregator/src/database/database.ts';
import { openPostgres } from '../aggregator/src/database/postgres.ts';
import { released } from '../aggregator/src/drift/released.ts';
import { migrate } from '../aggregator/src/statistics/migrate.ts';
import { requireMigrated } from '../aggregator/src/statistics/migrations.ts';
import { readStatus } from '../aggregator/src/statistics/status.ts';
import { compatibilityViews } from '../aggregator/src/statistics/views.ts';
import { atEnd, describePostgres, eachDatabase, embeddedDatabase, postgresUrl } from './environment/index.ts';
import { createEvents, insertEvents } from './events.ts';
import { allRows, runAt, setUp, testSettings } from './portal.ts';
import { event } from './site.ts';

const now = '2026-02-10T04:00:00Z';
const utc = { zone: 'UTC', rezone: false };
const tables = [...released.tables.map(({ name }) => name), 'freshness', 'operator_rates', 'operator_country'].sort();

/** Everything that migrate makes, as one text: relations with columns, indexes and rights, and the portal's rows. */
async function schemaOf(database: Database): Promise<unknown> {
  return database.rows(`
    SELECT (SELECT json_agg(json_build_array(relname, relkind, relacl::text, oid) ORDER BY oid) FROM pg_class
            WHERE relnamespace IN ('stats'::regnamespace, 'public'::regnamespace))::text AS relations,
           (SELECT json_agg(attname ORDER BY attrelid, attnum) FROM pg_attribute
            WHERE attrelid = 'stats.rollups'::regclass)::text AS columns,
           (SELECT json_agg(m) FROM stats.migrations m)::text AS ledger, (SELECT json_agg(p) FROM stats.portal p)::text AS portal`);
}

/** The migrations that are shipped. */
async function files(): Promise<string[]> {
  return (await readdir(join(__dirname, '../aggregator/migrations'))).filter((name) => name.endsWith('.sql')).sort();
}

async function opened(url: string): Promise<Database> {
  const database = await openPostgres(url);
  atEnd(() => database.close());
  return database;
}

eachDatabase('migrate', (open) => {
  test('makes the schema once', async () => {
    const statsdb = await open();
    await expect(requireMigrated(statsdb)).rejects.toMatchObject({ exitCode: 2, advice: 'Run: stats-portal migrate' });
    expect((await migrate(statsdb, utc)).steps).toEqual(await files());
    const before = await schemaOf(statsdb);
    expect(await migrate(statsdb, utc)).toMatchObject({ steps: [], rezoned: false });
    expect(await schemaOf(statsdb)).toEqual(before);
    await requireMigrated(statsdb);
  });

  test('refuses another zone, as the run does, and says what --rezone would do', async () => {
    const [eventdb, statsdb, settings] = [await open(), await open(), await testSettings()];
    await createEvents(eventdb);
    await insertEvents(eventdb, [event('2026-02-01'), event('2026-02-02')]);
    await setUp(statsdb, settings);
    await runAt(now, { eventdb, statsdb, settings });
    const before = [await schemaOf(statsdb), await allRows(statsdb)];

    const timezone = 'Europe/Vienna';
    await expect(migrate(statsdb, { zone: timezone, rezone: false })).rejects.toMatchObject({
      exitCode: 2,
      message: 'The statistics were made with days of UTC; the settings say Europe/Vienna.',
      advice: expect.stringMatching(
        /--rezone: the next run then counts all days anew whose events are still/
      ) as string,
    });
    await expect(runAt(now, { eventdb, statsdb, settings: { ...settings, timezone } })).rejects.toMatchObject({
      exitCode: 2,
      advice: expect.stringMatching(
        /--rezone\. It would count the 2 days anew.*events are gone keep the old zone/
      ) as string,
    });
    expect([await schemaOf(statsdb), await allRows(statsdb)]).toEqual(before);
    expect(await migrate(statsdb, { zone: timezone, rezone: true })).toMatchObject({ rezoned: true });
    expect(await migrate(statsdb, { zone: timezone, rezone: true })).toMatchObject({ rezoned: false });
  });

  test('refuses a step that was edited, and a database of a newer program', async () => {
    const [eventdb, statsdb, settings] = [await open(), await open(), await testSettings()];
    await createEvents(eventdb);
    await setUp(statsdb, settings);
    const refused = async (expected: object): Promise<void> => {
      await expect(migrate(statsdb, utc)).rejects.toMatchObject(expected);
      await expect(runAt(now, { eventdb, statsdb, settings })).rejects.toMatchObject(expected);
    };
    await statsdb.query(`UPDATE stats.migrations SET checksum = 'other'`);
    await refused({ exitCode: 2, message: expect.stringContaining('0001_statistics.sql is not the one') as string });
    await statsdb.query(`INSERT INTO stats.migrations (id, name, checksum) VALUES (9999, 'later.sql', '')`);
    await refused({ name: 'NewerDatabaseError', exitCode: 57 });
  });

  test('gives the reading role the statistics and nothing else', async () => {
    const statsdb = await open();
    await statsdb.execute('CREATE TABLE public.secret (address inet)');
    await migrate(statsdb, utc);
    const rights = await statsdb.query(`
      SELECT nspname || '.' || relname AS relation, string_agg("right", ',') AS rights
      FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace,
        unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS "right"
      WHERE nspname IN ('stats', 'public') AND relkind IN ('r', 'v', 'm', 'p')
        AND has_table_privilege('statsro', pg_class.oid, "right") GROUP BY 1 ORDER BY 1`);
    const readable = [
      ...compatibilityViews.map(({ name }) => `public.${name}`),
      ...tables.map((name) => `stats.${name}`),
    ];
    expect(Object.fromEntries(rights.rows)).toEqual(Object.fromEntries(readable.map((name) => [name, 'SELECT'])));

    await statsdb.execute('SET ROLE statsro');
    for (const name of readable) {
      await statsdb.query(`SELECT * FROM ${name}`);
    }
    const refused = [
      'SELECT * FROM public.secret',
      `DELETE FROM stats.rollups`,
      `UPDATE stats.portal SET zone = 'UTC'`,
      'UPDATE public.agg_ndim_day_all_tags SET "date" = now()',
      'CREATE TABLE public.mine (a integer)',
      'CREATE TABLE stats.mine (a integer)',
      `COPY stats.days TO '/tmp/days'`,
      `COPY stats.days FROM PROGRAM 'true'`,
      ...(statsdb.kind === 'embedded' ? ['CREATE TEMPORARY TABLE mine AS SELECT * FROM stats.rollups'] : []),
    ];
    for (const statement of refused) {
      await expect(statsdb.execute(statement)).rejects.toMatchObject({ code: '42501' });
    }
  });
});

describe('migrate on a server with TimescaleDB', () => {
  test('keeps history in a columnstore, in which days can be counted anew', async () => {
    const [eventdb, statsdb, settings] = [await embeddedDatabase(), await embeddedDatabase(), await testSettings()];
    await createEvents(eventdb);
    await insertEvents(
      eventdb,
      ['2025-10-01', '2025-10-02', '2025-10-03', '2026-02-01'].map((day) => event(day))
    );
    await setUp(statsdb, settings);
    expect(await migrate(statsdb, utc)).toMatchObject({ timescale: 'columnstore', warnings: [] });
    const site = { eventdb, statsdb, settings };
    await runAt(now, site);
    expect(
      await statsdb.rows(`
        SELECT compression_enabled::text AS columnstore, num_chunks::text AS chunks,
          (SELECT count(*) FROM timescaledb_information.jobs WHERE hypertable_name = 'rollups')::text AS jobs
        FROM timescaledb_information.hypertables WHERE hypertable_name = 'rollups'`)
    ).toEqual([{ columnstore: 'true', chunks: '2', jobs: '1' }]);

    await statsdb.query(`SELECT compress_chunk(chunk) FROM show_chunks('stats.rollups') AS chunk`);
    await insertEvents(eventdb, [event('2025-10-02', { 'source.asn': '64496' }), event('2025-10-04')]);
    expect(await runAt(now, site)).toMatchObject({ days: 2, events: 3, lateEvents: 1 });
    const { rows } = await statsdb.query('SELECT day::date, events FROM rollups WHERE rollup = 1 ORDER BY day');
    expect(rows).toEqual([
      ['2025-10-01', '1'],
      ['2025-10-02', '2'],
      ['2025-10-03', '1'],
      ['2025-10-04', '1'],
      ['2026-02-01', '1'],
    ]);
    const compressed = await allRows(statsdb);
    const status = await readStatus(statsdb);
    expect(status.tables.find(({ table }) => table === 'stats.rollups')!.rows).toBe(compressed.length);
    await statsdb.execute(`TRUNCATE stats.rollups; TRUNCATE stats.days; UPDATE stats.portal SET source = NULL`);
    await runAt(now, site);
    expect(compressed).toEqual(await allRows(statsdb));
  });
});

describePostgres('migrate on a server', () => {
  test('warns that there is no TimescaleDB', async () => {
    const statsdb = await opened(await postgresUrl());
    const { timescale, warnings } = await migrate(statsdb, utc);
    expect(timescale).toBe('none');
    expect(warnings).toEqual([expect.stringContaining('has no TimescaleDB: everything works')]);
  });

  test('gives one schema where twenty want to make it at the same time', async () => {
    const url = await postgresUrl();
    const connections = await Promise.all(Array.from({ length: 20 }, () => opened(url)));
    const results = await Promise.allSettled(connections.map((statsdb) => migrate(statsdb, utc)));
    const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as object] : []));
    expect(failures.length).toBeLessThan(20);
    for (const failure of failures) {
      expect(failure).toMatchObject({ name: 'LockedError', exitCode: 75 });
    }
    const [statsdb] = connections;
    const ledger = await statsdb!.query(
      'SELECT name, (SELECT count(*) FROM stats.portal) FROM stats.migrations ORDER BY 1'
    );
    expect(ledger.rows).toEqual((await files()).map((name) => [name, '1']));
    await requireMigrated(statsdb!);
    const found = await statsdb!.query(`
      SELECT relname FROM pg_class WHERE relnamespace = 'stats'::regnamespace AND relkind IN ('r', 'v') ORDER BY 1`);
    expect(found.rows.flat()).toEqual(tables);
  });

  test('needs no right to make roles, and says what is missing then', async () => {
    const url = await postgresUrl();
    const admin = await opened(url);
    await admin.execute(
      `CREATE ROLE portal_owner LOGIN; ALTER DATABASE ${new URL(url).pathname.slice(1)} OWNER TO portal_owner`
    );
    const address = new URL(url);
    address.username = 'portal_owner';
    const statsdb = await opened(address.href);
    const first = await migrate(statsdb, utc);
    expect(first.warnings).toContainEqual(expect.stringMatching(/may not create roles: create statsro yourself/));
    await createEvents(admin, 'public.events');
    await insertEvents(admin, [event('2026-02-01')]);
    const settings = await testSettings();
    expect(await runAt(now, { eventdb: admin, statsdb, settings })).toMatchObject({ days: 1, events: 1 });

    await admin.execute('CREATE ROLE statsro NOLOGIN');
    // Its settings are not this role's to change.
    expect((await migrate(statsdb, utc)).warnings.slice(1)).toEqual([
      expect.stringMatching(/^statsro has no search_path, not stats, public: /),
      expect.stringMatching(/^statsro has no jit, not off: /),
    ]);
    await admin.execute('ALTER ROLE statsro SET search_path = stats, public; ALTER ROLE statsro SET jit = off');
    expect((await migrate(statsdb, utc)).warnings).toHaveLength(1);
    await admin.execute('SET ROLE statsro');
    expect(await admin.query('SELECT "count" FROM public.agg_ndim_day_all_tags')).toMatchObject({ rows: [['1']] });
  });
});
