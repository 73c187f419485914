import { eachDatabase } from '../../../test/environment/index.ts';
import { parameterText } from './parameters.ts';

eachDatabase('Values', (open) => {
  test('come as the text of the server, in UTC, whatever its own settings are', async () => {
    const database = await open();
    const [row] = await database.rows(`
      SELECT 9223372036854775807::bigint AS bigint, 1.50::numeric(10, 2) AS numeric, 0.1::float8 AS float,
        timestamptz '2026-03-29 01:30:00.25+02' AS time, date '2026-03-29' AS day, interval '1 day 2 hours' AS span,
        inet '2001:db8::1' AS address, cidr '10.0.0.0/8' AS network, true AS yes, NULL::text AS nothing,
        '{"b": 1, "a": [null]}'::json AS json, '{a,"b c",NULL}'::text[] AS list, '\\x00ff'::bytea AS bytes`);
    expect(row).toEqual({
      bigint: '9223372036854775807',
      numeric: '1.50',
      float: '0.1',
      time: '2026-03-28 23:30:00.25+00',
      day: '2026-03-29',
      span: '1 day 02:00:00',
      address: '2001:db8::1',
      network: '10.0.0.0/8',
      yes: 't',
      nothing: null,
      json: '{"b": 1, "a": [null]}',
      list: '{a,"b c",NULL}',
      bytes: '\\x00ff',
    });
  });

  test('come with the names and type numbers of their columns, even if two have one name', async () => {
    const database = await open();
    expect(await database.query(`SELECT 1 AS n, 'x'::text AS n, NULL::boolean AS flag`)).toEqual({
      columns: [
        { name: 'n', type: 23 },
        { name: 'n', type: 25 },
        { name: 'flag', type: 16 },
      ],
      rows: [['1', 'x', null]],
    });
    expect(await database.query('SELECT WHERE false')).toEqual({ columns: [], rows: [] });
  });

  test.each([
    ['text', 'plain'],
    ['text', `quotes ' " dollars $1 $$ backslashes \\ \\' lines \n\r\t ünïcödé 🦉`],
    ['text', ''],
    ['bigint', 9_223_372_036_854_775_807n],
    ['integer', -1],
    ['float8', 0.1],
    ['numeric', '12345678901234567890.123456789'],
    ['boolean', true],
    ['boolean', false],
    ['date', '2026-02-28'],
    ['inet', '10.1.2.3'],
    ['jsonb', '{"a": "\'"}'],
    ['text', null],
  ] as const)('of type %s go in bound, beside the text: %p', async (type, value) => {
    const database = await open();
    const [row] = await database.rows(`SELECT $1::${type} IS NOT DISTINCT FROM $2::text::${type} AS same`, [
      value,
      value === null ? null : String(value),
    ]);
    expect(row).toEqual({ same: 't' });
  });

  test('in arrays keep every character', async () => {
    const database = await open();
    const elements = ['', ' ', 'NULL', 'null', 'a,b', '{c}', 'd"e', 'f\\g', `h'i`, '$1', 'j\nk', '🦉'];
    const { rows } = await database.query('SELECT * FROM unnest($1::text[])', [elements]);
    expect(rows.flat()).toEqual(elements);
    expect(await database.rows('SELECT cardinality($1::text[]) AS n', [[]])).toEqual([{ n: '0' }]);
    expect(await database.rows('SELECT sum(n) AS sum FROM unnest($1::int[]) n', [['1', '2']])).toEqual([{ sum: '3' }]);
  });

  test('do not become part of the statement', async () => {
    const database = await open();
    await database.execute('CREATE TABLE canary (a integer)');
    const hostile = `'; DROP TABLE canary; --`;
    expect(await database.rows('SELECT $1 AS text', [hostile])).toEqual([{ text: hostile }]);
    expect(await database.rows('SELECT count(*) AS n FROM canary')).toEqual([{ n: '0' }]);
  });
});

eachDatabase('Errors', (open) => {
  test.each([
    ['42P01', 'SELECT * FROM missing'],
    ['22012', 'SELECT 1 / 0'],
    ['42601', 'SELEC'],
    ['42601', 'SELECT 1; SELECT 2'],
  ])('of the server pass through with their code %s: %s', async (code, sql) => {
    const database = await open();
    await expect(database.query(sql)).rejects.toMatchObject({ code });
    expect(await database.rows('SELECT 1 AS one')).toEqual([{ one: '1' }]);
  });

  test('carry neither the statement nor its parameters', async () => {
    const database = await open();
    const error: unknown = await database.query('SELECT $1::int', ['a secret']).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: '22P02' });
    expect(Object.keys(error as object)).not.toEqual(expect.arrayContaining(['query']));
    expect(Object.keys(error as object)).not.toEqual(expect.arrayContaining(['params']));
  });
});

test('A parameter is an array only if it is one', () => {
  expect([null, 'x', 1, 2n, true, ['a', '"']].map(parameterText)).toEqual([null, 'x', '1', '2', 'true', '{"a","\\""}']);
});
