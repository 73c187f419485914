import { rollupsTable } from '@stats-portal/catalog';
import type { Database } from '../aggregator/src/database/database.ts';
import { findDrift } from '../aggregator/src/drift/find.ts';
import { planOf } from '../aggregator/src/drift/plan.ts';
import { readSchema } from '../aggregator/src/drift/read-schema.ts';
import { released } from '../aggregator/src/drift/released.ts';
import { migrate } from '../aggregator/src/statistics/migrate.ts';
import { defaultStorage, type StorageSettings } from '../aggregator/src/statistics/storage.ts';
import { eachDatabase, embeddedDatabase } from './environment/index.ts';
import { allRows, runAt } from './portal.ts';
import { event, Site } from './site.ts';

const now = '2026-02-10T04:00:00Z';

async function names(database: Database, storage: StorageSettings = defaultStorage): Promise<string[]> {
  return (await findDrift(database, storage)).map(({ what }) => what);
}

async function applyPlan(database: Database, storage: StorageSettings = defaultStorage): Promise<void> {
  await database.execute(planOf(await findDrift(database, storage), 'postgres'));
}

/** What somebody did, and how check names it. */
type Planted = readonly [sql: string, ...what: readonly string[]];

const views = [
  'stats.operator_rates',
  'stats.operator_country',
  'public.agg_ndim_day_all_tags',
  'public.agg_ndim_day_feed_tags',
  'public.agg_ndim_day_netobject_tags',
  'public.asns',
  'public.taxonomy',
  'public.types',
  'public.identifier',
];

const missingViews = (...some: readonly string[]): string[] =>
  views.filter((name) => some.includes(name)).map((name) => `the view ${name} is missing`);

