import { embeddedDatabase, eachDatabase, postgresDatabase, describePostgres } from '../../../test/environment/index.ts';
import type { Database } from './database.ts';

const rowCount = 50_000;
/** Everything that the text format of COPY has to escape, and rows that consist of nothing else. */
const createAwkward = `
  CREATE TABLE awkward (id integer, text text, number bigint, time timestamptz);
  INSERT INTO awkward
    SELECT n, (ARRAY[NULL, '', E'tab\\there', E'line\\nbreak', E'back\\\\slash', '\\N', '\\.', E'\\r\\n', 'ünï🦉'])[n % 9 + 1]
        || CASE WHEN n % 2 = 0 THEN n::text ELSE '' END,
      nullif(n % 7, 0) * 1234567890123, timestamptz '2026-01-01 00:00Z' + n * interval '1 second'
    FROM generate_series(1, ${rowCount}) n`;
const checksum = `SELECT count(*) AS n, count(text) AS texts, sum(number) AS sum, md5(string_agg(awkward::text, '' ORDER BY id)) AS sum_of_all FROM awkward`;

async function* piecesOf(...texts: string[]): AsyncIterable<Uint8Array> {
  for (const text of texts) {
    yield await Promise.resolve(Buffer.from(text));
  }
}

async function read(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const piece of pieces) {
    parts.push(piece);
  }
  return Buffer.concat(parts).toString();
}

async function moveAwkward(source: Database, target: Database): Promise<void> {
  await source.execute(createAwkward);
  await target.execute('CREATE TABLE awkward (id integer, text text, number bigint, time timestamptz)');
  const rows = await target.copyIn('awkward', source.copyOut('SELECT * FROM awkward ORDER BY id'));
  expect(rows).toBe(rowCount);
  const [expected] = await source.rows(checksum);
  expect(await target.rows(checksum)).toEqual([expected]);
  expect(expected).toMatchObject({ n: String(rowCount) });
}

eachDatabase('COPY', (open) => {
  let database: Database;

  beforeEach(async () => {
    database = await open();
    await database.execute('CREATE TABLE t (a integer, b text)');
  });

  test('moves 50,000 awkward rows to another database of the kind', async () => {
    await moveAwkward(database, await open());
  });

  test('gives the text format, and takes it in pieces that end anywhere', async () => {
    expect(await database.copyIn('t (a, b)', piecesOf('1\tone\n2', '\t\\N\n3\tbreak\\', 'nhere\n'))).toBe(3);
    expect(await read(database.copyOut('SELECT * FROM t ORDER BY a'))).toBe('1\tone\n2\t\\N\n3\tbreak\\nhere\n');
  });

  test('moves nothing where there is nothing', async () => {
    expect(await read(database.copyOut('SELECT * FROM t'))).toBe('');
    expect(await database.copyIn('t', piecesOf())).toBe(0);
  });

  test('can be left early', async () => {
    const lines = `SELECT n, repeat('x', 1000) FROM generate_series(1, 20000) n`;
    let pieces = 0;
    for await (const piece of database.copyOut(lines)) {
      expect(piece.length).toBeGreaterThan(0);
      pieces++;
      break;
    }
    expect(pieces).toBe(1);
    expect(await database.rows('SELECT 1 AS one')).toEqual([{ one: '1' }]);
  });

  test('that fails half-way leaves nothing to the next one', async () => {
    const failing = database.copyOut('SELECT n, 1 / (9000 - n) FROM generate_series(1, 10000) n');
    await expect(read(failing)).rejects.toMatchObject({ code: '22012' });
    expect(await read(database.copyOut('SELECT 7'))).toBe('7\n');
  });

  test('takes no row if one is wrong', async () => {
    await expect(database.copyIn('t', piecesOf('1\tone\n', 'two\ttwo\n'))).rejects.toMatchObject({ code: '22P02' });
    await expect(database.copyIn('missing', piecesOf('1\n'))).rejects.toMatchObject({ code: '42P01' });
    expect(await read(database.copyOut('SELECT * FROM t'))).toBe('');
  });

  test('takes no row if its source fails, and passes on why', async () => {
    const failure = new Error('of the source');
    const failing = async function* () {
      yield* piecesOf('1\tone\n');
      throw failure;
    };
    await expect(database.copyIn('t', failing())).rejects.toBe(failure);
    expect(await read(database.copyOut('SELECT * FROM t'))).toBe('');
  });

  test('is part of a transaction', async () => {
    const failure = new Error('after the COPY');
    const work = async () => {
      await database.copyIn('t', piecesOf('1\tone\n'));
      expect(await read(database.copyOut('SELECT * FROM t'))).toBe('1\tone\n');
      throw failure;
    };
    await expect(database.transaction({}, work)).rejects.toBe(failure);
    expect(await read(database.copyOut('SELECT * FROM t'))).toBe('');
  });
});

describePostgres('COPY between the two kinds', () => {
  test('moves 50,000 awkward rows from a server into the embedded database', async () => {
    await moveAwkward(await postgresDatabase(), await embeddedDatabase());
  });

  test('moves 50,000 awkward rows from the embedded database to a server', async () => {
    await moveAwkward(await embeddedDatabase(), await postgresDatabase());
  });

  test('passes on the error of the server it reads from, and takes nothing', async () => {
    const [source, target] = [await postgresDatabase(), await postgresDatabase()];
    await target.execute('CREATE TABLE t (a integer)');
    const failing = source.copyOut('SELECT 1 / (99000 - n) FROM generate_series(1, 100000) n');
    await expect(target.copyIn('t', failing)).rejects.toMatchObject({ code: '22012' });
    expect(await target.rows('SELECT count(*) AS n FROM t')).toEqual([{ n: '0' }]);
  });

  test('refuses other calls while rows of it are being read', async () => {
    const database = await postgresDatabase();
    for await (const piece of database.copyOut('SELECT 1')) {
      expect(Buffer.from(piece).toString()).toBe('1\n');
      await expect(database.query('SELECT 1')).rejects.toThrow('while rows of a COPY are being read');
    }
    expect(await database.rows('SELECT 1 AS one')).toEqual([{ one: '1' }]);
  });
});
