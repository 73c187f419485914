import { readdirSync } from 'node:fs';
import type { Database } from '../../aggregator/src/database/database.ts';
import { atEnd, eachDatabase, embeddedDatabase, temporaryFolder } from './index.ts';

const everything = `
  SELECT (SELECT count(*) FROM pg_class WHERE oid >= 16384 AND relnamespace = 'public'::regnamespace) AS relations,
    (SELECT string_agg(nspname, ',' ORDER BY nspname) FROM pg_namespace WHERE nspname !~ '^pg_t') AS schemas,
    (SELECT string_agg(rolname, ',' ORDER BY rolname) FROM pg_roles WHERE rolname NOT IN ('stats_password')) AS roles,
    (SELECT count(*) FROM pg_proc) AS routines, (SELECT count(*) FROM pg_type) AS types,
    has_database_privilege('public', current_database(), 'TEMPORARY') AS temporary,
    current_user AS me, current_setting('search_path') AS path, current_setting('TimeZone') AS zone`;

const traces = `
  CREATE SCHEMA stats; CREATE TABLE stats.a (id serial PRIMARY KEY); CREATE TABLE b (c integer);
  CREATE VIEW v AS SELECT * FROM b; CREATE TYPE mood AS ENUM ('good');
  CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1';
  CREATE ROLE operator LOGIN; GRANT SELECT ON b TO operator; ALTER ROLE operator SET search_path TO stats;
  ALTER DEFAULT PRIVILEGES IN SCHEMA stats GRANT SELECT ON TABLES TO operator;
  DO $$ BEGIN EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database()); END $$;
  SET search_path TO stats; SET TimeZone TO 'Asia/Tokyo'; SET ROLE operator; BEGIN`;

const timescaleTraces = `
  CREATE TABLE h (time timestamptz NOT NULL, value integer); SELECT create_hypertable('h', 'time');
  INSERT INTO h SELECT timestamptz '2026-01-01Z' + n * interval '1 day', n FROM generate_series(1, 20) n;
  ALTER TABLE h SET (timescaledb.compress); SELECT compress_chunk(chunk) FROM show_chunks('h') chunk;
  SELECT add_retention_policy('h', interval '1 year')`;

eachDatabase('A database of the tests', (open) => {
  let before: unknown;

  test.each(['first', 'second', 'third'])('is as new for the %s test', async () => {
    const database = await open();
    const state = await database.rows(everything);
    before ??= state;
    expect(state).toEqual(before);
    if (database.kind === 'embedded') {
      await database.execute(timescaleTraces);
      const [chunk] = await database.rows('SELECT min(chunk_name) AS name FROM timescaledb_information.chunks');
      expect(chunk).toEqual({ name: '_hyper_1_1_chunk' });
    }
    await database.execute(traces);
  });
});

test('Two databases at a time are two', async () => {
  const [one, other] = [await embeddedDatabase(), await embeddedDatabase()];
  await one.execute('CREATE TABLE t (a integer)');
  await expect(other.query('SELECT * FROM t')).rejects.toMatchObject({ code: '42P01' });
});

describe('What is opened in beforeAll', () => {
  let database: Database;
  let inserted = 0;

  beforeAll(async () => {
    database = await embeddedDatabase();
    await database.execute('CREATE TABLE t (a integer)');
  });

  test.each(['the first', 'the second'])('is there for %s test', async () => {
    expect(await database.rows('SELECT count(*) AS n FROM t')).toEqual([{ n: String(inserted) }]);
    await database.execute('INSERT INTO t VALUES (1)');
    inserted++;
  });
});

describe('What a test has opened', () => {
  const ended: string[] = [];
  let folder: string;

  test('is open in the test, and closed after it, the last one first', async () => {
    folder = await temporaryFolder();
    atEnd(() => ended.push('opened first'));
    atEnd(() => ended.push('opened last'));
    expect([ended, readdirSync(folder)]).toEqual([[], []]);
  });

  afterAll(() => {
    expect(ended).toEqual(['opened last', 'opened first']);
    expect(() => readdirSync(folder)).toThrow('ENOENT');
  });
});