const anywhere: readonly Planted[] = [
  ['ALTER TABLE stats.days DROP COLUMN zone', 'stats.days has no column zone'],
  [
    'ALTER TABLE stats.days DROP COLUMN events CASCADE',
    'stats.days has no column events',
    'the view stats.freshness is missing',
  ],
  ['ALTER TABLE stats.days DROP COLUMN counted_at', 'stats.days has no column counted_at'],
  [
    'ALTER TABLE stats.runs DROP COLUMN failure CASCADE',
    'stats.runs has no column failure',
    'the view stats.freshness is missing',
  ],
  ['ALTER TABLE stats.runs DROP COLUMN id', 'stats.runs has no column id', 'stats.runs has no PRIMARY KEY (id)'],
  [
    'ALTER TABLE stats.rollups DROP COLUMN events CASCADE',
    'stats.rollups has no column events',
    'stats.rollups has no INDEX (rollup, day, asn) INCLUDE (events, ips) WHERE (rollup = 21)',
    ...missingViews('stats.operator_country', 'public.agg_ndim_day_all_tags', 'public.agg_ndim_day_feed_tags'),
  ],
  [
    'ALTER TABLE stats.rollups ADD COLUMN note text',
    'stats.rollups has a column that this program does not know: note (text)',
  ],
  [
    'ALTER TABLE stats.days ADD COLUMN note text NOT NULL DEFAULT 1',
    'stats.days has a column that this program does not know: note (text)',
  ],
  ['ALTER TABLE stats.runs ALTER COLUMN events TYPE integer', 'stats.runs.events is integer, not bigint'],
  ['ALTER TABLE stats.days ALTER COLUMN zone DROP NOT NULL', 'stats.days.zone may be empty'],
  ['ALTER TABLE stats.runs ALTER COLUMN failure SET DEFAULT 1', 'stats.runs.failure has the default 1, not none'],
  ['ALTER TABLE stats.runs ALTER COLUMN days DROP DEFAULT', 'stats.runs.days has no default, not 0'],
  ['ALTER TABLE stats.runs ALTER COLUMN id DROP IDENTITY', 'stats.runs.id is not numbered by the server'],
  ['ALTER TABLE stats.days DROP CONSTRAINT days_pkey', 'stats.days has no PRIMARY KEY (day)'],
  [
    'ALTER TABLE stats.portal DROP CONSTRAINT portal_single_check, ADD CONSTRAINT portal_single_check CHECK (single OR true)',
    'stats.portal has CHECK ((single OR true)), not CHECK (single)',
  ],
  ['DROP INDEX stats.rollups_rollup_day_asn', 'stats.rollups has no INDEX (rollup, day, asn)'],
  [
    'DROP INDEX stats.rollups_rollup_day_asn; CREATE INDEX rollups_rollup_day_asn ON stats.rollups (asn)',
    'stats.rollups has no INDEX (rollup, day, asn)',
  ],
  [
    'DROP TABLE stats.dirty_days CASCADE',
    'the table stats.dirty_days is missing',
    'the view stats.freshness is missing',
  ],
  [
    'DROP TABLE stats.days CASCADE',
    'the table stats.days is missing',
    'the view stats.freshness is missing',
    'the view stats.operator_rates is missing',
  ],
  [
    'ALTER TABLE stats.days DISABLE TRIGGER remember_removed_day',
    'the trigger remember_removed_day of stats.days is missing or switched off',
  ],
  [
    `CREATE OR REPLACE FUNCTION stats.forget_versions() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'`,
    'the function stats.forget_versions() is not the one that this program makes',
  ],
  ['DROP VIEW public.asns', 'the view public.asns is missing'],
  [
    'DROP VIEW public.asns; CREATE VIEW public.asns AS SELECT asn::text FROM stats.rollups; GRANT SELECT ON public.asns TO statsro',
    'public.asns is not the view that this program makes',
  ],
  [
    'CREATE OR REPLACE VIEW public.asns WITH (security_barrier) AS SELECT DISTINCT asn AS "source.asn" FROM stats.rollups WHERE rollup = 21',
    'public.asns is not the view that this program makes',
  ],
  ['REVOKE SELECT ON stats.days FROM statsro', 'statsro may not read stats.days'],
  ['REVOKE SELECT ON public.asns FROM statsro', 'statsro may not read public.asns'],
  ['REVOKE USAGE ON SCHEMA stats FROM statsro', 'statsro may not use the schema stats'],
  ['ALTER ROLE statsro RESET jit', 'statsro has no jit, not off'],
  ['ALTER ROLE statsro SET search_path = public', 'statsro has search_path = public, not stats, public'],
  [
    `DO $$ BEGIN EXECUTE format('ALTER ROLE statsro IN DATABASE %I SET jit = on', current_database()); END $$`,
    'statsro has jit = on, not off',
  ],
  ['DROP OWNED BY statsro; DROP ROLE statsro', 'the role statsro is missing'],
];

const withTimescale: readonly Planted[] = [
  [
    `CREATE TABLE stats.plain (LIKE stats.rollups INCLUDING ALL); INSERT INTO stats.plain SELECT * FROM stats.rollups;
     DROP TABLE stats.rollups CASCADE; ALTER TABLE stats.plain RENAME TO rollups; GRANT SELECT ON stats.rollups TO statsro`,
    'stats.rollups is a plain table, not a hypertable',
    ...missingViews(...views),
  ],
  [`CALL remove_columnstore_policy('stats.rollups')`, 'no job moves chunks of stats.rollups into the columnstore'],
  [
    `CALL remove_columnstore_policy('stats.rollups'); CALL add_columnstore_policy('stats.rollups', after => interval '90 days')`,
    'the job that moves chunks of stats.rollups into the columnstore does so after 90 days, not after 7 days',
  ],
  [
    `SELECT add_retention_policy('stats.rollups', drop_after => interval '1 year')`,
    'a job drops old chunks of stats.rollups after 1 year, but no retention is set',
  ],
  ['DROP TABLE stats.hosts', 'the table stats.hosts is missing', 'stats.hosts is a plain table, not a hypertable'],
  [
    `SELECT alter_job(job_id, scheduled => false) FROM timescaledb_information.jobs WHERE proc_name = 'policy_compression' AND hypertable_name = 'rollups'`,
    'the job that moves chunks of stats.rollups into the columnstore is switched off',
  ],
  [
    `CALL remove_columnstore_policy('stats.rollups'); ALTER TABLE stats.rollups SET (timescaledb.enable_columnstore = false)`,
    'stats.rollups has no columnstore',
  ],
  [
    `ALTER TABLE stats.rollups SET (timescaledb.segmentby = 'rollup', timescaledb.orderby = 'day DESC')`,
    'the columnstore of stats.rollups is segmented by rollup and ordered by day DESC NULLS FIRST, not rollup,day and operator,asn,taxonomy,type,identifier',
  ],
  [
    `DO $$ BEGIN EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO PUBLIC', current_database()); END $$`,
    'everybody may make temporary tables in this database',
  ],
];

