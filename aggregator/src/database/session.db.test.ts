import { describePostgres, eachDatabase, postgresUrl } from '../../../test/environment/index.ts';
import type { Database } from './database.ts';
import { openPostgres } from './postgres.ts';

async function countOf(database: Database): Promise<string | undefined> {
  const [row] = await database.rows('SELECT count(*) AS n FROM t');
  return row!.n!;
}

eachDatabase('A transaction', (open) => {
  let database: Database;

  beforeEach(async () => {
    database = await open();
    await database.execute('CREATE TABLE t (a integer PRIMARY KEY); INSERT INTO t VALUES (1)');
  });

  test('commits and gives the result of its work', async () => {
    const result = await database.transaction({}, async () => {
      await database.query('INSERT INTO t VALUES ($1)', [2]);
      return 'done';
    });
    expect(result).toBe('done');
    expect(await countOf(database)).toBe('2');
  });

  test('rolls back and passes on what was thrown', async () => {
    const failure = new Error('of the work');
    const work = async () => {
      await database.query('INSERT INTO t VALUES (2)');
      throw failure;
    };
    await expect(database.transaction({}, work)).rejects.toBe(failure);
    expect(await countOf(database)).toBe('1');
  });

  test('rolls back and passes on an error of the server', async () => {
    const work = () => database.execute('INSERT INTO t VALUES (2); INSERT INTO t VALUES (1)');
    await expect(database.transaction({}, work)).rejects.toMatchObject({ code: '23505' });
    expect(await countOf(database)).toBe('1');
  });

  test('does not look committed when its work swallowed an error of the server', async () => {
    const work = async () => {
      await database.query('INSERT INTO t VALUES (2)');
      await database.query('SELECT 1 / 0').catch(() => undefined);
    };
    await expect(database.transaction({}, work)).rejects.toMatchObject({ code: '25P02' });
    expect(await countOf(database)).toBe('1');
  });

  test('fails where only COMMIT finds the fault', async () => {
    await database.execute('CREATE TABLE child (a integer REFERENCES t DEFERRABLE INITIALLY DEFERRED)');
    const work = () => database.query('INSERT INTO child VALUES (7)');
    await expect(database.transaction({}, work)).rejects.toMatchObject({ code: '23503' });
    await database.transaction({}, () => database.query('INSERT INTO t VALUES (2)'));
    expect(await countOf(database)).toBe('2');
  });

  test('has the isolation and access that were asked for', async () => {
    const modes = () =>
      database.rows(
        `SELECT current_setting('transaction_isolation') AS isolation, current_setting('transaction_read_only') AS read_only`
      );
    expect(await database.transaction({}, modes)).toEqual([{ isolation: 'read committed', read_only: 'off' }]);
    expect(await database.transaction({ isolation: 'repeatable read', readOnly: true }, modes)).toEqual([
      { isolation: 'repeatable read', read_only: 'on' },
    ]);
    const write = () => database.query('INSERT INTO t VALUES (2)');
    await expect(database.transaction({ readOnly: true }, write)).rejects.toMatchObject({ code: '25006' });
  });

  test('does not contain another one', async () => {
    const inner = () => database.transaction({}, () => Promise.resolve());
    await expect(database.transaction({}, inner)).rejects.toThrow('inside another one');
    await database.transaction({}, () => database.query('INSERT INTO t VALUES (2)'));
    expect(await countOf(database)).toBe('2');
  });

  test('can go back to a savepoint', async () => {
    await database.transaction({}, async () => {
      await database.execute('SAVEPOINT here');
      await database.query('INSERT INTO t VALUES (1)').catch(() => undefined);
      await database.execute('ROLLBACK TO here; INSERT INTO t VALUES (3)');
    });
    expect(await countOf(database)).toBe('2');
  });
});

eachDatabase('Calls made at the same time', (open) => {
  test('follow one another', async () => {
    const database = await open();
    await database.execute('CREATE TABLE t (a integer)');
    const numbers = Array.from({ length: 20 }, (_, number) => number);
    await Promise.all(numbers.map((number) => database.query('INSERT INTO t VALUES ($1)', [number])));
    expect(await countOf(database)).toBe('20');
  });
});

describePostgres('Two connections', () => {
  test('see each other according to the isolation', async () => {
    const url = await postgresUrl();
    const [reader, writer] = [await openPostgres(url), await openPostgres(url)];
    await writer.execute('CREATE TABLE t (a integer)');
    const before = await reader.transaction({ isolation: 'repeatable read' }, async () => {
      await countOf(reader);
      await writer.query('INSERT INTO t VALUES (1)');
      return countOf(reader);
    });
    expect([before, await countOf(reader)]).toEqual(['0', '1']);
    await Promise.all([reader.close(), writer.close()]);
  });
});
