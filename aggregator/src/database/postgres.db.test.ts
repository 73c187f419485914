import { writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { inspect } from 'node:util';
import {
  asPasswordRole,
  atEnd,
  describePostgres,
  postgresDatabase,
  postgresUrl,
  temporaryFolder,
} from '../../../test/environment/index.ts';
import { TcpProxy } from '../../../test/tcpProxy.ts';
import { UnavailableError, type StatsPortalError } from '../errors.ts';
import { connect, type ConnectOptions } from './connect.ts';
import type { Database } from './database.ts';

const secret = 'geheim%/@:5432';
const encodedSecret = encodeURIComponent(secret);

async function open(url: string, options?: ConnectOptions): Promise<Database> {
  const database = await connect(url, options);
  atEnd(() => database.close());
  return database;
}

/** The failure of a connection, which must not give the password away in any corner of it. */
async function failureOf(url: string): Promise<StatsPortalError> {
  const error: unknown = await connect(url).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UnavailableError);
  const everything = inspect(error, { depth: 10, showHidden: true });
  expect(everything).not.toContain(secret);
  expect(everything).not.toContain(encodedSecret);
  return error as StatsPortalError;
}

async function listen(server: Server): Promise<number> {
  atEnd(() => server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

describePostgres('A connection that cannot be made says what happened where', () => {
  test('because nothing listens there', async () => {
    const server = createServer();
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    const { message, advice } = await failureOf(`postgres://me:${encodedSecret}@127.0.0.1:${port}/db`);
    expect(message).toBe(`postgres://me@127.0.0.1:${port}/db: no server answers at this host and port.`);
    expect(advice).toContain('Start PostgreSQL');
  });

  test('because the name of the host is unknown', async () => {
    const { message } = await failureOf(`postgres://me:${encodedSecret}@host.invalid/db`);
    expect(message).toBe('postgres://me@host.invalid:5432/db: this host name is not known.');
  });

  test('because nobody answers', async () => {
    const port = await listen(createServer());
    const { message } = await failureOf(`postgres://me:${encodedSecret}@127.0.0.1:${port}/db?connect_timeout=1`);
    expect(message).toContain('no answer within 1 s');
  });

  test('because something else answers', async () => {
    const port = await listen(createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
    expect((await failureOf(`postgres://me:${encodedSecret}@127.0.0.1:${port}/db`)).message).toContain(`:${port}/db: `);
  });

  test('because the password is wrong', async () => {
    const { message, advice } = await failureOf(asPasswordRole(await postgresUrl(), secret));
    expect(message).toMatch(/the server refuses the password of user "stats_password"\.$/);
    expect(advice).toContain('PGPASSWORD');
  });

  test('because there is no password', async () => {
    const { message, advice } = await failureOf(asPasswordRole(await postgresUrl(), ''));
    expect(message).toContain('the login failed without a password');
    expect(advice).toContain('PGPASSWORD');
  });

  test('because the database does not exist', async () => {
    const url = new URL(asPasswordRole(await postgresUrl()));
    url.pathname = '/missing';
    const { message, advice } = await failureOf(url.href);
    expect(message).toContain('the database "missing" does not exist on this server');
    expect(advice).toContain('createdb missing');
  });

  test('because the role does not exist', async () => {
    const url = new URL(await postgresUrl());
    url.username = 'stranger';
    expect((await failureOf(url.href)).message).toContain('the server refuses user "stranger" from here');
  });

  test('because no connection is left', async () => {
    const url = new URL(await postgresUrl());
    await (await open(url.href)).execute('CREATE ROLE crowded LOGIN CONNECTION LIMIT 0');
    url.username = 'crowded';
    expect((await failureOf(url.href)).message).toContain('the server has no connection left');
  });

  test('because the server has no encryption', async () => {
    const { message, advice } = await failureOf(`${await postgresUrl()}?sslmode=require`);
    expect(message).toContain('does not support SSL');
    expect(advice).toContain('sslmode');
  });
});

describePostgres('A connection', () => {
  test('takes the password from the address, from PGPASSWORD or from the password file', async () => {
    const url = await postgresUrl();
    const withPassword = new URL(asPasswordRole(url));
    await open(withPassword.href);
    const password = decodeURIComponent(withPassword.password);
    const file = join(await temporaryFolder(), 'pgpass');
    await writeFile(file, `*:*:*:stats_password:${password}\n`, { mode: 0o600 });
    for (const [variable, value] of Object.entries({ PGPASSWORD: password, PGPASSFILE: file })) {
      process.env[variable] = value;
      try {
        const database = await open(asPasswordRole(url, ''));
        expect(database.name).toBe(url.replace('postgres@', 'stats_password@'));
      } finally {
        Reflect.deleteProperty(process.env, variable);
      }
    }
  });

  test('shows itself under the name of the program or the given one', async () => {
    const url = await postgresUrl();
    const names = `SELECT application_name AS name FROM pg_stat_activity WHERE pid = pg_backend_pid()`;
    expect(await (await open(url)).rows(names)).toEqual([{ name: 'stats-portal' }]);
    expect(await (await open(url, { applicationName: 'other' })).rows(names)).toEqual([{ name: 'other' }]);
  });

  test('lets the server notice within minutes that this program is gone, and does not hurry it', async () => {
    const database = await open(await postgresUrl(), { statementTimeout: 3_600_000 });
    const { rows } = await database.query(
      `SELECT name, setting FROM pg_settings WHERE name ~ '^tcp_|^client_conn|^idle_in|^statement_timeout' ORDER BY 1`
    );
    expect(Object.fromEntries(rows)).toEqual({
      client_connection_check_interval: '10000',
      idle_in_transaction_session_timeout: '3600000',
      statement_timeout: '3600000',
      tcp_keepalives_count: '6',
      tcp_keepalives_idle: '60',
      tcp_keepalives_interval: '10',
      tcp_user_timeout: '120000',
    });
  });

  test('gives up a statement after the time set for it, and lives on', async () => {
    const database = await open(await postgresUrl(), { statementTimeout: 50 });
    await expect(database.query('SELECT pg_sleep(60)')).rejects.toMatchObject({ code: '57014' });
    expect(await database.rows('SELECT 1 AS one')).toEqual([{ one: '1' }]);
  });

  test('can be closed twice', async () => {
    const database = await postgresDatabase();
    await Promise.all([database.close(), database.close()]);
  });
});

describePostgres('A connection that breaks', () => {
  const lost = { exitCode: 69, message: expect.stringMatching(/^The connection to .* was lost: /) as string };

  /** A database and the end of its session, from the server's side. */
  async function mortal(): Promise<{ database: Database; end: () => Promise<unknown> }> {
    const url = await postgresUrl();
    const [database, killer] = [await open(url), await open(url)];
    const [row] = await database.rows('SELECT pg_backend_pid() AS pid');
    const end = () => killer.query('SELECT pg_terminate_backend($1::int, 10000)', [row!.pid!]);
    return { database, end };
  }

  test('in a statement fails it and all that follow', async () => {
    const { database, end } = await mortal();
    const pending = expect(database.query('SELECT pg_sleep(60)')).rejects.toMatchObject(lost);
    const waiting = expect(database.query('SELECT 1')).rejects.toMatchObject(lost);
    await end();
    await Promise.all([pending, waiting]);
    await expect(database.execute('SELECT 1')).rejects.toMatchObject(lost);
    await database.close();
  });

  test('while nobody waits fails the next call', async () => {
    const { database, end } = await mortal();
    await end();
    await expect(database.query('SELECT 1')).rejects.toMatchObject(lost);
    await expect(database.copyIn('t', database.copyOut('SELECT 1'))).rejects.toMatchObject(lost);
  });

  test('in a transaction passes on the loss and leaves nothing behind', async () => {
    const { database, end } = await mortal();
    const work = async () => {
      await database.execute('CREATE TABLE t (a integer)');
      await end();
      await database.query('INSERT INTO t VALUES (1)');
    };
    await expect(database.transaction({}, work)).rejects.toMatchObject(lost);
    await expect(database.transaction({}, work)).rejects.toMatchObject(lost);
  });

  test('while rows are read fails the reading', async () => {
    const { database, end } = await mortal();
    const reading = async () => {
      for await (const piece of database.copyOut(`SELECT repeat('x', 1000) FROM generate_series(1, 1000000)`)) {
        expect(piece.length).toBeGreaterThan(0);
        await end();
      }
    };
    await expect(reading()).rejects.toMatchObject(lost);
    await expect(database.query('SELECT 1')).rejects.toMatchObject(lost);
  });

  test('while rows are written fails the writing', async () => {
    const { database, end } = await mortal();
    await database.execute('CREATE TABLE t (a text)');
    const endless = async function* () {
      yield Buffer.from('first\n');
      await end();
      for (;;) {
        yield Buffer.alloc(65_536, 'x\n');
        await new Promise(setImmediate);
      }
    };
    await expect(database.copyIn('t', endless())).rejects.toMatchObject(lost);
  });

  test('because the line is cut fails the statement under way', async () => {
    const line = await TcpProxy.to(await postgresUrl());
    const database = await open(line.url);
    const pending = expect(database.query('SELECT pg_sleep(60)')).rejects.toMatchObject(lost);
    await new Promise(setImmediate);
    line.cut();
    await pending;
  });

  test('because the line is cut fails the reading of rows, also of a slow reader', async () => {
    const line = await TcpProxy.to(await postgresUrl());
    const database = await open(line.url);
    const reading = async () => {
      for await (const piece of database.copyOut(`SELECT repeat('x', 1000) FROM generate_series(1, 1000000)`)) {
        expect(piece.length).toBeGreaterThan(0);
        line.cut();
        await new Promise(setImmediate);
      }
    };
    await expect(reading()).rejects.toMatchObject(lost);
    await expect(database.query('SELECT 1')).rejects.toMatchObject(lost);
  });

  test('because the line is dead is given up some time after the time set for a statement', async () => {
    const line = await TcpProxy.to(await postgresUrl());
    const database = await open(line.url, { statementTimeout: 1000 });
    line.silence();
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    try {
      const pending = expect(database.query('SELECT 1')).rejects.toMatchObject(lost);
      await jest.advanceTimersByTimeAsync(12_000);
      await pending;
    } finally {
      jest.useRealTimers();
    }
  });
});