/** One site for all tests, as long as each leaves it as it was: what one has broken must not reach the next. */
function useWholeSite(open: () => Promise<Database>): () => Promise<Site> {
  let site: Site | null = null;
  beforeAll(async () => {
    site = await filled(open);
  });
  return async () => {
    const whole = site !== null && (await names(site.statsdb)).length === 0 ? site : await filled(open);
    site = whole;
    return whole;
  };
}

/** Days with rows, and a run that was recorded. */
async function filled(open: () => Promise<Database>): Promise<Site> {
  const site = await Site.open(open, open);
  await site.insert(event('2025-11-01'), event('2026-02-01'), event('2026-02-02', { 'source.asn': '64496' }));
  await site.run(now);
  return site;
}

eachDatabase('check', (open) => {
  const site = useWholeSite(open);

  test('finds nothing after migrate and runs, and changes nothing', async () => {
    const { statsdb } = await site();
    const before = await readSchema(statsdb);
    expect(await names(statsdb)).toEqual([]);
    expect(planOf([], 'postgres')).toBe('');
    expect(await readSchema(statsdb)).toEqual(before);
  });

  test.each(anywhere)('names what %s did, and its plan undoes it', async (sql, ...expected) => {
    const { statsdb, ...whole } = await site();
    const before = await allRows(statsdb);
    await statsdb.execute(sql);
    expect(await names(statsdb)).toEqual(expected);
    await applyPlan(statsdb);
    expect(await names(statsdb)).toEqual([]);
    await runAt(now, { ...whole, statsdb });
    expect(await allRows(statsdb)).toEqual(before);
  });

  test('leaves alone what others have under its names, and further tables and indexes', async () => {
    const { statsdb } = await site();
    await statsdb.execute(`
      DROP VIEW public.taxonomy; CREATE TABLE public.taxonomy (name text);
      CREATE TABLE stats.mine (a integer); CREATE INDEX also_mine ON stats.days (zone)`);
    expect(await names(statsdb)).toEqual([]);
    await statsdb.execute('DROP TABLE stats.mine; DROP INDEX stats.also_mine; DROP TABLE public.taxonomy');
    await applyPlan(statsdb);
    expect(await names(statsdb)).toEqual([]);
  });

  test('prints a plan in which the names of a live database cannot become SQL', async () => {
    const { statsdb } = await site();
    const name = 'note" text; DROP TABLE stats.days; --\n DROP SCHEMA stats CASCADE; --';
    await statsdb.query(`ALTER TABLE stats.runs ADD COLUMN "${name.replaceAll('"', '""')}" text`);
    const drifts = await findDrift(statsdb, defaultStorage);
    expect(drifts).toEqual([expect.objectContaining({ repairs: [] })]);
    const lines = planOf([{ ...drifts[0]!, repairs: [{ step: 'keys', sql: 'SELECT 1' }] }], 'postgres').split('\n');
    expect(lines.filter((line) => line.includes('DROP'))).toEqual([expect.stringMatching(/^-- /)]);
  });
});

