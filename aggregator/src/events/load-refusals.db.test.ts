import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { eachDatabase } from '../../../test/environment/index.ts';
import { createEventsTable, eventFields } from './columns.ts';
import { liveColumns } from './live.ts';
import { count, withSchema, file, folder, infected, jsonLines, load, nested, open6, table } from './load.fixtures.ts';
import { eventColumns, parseEventLine } from './parse.ts';

/** Values at the edges of what a type can be: the check of a line must know them at least as well as PostgreSQL. */
const edges = fc.oneof(
  fc.constantFrom<unknown>(
    '0',
    '-0',
    '1.',
    '.5',
    '1e38',
    3.4028235e38,
    1.2e-38,
    1e-44,
    1e-46,
    '1e-45',
    4294967295,
    2 ** 31,
    '007'
  ),
  fc.constantFrom<unknown>(
    '::',
    '::1.2.3.4',
    '1.2.3.4/0',
    '::/128',
    '1:2:3:4:5:6:7::',
    '01.2.3.4',
    '1.2.3',
    'fe80::1%1',
    '::ffff:1.2.3.4/120'
  ),
  fc.constantFrom<unknown>(
    '0001-01-01',
    '9999-12-31T23:59:60Z',
    '2024-02-29 23:59:59.999999999-15:59',
    '1900-02-29',
    'now',
    'epoch',
    'BC'
  ),
  fc.constantFrom<unknown>(
    '{"a":1e400}',
    '"\\ud800"',
    '[',
    '\0',
    '\\N',
    '\\.',
    '\ud800',
    '\u2028',
    'yes',
    true,
    1,
    {},
    [[]],
    'ß'
  ),
  fc.constantFrom<unknown>('İ'.repeat(2), 'ßß', '😀😀', '😀'.repeat(7), 'x'.repeat(11), 'ŉ'.repeat(100)),
  fc.date({ noInvalidDate: false }).map((date) => (Number.isNaN(date.getTime()) ? 'NaN' : date.toISOString())),
  fc.ipV4Extended(),
  fc.ipV6(),
  fc.double(),
  fc.double().map(String),
  fc.string({ unit: 'binary' }),
  fc.jsonValue({ depthSize: 'small' })
);
const names = fc.constantFrom(...Object.keys(eventFields), 'extra.a', 'extra.a.b', 'extra.c');

eachDatabase('what loadFiles refuses', (open) => {
  test('loses nothing but bad lines, and says which and why', async () => {
    const database = await withSchema(open);
    const lines = jsonLines(
      infected,
      '{"source.ip": "1.2.3"}',
      '',
      nested,
      'nonsense',
      { ...open6, 'source.port': 70000 },
      infected
    );
    const { result } = await load(database, [
      await file('bad.jsonl', lines),
      await file('good.jsonl', jsonLines(open6)),
    ]);
    expect(result).toMatchObject({ read: 7, loaded: 4, refused: 3 });
    expect(result.refusals).toEqual([
      {
        file: join(folder, 'bad.jsonl'),
        line: 2,
        reason: expect.stringContaining('source.ip: "1.2.3" is not') as string,
      },
      { file: join(folder, 'bad.jsonl'), line: 5, reason: expect.stringContaining('not JSON') as string },
      { file: join(folder, 'bad.jsonl'), line: 6, reason: 'source.port: 70000 is not a whole number from 0 to 65535' },
    ]);
    expect(await count(database)).toBe(4);
  });

  test('keeps only the first refusals', async () => {
    const database = await withSchema(open);
    const { result } = await load(database, [await file('all-bad.jsonl', 'x\n'.repeat(1000))]);
    expect(result).toMatchObject({ read: 1000, loaded: 0, refused: 1000 });
    expect(result.refusals.map(({ line }) => line)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });

  test('finds the lines that only the database refuses', async () => {
    const database = await withSchema(open);
    await database.execute(`${createEventsTable(table)};
    ALTER TABLE ${table} ALTER COLUMN "source.network" TYPE cidr, ADD CHECK ("source.port" <> 666)`);
    // Of random letters, as an index entry is compressed before its size is judged.
    const letters = Array.from({ length: 12_000 }, (_, index) =>
      ((index * 7919 + index ** 3) % 1_299_709).toString(36)
    ).join('');
    const events: unknown[] = Array.from({ length: 300 }, (_, index) => ({ ...infected, 'source.port': index + 1000 }));
    events[17] = { ...infected, 'source.network': '198.51.100.23/24' };
    events[18] = { ...infected, 'source.port': 666 };
    events[19] = 'nonsense';
    events[299] = { ...infected, 'source.abuse_contact': letters };
    const { result } = await load(database, [await file('refused.jsonl', jsonLines(...events))]);
    expect(result).toMatchObject({ read: 300, loaded: 296, refused: 4 });
    expect(result.refusals.map(({ line, reason }) => [line, reason])).toEqual([
      [18, expect.stringContaining('refused by the database: invalid cidr value')],
      [19, expect.stringContaining('violates check constraint')],
      [20, expect.stringContaining('not JSON')],
      [300, expect.stringContaining('index row')],
    ]);
    expect(await count(database)).toBe(296);
  });

  test('changes nothing if a file is missing, or the table is none of events', async () => {
    const database = await withSchema(open);
    const path = await file('good.jsonl', jsonLines(infected));
    const missing = join(folder, 'missing.jsonl');
    await expect(load(database, [path, missing, folder])).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/missing\.jsonl'?; .* is a folder$/) as string,
    });
    await expect(load(database, ['-', '-'])).rejects.toMatchObject({ exitCode: 2 });
    await expect(load(database, [path], { table: 'loading."; DROP' })).rejects.toMatchObject({ exitCode: 2 });
    expect(await liveColumns(database, table)).toBeNull();
    await database.execute(`CREATE TABLE ${table} (id bigserial, payload text)`);
    await expect(load(database, [path])).rejects.toMatchObject({ exitCode: 2 });
    expect(await count(database)).toBe(0);
  });

  test('a file that breaks off leaves nothing of itself, and all of those before it', async () => {
    const database = await withSchema(open);
    const good = await file('good.jsonl', jsonLines(infected));
    const packed = gzipSync(jsonLines(...Array.from({ length: 30_000 }, () => infected)));
    const cut = await file('cut.jsonl.gz', packed.subarray(0, -20));
    await expect(load(database, [good, cut, good])).rejects.toMatchObject({
      exitCode: 65,
      message: expect.stringContaining('cut.jsonl.gz: damaged gzip data') as string,
      messages: expect.arrayContaining([`nothing of ${cut} was loaded; files before it that were: 1`]) as string[],
    });
    expect(await count(database)).toBe(1);
  });

  test('refuses itself whatever the database would refuse', async () => {
    const database = await withSchema(open);
    await database.execute(`${createEventsTable(table)}; ALTER TABLE ${table} ALTER COLUMN output TYPE jsonb`);
    const columns = eventColumns((await liveColumns(database, table))!);
    const events = fc.sample(fc.dictionary(names, edges, { minKeys: 1, maxKeys: 2 }), {
      numRuns: 4000,
      seed: 20_240_501,
    });
    const lines = events.map((event) => JSON.stringify(event));
    const fit = lines.filter((line) => parseEventLine(line, columns).ok);
    expect(fit.length).toBeGreaterThan(1000);
    expect(fit.length).toBeLessThan(3500);
    const { result } = await load(database, [await file('edges.jsonl', jsonLines(...fit))]);
    expect(result.refusals).toEqual([]);
  });
});
