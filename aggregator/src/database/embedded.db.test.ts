import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { atEnd, temporaryFolder } from '../../../test/environment/index.ts';
import { startProcess } from '../../../test/environment/processes.ts';
import { ConfigurationError } from '../errors.ts';
import { connect } from './connect.ts';
import type { Database } from './database.ts';
import { openEmbedded } from './embedded.ts';

async function open(folder: string): Promise<Database> {
  const database = await openEmbedded(folder);
  atEnd(() => database.close());
  return database;
}

async function newFolder(): Promise<string> {
  return join(await temporaryFolder(), 'some', 'where');
}

test('A folder in use is refused with the pid of its user; after SIGKILL it has every row that was acknowledged', async () => {
  const folder = await newFolder();
  const writer = startProcess('writeRows.js', folder);
  await writer.lines.next();
  await expect(openEmbedded(folder)).rejects.toMatchObject({
    exitCode: 75,
    message: expect.stringMatching(`${folder} is in use by process ${writer.pid} `) as string,
  });
  let acknowledged = 0;
  while (acknowledged < 100) {
    acknowledged = Number((await writer.lines.next()).value);
  }
  await writer.kill();

  const database = await open(folder);
  const [row] = await database.rows('SELECT count(*) AS n, max(number) AS last FROM numbers');
  expect(Number(row!.n)).toBeGreaterThanOrEqual(acknowledged);
  expect(row!.n).toBe(row!.last);
});

test('A folder opened anew gives all rows, those in compressed chunks too', async () => {
  const folder = await newFolder();
  const sum = 'SELECT count(*) AS n, sum(value) AS sum FROM measured';
  const first = await open(folder);
  await first.execute(`
    CREATE TABLE measured (time timestamptz NOT NULL, value bigint NOT NULL);
    SELECT create_hypertable('measured', 'time');
    INSERT INTO measured SELECT timestamptz '2026-01-01Z' + n * interval '1 minute', n FROM generate_series(1, 30000) n;
    ALTER TABLE measured SET (timescaledb.compress);
    SELECT compress_chunk(chunk) FROM show_chunks('measured') chunk ORDER BY 1 LIMIT 2`);
  const [before] = await first.rows(sum);
  expect(before).toEqual({ n: '30000', sum: '450015000' });
  await first.close();
  const second = await open(folder);
  expect(await second.rows(sum)).toEqual([before]);
});

test('A closed folder has no lock, and the exit code of this process is as before', async () => {
  const folder = await newFolder();
  const { exitCode } = process;
  process.exitCode = 3;
  try {
    const database = await openEmbedded(folder);
    expect(database).toMatchObject({ kind: 'embedded', name: `embedded:${folder}` });
    await expect(openEmbedded(join(folder, '..', 'where'))).rejects.toMatchObject({ exitCode: 75 });
    await Promise.all([database.close(), database.close()]);
    expect(process.exitCode).toBe(3);
  } finally {
    process.exitCode = exitCode;
  }
  expect((await readdir(folder)).sort()).toEqual(['README', 'pgdata']);
});

test('A database whose creation was interrupted is created anew, and its rights can be changed at once', async () => {
  const folder = await newFolder();
  await mkdir(join(folder, 'pgdata'), { recursive: true });
  await writeFile(join(folder, 'pgdata', 'PG_VERSION'), '17\n');
  const database = await open(folder);
  await database.execute('REVOKE TEMPORARY ON DATABASE template1 FROM PUBLIC');
  const [row] = await database.rows('SELECT datacl FROM pg_database WHERE datname = current_database()');
  expect(row!.datacl).not.toContain('T/');
});

test('A folder with other files in it is refused and left as it is', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'thesis.txt'), 'years of work');
  await expect(openEmbedded(folder)).rejects.toThrow(ConfigurationError);
  await expect(openEmbedded(folder)).rejects.toThrow('thesis.txt');
  expect(await readdir(folder)).toEqual(['thesis.txt']);
});

test('A folder that cannot be made is refused with the reason', async () => {
  const file = join(await temporaryFolder(), 'file');
  await writeFile(file, '');
  await expect(connect(`embedded:${file}`)).rejects.toThrow(ConfigurationError);
  await expect(connect(`embedded:${file}/below`)).rejects.toThrow('ENOTDIR');
});

test('A database that does not start says so, and gives the folder free', async () => {
  const folder = await newFolder();
  await (await openEmbedded(folder)).close();
  await writeFile(join(folder, 'pgdata', 'PG_VERSION'), '9.6\n');
  await expect(openEmbedded(folder)).rejects.toMatchObject({ exitCode: 69 });
  expect((await readdir(folder)).sort()).toEqual(['README', 'pgdata']);
});