describe('check with TimescaleDB', () => {
  const site = useWholeSite(embeddedDatabase);

  test.each(withTimescale)('names what %s did, and its plan undoes it', async (sql, ...expected) => {
    const { statsdb } = await site();
    const before = await allRows(statsdb);
    await statsdb.execute(sql);
    expect(await names(statsdb)).toEqual(expected);
    await applyPlan(statsdb);
    expect(await names(statsdb)).toEqual([]);
    expect(await allRows(statsdb)).toEqual(before);
  });

  test('leaves the columnstore for a change of a type, and enters it again', async () => {
    const { statsdb } = await site();
    const before = await allRows(statsdb);
    await statsdb.execute(`
      SELECT decompress_chunk(c, true) FROM show_chunks('stats.rollups') c; CALL remove_columnstore_policy('stats.rollups');
      ALTER TABLE stats.rollups SET (timescaledb.enable_columnstore = false);
      DROP VIEW ${views.join(', ')}; ALTER TABLE stats.rollups ALTER COLUMN port TYPE bigint`);
    await statsdb.execute(`
      ALTER TABLE stats.rollups SET (timescaledb.enable_columnstore, timescaledb.segmentby = 'rollup,day', timescaledb.orderby = 'operator,asn,taxonomy,type,identifier');
      CALL add_columnstore_policy('stats.rollups', after => interval '7 days');
      SELECT compress_chunk(c) FROM show_chunks('stats.rollups') c`);
    expect(await names(statsdb)).toEqual(['stats.rollups.port is bigint, not integer', ...missingViews(...views)]);
    await applyPlan(statsdb);
    expect(await names(statsdb)).toEqual([]);
    expect(await allRows(statsdb)).toEqual(before);
  });

  test('follows the settings', async () => {
    const { statsdb } = await site();
    const other = { columnstoreAfterDays: 30, retentionDays: 400 };
    expect(await names(statsdb, other)).toEqual([
      'the job that moves chunks of stats.rollups into the columnstore does so after 7 days, not after 30 days',
      'no job drops old chunks of stats.rollups',
      'the job that moves chunks of stats.hosts into the columnstore does so after 7 days, not after 30 days',
    ]);
    await applyPlan(statsdb, other);
    expect(await names(statsdb, other)).toEqual([]);
    await applyPlan(statsdb);
    expect(await names(statsdb)).toEqual([]);
  });
});

test('A database that makes no use of the TimescaleDB of its server is named', async () => {
  const statsdb = await embeddedDatabase();
  await migrate(statsdb, { zone: 'UTC', rezone: false });
  await statsdb.execute(`
    CREATE TABLE stats.plain (LIKE stats.rollups INCLUDING ALL); DROP TABLE stats.rollups CASCADE;
    DROP EXTENSION timescaledb CASCADE; ALTER TABLE stats.plain RENAME TO rollups;
    GRANT SELECT ON stats.rollups TO statsro`);
  expect(await names(statsdb)).toEqual([
    'the server has TimescaleDB, but this database makes no use of it',
    ...missingViews(...views),
  ]);
  // No session can create the extension again that has just dropped it: the plan is only read here.
  const plan = planOf(await findDrift(statsdb, defaultStorage), 'postgres');
  expect(plan).toMatch(
    /CREATE EXTENSION[^]*create_hypertable[^]*enable_columnstore[^]*add_columnstore_policy[^]*CREATE VIEW/
  );
});

test('The migrations make the table of the catalog', () => {
  const types: Record<string, string> = { timestamp: 'timestamp without time zone' };
  const table = released.tables.find(({ name }) => name === rollupsTable.name)!;
  // A column that came later stands behind the others.
  const byName = <Named extends { name: string }>(columns: Named[]): Named[] =>
    columns.sort((one, other) => one.name.localeCompare(other.name));
  expect(byName(table.columns.map(({ name, type, notNull }) => ({ name, type, nullable: !notNull })))).toEqual(
    byName(rollupsTable.columns.map(({ name, type, nullable }) => ({ name, type: types[type] ?? type, nullable })))
  );
});
