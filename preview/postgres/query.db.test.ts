import type { Database } from '../../aggregator/src/database/database.ts';
import { atEnd, eachDatabase } from '../../test/environment/index.ts';
import { answer, type Target } from './query.ts';

const range = { from: new Date('2026-01-01T00:00:00Z'), to: new Date('2026-01-31T00:00:00Z') };

eachDatabase("the stand-in for Grafana's PostgreSQL data source", (open) => {
  let database: Database;
  const ask = (rawSql: string, target: Partial<Target> = {}) =>
    answer(database, { refId: 'A', rawSql, format: 'table', ...target }, range);

  beforeAll(async () => {
    database = await open();
    await database.execute(
      `DO $$ BEGIN CREATE ROLE statsro; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
       CREATE TABLE open_rows (name text, n int); INSERT INTO open_rows VALUES ('a', 1), ('b', 2);
       CREATE TABLE closed_rows (n int); GRANT SELECT ON open_rows TO statsro`
    );
  });

  test("PostgreSQL's types become the fields that panels expect", async () => {
    const result = await ask(
      `SELECT 1::int AS four, 9007199254740991::bigint AS eight, 1.5::numeric AS exact, 0.25::float8 AS float,
              true AS yes, NULL::text AS nothing, '192.0.2.1'::inet AS address, '{"a": 1}'::jsonb AS json,
              date '2026-01-02' AS day, timestamp '2026-01-02 03:04:05.5' AS local, timestamptz '2026-01-02 03:00:00+02' AS at`
    );
    expect(result).toMatchObject({ status: 200 });
    const [{ schema, data }] = result.frames as [
      { schema: { fields: Array<Record<string, unknown>> }; data: { values: unknown[] } },
    ];
    expect(schema.fields.map(({ name, type }) => `${String(name)} ${String(type)}`)).toEqual([
      'four number',
      'eight number',
      'exact number',
      'float number',
      'yes boolean',
      'nothing string',
      'address string',
      'json other',
      'day time',
      'local time',
      'at time',
    ]);
    expect(data.values).toEqual([
      [1],
      [9007199254740991],
      [1.5],
      [0.25],
      [true],
      [null],
      ['192.0.2.1'],
      [{ a: 1 }],
      [Date.UTC(2026, 0, 2)],
      [Date.UTC(2026, 0, 2, 3, 4, 5, 500)],
      [Date.UTC(2026, 0, 2, 1)],
    ]);
  });

  test('time series are the default, and a number called time is a time', async () => {
    const result = await ask("SELECT 1767225600 AS time, 'a' AS metric, 2::int AS value", { format: undefined });
    expect(result).toMatchObject({
      status: 200,
      frames: [
        {
          schema: { refId: 'A', fields: [{ name: 'Time' }, { name: 'a' }] },
          data: { values: [[Date.UTC(2026, 0, 1)], [2]] },
        },
      ],
    });
  });

  test('the macros are expanded, and the statement that was executed comes with the frame', async () => {
    const result = await ask(
      "SELECT name FROM open_rows WHERE timestamp '2026-01-05' BETWEEN $__timeFrom() AND $__timeTo()"
    );
    expect(result).toMatchObject({
      frames: [
        {
          schema: { meta: { executedQueryString: expect.stringContaining("'2026-01-01T00:00:00Z'") as string } },
          data: { values: [['a', 'b']] },
        },
      ],
    });
  });

  test('no rows: no fields', async () => {
    expect(await ask('SELECT name FROM open_rows WHERE n > 5')).toMatchObject({
      status: 200,
      frames: [{ schema: { fields: [] }, data: { values: [] } }],
    });
  });

  test('more rows than the limit: the first ones, and a notice', async () => {
    const target = { refId: 'A', rawSql: 'SELECT n FROM open_rows ORDER BY n', format: 'table' };
    expect(await answer(database, target, range, { rowLimit: 1 })).toMatchObject({
      frames: [
        {
          schema: {
            meta: { notices: [{ severity: 'warning', text: expect.stringContaining('limited to 1 ') as string }] },
          },
          data: { values: [[1]] },
        },
      ],
    });
    expect(await answer(database, target, range, { rowLimit: 2 })).toMatchObject({
      frames: [{ schema: { meta: { notices: [] } } }],
    });
  });

  test.each([
    ['SELECT n FROM closed_rows', /^db query error: ERROR: permission denied.*\(SQLSTATE 42501\)$/],
    ['INSERT INTO open_rows VALUES ($__unixEpochFrom())', /^db query error/],
    ['SELECT * FROM nowhere', /^db query error: ERROR: relation "nowhere" does not exist \(SQLSTATE 42P01\)$/],
    ['SELECT 1; SELECT 2', /^db query error/],
    ["SELECT '$__unknown(1)'", /^interpolation failed: unknown macro "__unknown"$/],
  ])('%s is an error of that one query', async (sql, message) => {
    expect(await ask(sql)).toMatchObject({
      status: 400,
      error: expect.stringMatching(message) as string,
      errorSource: 'downstream',
    });
    // The connection is as good as before.
    expect(await ask('SELECT n FROM open_rows WHERE n = 2')).toMatchObject({ frames: [{ data: { values: [[2]] } }] });
  });

  test('another role reads with its own rights, and by its own settings', async () => {
    const role = 'op_00000000000000aa';
    await database.execute(
      `DO $$ BEGIN CREATE ROLE ${role}; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
       CREATE SCHEMA ${role}; GRANT USAGE ON SCHEMA ${role} TO ${role};
       CREATE VIEW ${role}.open_rows AS SELECT * FROM public.open_rows WHERE n = 2; GRANT SELECT ON ${role}.open_rows TO ${role};
       ALTER ROLE ${role} SET search_path = ${role}; ALTER ROLE ${role} SET jit = off`
    );
    atEnd(() => database.execute(`DROP OWNED BY ${role}; DROP ROLE ${role}`));
    const names = "SELECT string_agg(name, ', ') || ' ' || current_setting('jit') AS seen FROM open_rows";
    const target: Target = { refId: 'A', rawSql: names, format: 'table' };
    expect(await answer(database, target, range, { role })).toMatchObject({
      frames: [{ data: { values: [['b off']] } }],
    });
    const whole = { ...target, rawSql: 'SELECT * FROM public.open_rows' };
    expect(await answer(database, whole, range, { role })).toMatchObject({ status: 400 });
    // The next one is not asked as that role.
    expect(await answer(database, whole, range)).toMatchObject({ status: 200 });
  });

  test('rows that do not ascend in time are no series', async () => {
    const sql =
      "SELECT * FROM (VALUES (timestamp '2026-01-02', 'a', 1), ('2026-01-01', 'a', 1)) AS rows (time, metric, value)";
    expect(await ask(sql, { format: 'time_series' })).toMatchObject({
      status: 400,
      error: expect.stringContaining('sorted ascending') as string,
    });
    expect(await ask(sql)).toMatchObject({ status: 200 });
  });
});
