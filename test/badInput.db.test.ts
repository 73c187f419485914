import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { rewrite } from '../aggregator/src/bundle/bundle.fixture.ts';
import type { Database } from '../aggregator/src/database/database.ts';
import { openPostgres } from '../aggregator/src/database/postgres.ts';
import { asPasswordRole, atEnd, describePostgres, postgresUrl, temporaryFolder } from './environment/index.ts';
import { runProgram, type Ended } from './program.ts';
import { makeCertificate, startTlsServer } from './tlsServer.ts';
import { event, useSite } from './site.ts';

/** No answer, wherever it comes out, may have it. */
const secret = 'planted-Geheimnis/42';
const secrets = [secret, encodeURIComponent(secret)];

interface Told {
  readonly code: number;
  /** All of them stand in what is said. */
  readonly says: readonly string[];
}

describePostgres('What a run cannot work with is told in words, with its exit code:', () => {
  let urls: { readonly eventdb: string; readonly statsdb: string };

  const site = useSite(
    async () => openAt((urls = { ...urls, eventdb: await postgresUrl() }).eventdb),
    async () => openAt((urls = { ...urls, statsdb: await postgresUrl() }).statsdb)
  );

  beforeEach(async () => {
    await site().insert(event('2026-02-01'));
    await site().statsdb.query('SELECT pg_advisory_unlock_all()');
  });

  /** A run with these settings instead of the right ones. */
  async function run(settings: Readonly<Record<string, string>>, args: readonly string[] = ['run']): Promise<Ended> {
    const commandLines: string[] = [];
    const ended = await runProgram(
      args,
      {
        STATS_PORTAL_EVENTDB_URL: urls.eventdb,
        STATS_PORTAL_STATSDB_URL: urls.statsdb,
        STATS_PORTAL_LOG_FORMAT: 'text',
        ...settings,
      },
      { started: (pid) => commandLines.push(readFileSync(`/proc/${pid}/cmdline`, 'utf8')) }
    );
    for (const planted of secrets) {
      expect([ended.out, ended.said, ...commandLines].join('\n')).not.toContain(planted);
    }
    return ended;
  }

  async function expectTold(ended: Promise<Ended>, { code, says }: Told): Promise<void> {
    const { said, ...rest } = await ended;
    expect({ said, code: rest.code }).toEqual({
      said: expect.stringContaining(says[0]!) as string,
      code,
    });
    for (const words of says) {
      expect(said).toContain(words);
    }
    // Never a trace.
    expect(said).not.toMatch(/^ {4}at /m);
  }

  /** The address of a database as somebody with few rights. */
  const asPoor = (url: string): string => url.replace('postgres@', 'poor@');

  const withSecret = (url: string): string => url.replace('postgres@', `postgres:${encodeURIComponent(secret)}@`);

  test('an address that is none', async () => {
    for (const url of [`postgres//me:${secret}@host/db`, `me:${secret}@host/db`, `mysql://me:${secret}@host/db`]) {
      await expectTold(run({ STATS_PORTAL_EVENTDB_URL: url }), {
        code: 2,
        says: ['address of a database has none of the forms', 'postgres://USER@HOST:5432/DATABASE'],
      });
    }
  });

  test('an address that cannot be read', async () => {
    for (const url of [`postgres://me:${secret}@host/db`, `postgres://me:${encodeURIComponent(secret)}@host:port/db`]) {
      await expectTold(run({ STATS_PORTAL_EVENTDB_URL: url }), {
        code: 2,
        says: ['The address of the PostgreSQL server cannot be read', '%2F'],
      });
    }
  });

  test('a settings file that is no YAML, with a password in it', async () => {
    const file = join(await temporaryFolder(), 'stats-portal.yaml');
    for (const line of [`"postgres://me:${secret} @host/db`, `postgres://me:${secret}@host/db: {`, `[${secret}`]) {
      writeFileSync(file, `statsdb:\n  url: ${line}\n`);
      await expectTold(run({}, ['--config', file, 'run']), { code: 2, says: [file, 'cannot be read', ' at line '] });
    }
  });

  test('settings with faults, all at once', async () => {
    const faults = { STATS_PORTAL_RUN_WORKERS: '0', STATS_PORTAL_RUN_DEADLINE: 'soon', STATS_PORTAL_TIMEZONE: 'Mars' };
    await expectTold(run(faults), {
      code: 2,
      says: ['The settings have faults', 'run.workers', 'run.deadline: not a time such as 90s, 30m or 2h', 'Mars'],
    });
    await expectTold(run({}, ['run', '--workers', 'many']), { code: 2, says: ['--workers many is not a number'] });
    await expectTold(run({}, ['run', '--deadline', '1']), { code: 2, says: ['--deadline 1 is not a time'] });
  });

  test('a host that nobody knows', async () => {
    const url = `postgres://me:${encodeURIComponent(secret)}@host.invalid/db`;
    await expectTold(run({ STATS_PORTAL_EVENTDB_URL: url }), {
      code: 69,
      says: ['postgres://me@host.invalid:5432/db: this host name is not known', 'Correct the host'],
    });
  });

  test('a port where nobody listens', async () => {
    const url = `postgres://me:${encodeURIComponent(secret)}@127.0.0.1:${await freePort()}/db`;
    await expectTold(run({ STATS_PORTAL_STATSDB_URL: url }), {
      code: 69,
      says: ['no server answers at this host and port', 'Start PostgreSQL there'],
    });
  });

  test('a wrong password', async () => {
    await expectTold(run({ STATS_PORTAL_EVENTDB_URL: asPasswordRole(urls.eventdb, secret) }), {
      code: 69,
      says: ['the server refuses the password of user "stats_password"', new URL(urls.eventdb).pathname, 'PGPASSWORD'],
    });
    await expectTold(run({ STATS_PORTAL_EVENTDB_URL: asPasswordRole(urls.eventdb, ''), PGPASSWORD: secret }), {
      code: 69,
      says: ['the server refuses the password'],
    });
  });

  test('a server without encryption where it is required', async () => {
    await expectTold(run({ STATS_PORTAL_EVENTDB_URL: `${withSecret(urls.eventdb)}?sslmode=require` }), {
      code: 69,
      says: [new URL(urls.eventdb).pathname, 'does not support SSL', 'sslmode'],
    });
  });

  test('a certificate of an authority that is not trusted, or of another server', async () => {
    const folder = await temporaryFolder();
    const certificate = makeCertificate(folder, 'server', 'db.example');
    const other = makeCertificate(folder, 'other', 'db.example');
    const port = await startTlsServer(certificate);
    const address = `postgres://me:${encodeURIComponent(secret)}@127.0.0.1:${port}/db?sslmode=verify-full`;
    for (const [authority, reason] of [
      [other, 'self-signed certificate'],
      [certificate, 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ]) {
      await expectTold(run({ STATS_PORTAL_EVENTDB_URL: `${address}&sslrootcert=${authority}` }), {
        code: 69,
        says: [`postgres://me@127.0.0.1:${port}/db: the connection could not be made`, reason!, 'sslrootcert'],
      });
    }
  });

  test('a table that is not there', async () => {
    await expectTold(
      run({ STATS_PORTAL_EVENTDB_TABLE: 'incidents', STATS_PORTAL_EVENTDB_URL: withSecret(urls.eventdb) }),
      {
        code: 2,
        says: [`There is no table or view incidents in ${urls.eventdb}`, 'Set eventdb.table'],
      }
    );
  });

  test('events that may not be read', async () => {
    await site().eventdb.execute('CREATE ROLE poor LOGIN');
    await expectTold(run({ STATS_PORTAL_EVENTDB_URL: asPoor(urls.eventdb) }), {
      code: 2,
      says: [
        `${asPoor(urls.eventdb)} does not give the right: permission denied for table events (SQLSTATE 42501)`,
        'docs/operations.md',
      ],
    });
    await site().eventdb.execute('GRANT SELECT ON events TO poor');
    expect(await run({ STATS_PORTAL_EVENTDB_URL: asPoor(urls.eventdb) })).toMatchObject({ code: 0 });
    await site().eventdb.execute('DROP OWNED BY poor; DROP ROLE poor');
  });

  test('statistics that may not be written', async () => {
    await site().statsdb.execute(
      'CREATE ROLE poor LOGIN; GRANT USAGE ON SCHEMA stats TO poor; GRANT SELECT ON ALL TABLES IN SCHEMA stats TO poor'
    );
    await expectTold(run({ STATS_PORTAL_STATSDB_URL: asPoor(urls.statsdb) }), {
      code: 2,
      says: [`${asPoor(urls.statsdb)} does not give the right: permission denied for`, 'docs/operations.md'],
    });
    await site().statsdb.execute(
      'GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA stats TO poor; REVOKE INSERT ON stats.rollups FROM poor'
    );
    await expectTold(run({ STATS_PORTAL_STATSDB_URL: asPoor(urls.statsdb) }), {
      code: 2,
      says: ['does not give the right: permission denied for table rollups'],
    });
    expect(await site().days()).toEqual({});
    await site().statsdb.execute('DROP OWNED BY poor; DROP ROLE poor');
  });

  test('a statistics database that only lets read', async () => {
    const name = new URL(urls.statsdb).pathname.slice(1);
    await site().statsdb.execute(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
    await expectTold(run({}), { code: 2, says: [`${urls.statsdb} only lets read`, 'primary server'] });
    await site().statsdb.execute(`ALTER DATABASE ${name} RESET default_transaction_read_only`);
  });

  test('a statistics database that was not set up', async () => {
    await expectTold(run({ STATS_PORTAL_STATSDB_URL: await postgresUrl() }), {
      code: 2,
      says: ['has not been set up for this version', 'stats-portal migrate'],
    });
  });

  test('a statistics database of a newer version', async () => {
    await site().statsdb.execute(`INSERT INTO stats.migrations (id, name, checksum) VALUES (9999, 'later', '')`);
    await expectTold(run({}), {
      code: 57,
      says: [
        `The statistics database ${urls.statsdb} was made by a newer version`,
        'Install the newer version here too',
      ],
    });
    await site().statsdb.execute('DELETE FROM stats.migrations WHERE id = 9999');
  });

  test('a lock that another run holds', async () => {
    const other = await openAt(urls.statsdb);
    await site().run('2026-02-10T04:00:00Z', { statsdb: other });
    const [holder] = await other.rows<{ pid: string }>('SELECT pg_backend_pid()::text AS pid');
    for (const args of [['run'], ['run', '--dry-run'], ['run', '--from', '2026-02-01']]) {
      await expectTold(run({}, args), {
        code: 75,
        says: [`Another run works on ${urls.statsdb}: process ${holder!.pid} `, 'Wait until it has ended'],
      });
    }
  });

  test('events that somebody has locked for longer than a statement may take', async () => {
    const other = await openAt(urls.eventdb);
    await other.execute('BEGIN; LOCK TABLE events IN ACCESS EXCLUSIVE MODE');
    await expectTold(run({ STATS_PORTAL_RUN_STATEMENT_TIMEOUT: '1s' }), {
      code: 69,
      says: [`${urls.eventdb} gave up a statement`, 'run.statementTimeout'],
    });
    await other.execute('ROLLBACK');
  });

  test('a bundle that is damaged, of a newer program, or not for this database', async () => {
    const folder = await temporaryFolder();
    const files = { STATS_PORTAL_BUNDLES_FOLDER: folder, STATS_PORTAL_PUSH_HOST: 'stats.example.org' };
    expect(await run({})).toMatchObject({ code: 0 });
    expect(await run(files, ['export'])).toMatchObject({ code: 0 });
    const path = join(folder, readdirSync(folder)[0]!);
    const whole = readFileSync(path);
    const bundle = basename(path);
    const receiver = { STATS_PORTAL_STATSDB_URL: await postgresUrl() };
    expect(await run(receiver, ['migrate'])).toMatchObject({ code: 0 });

    await expectTold(run({}, ['import', path]), {
      code: 2,
      says: [`The bundle ${bundle} was exported from this very database`, '--accept-source'],
    });
    await rewrite(path, ({ manifest }) => Object.assign(manifest, { format: 99, program: '9.0.0' }));
    await expectTold(run(receiver, ['import', path]), {
      code: 57,
      says: [`The bundle ${bundle} was written by a newer program (version 9.0.0)`, 'Install that version here'],
    });
    writeFileSync(path, whole);
    truncateSync(path, 5000);
    await expectTold(run(receiver, ['import', path]), {
      code: 65,
      says: [`The bundle ${bundle} is damaged: it was cut off`, 'Nothing of it was taken', 'stats-portal push'],
    });
    const packed = whole.lastIndexOf(Buffer.of(0x1f, 0x8b));
    writeFileSync(path, whole.fill('x', packed + 20, packed + 30));
    await expectTold(run(receiver, ['import', path]), {
      code: 65,
      says: [`The bundle ${bundle} is damaged`, 'Have it sent again: stats-portal push'],
    });
    const { rows } = await (await openAt(receiver.STATS_PORTAL_STATSDB_URL)).query('SELECT day FROM stats.days');
    expect(rows).toEqual([]);
  });

  test('time that is up', async () => {
    await site().insert(...['2026-02-02', '2026-02-03'].map((day) => event(day)));
    const other = await openAt(urls.statsdb);
    // The first day waits for its table, until the time is up.
    await other.execute('BEGIN; LOCK TABLE stats.rollups IN ACCESS EXCLUSIVE MODE');
    const ended = run({}, ['run', '--deadline', '1s']);
    await waitUntilWaiting(site().statsdb, '1 second');
    await other.execute('ROLLBACK');
    await expectTold(ended, { code: 124, says: ['The time of this run is up; 2 days wait', '--deadline'] });
    expect(Object.keys(await site().days())).toEqual(['2026-02-03']);
  });
});

test('More workers than an embedded database allows are one worker, and that is said', async () => {
  const folder = await temporaryFolder();
  const environment = {
    STATS_PORTAL_EVENTDB_URL: `embedded:${folder}/eventdb`,
    STATS_PORTAL_STATSDB_URL: `embedded:${folder}/statsdb`,
    STATS_PORTAL_LOG_FORMAT: 'text',
  };
  writeFileSync(join(folder, 'events.jsonl'), '{"time.source":"2026-02-01T12:00:00Z","source.ip":"192.0.2.1"}\n');
  for (const args of [['migrate'], ['load', join(folder, 'events.jsonl')]]) {
    expect(await runProgram(args, environment)).toMatchObject({ code: 0 });
  }
  const ran = await runProgram(['run', '--workers', '3'], environment);
  expect(ran.said).toContain('an embedded database has one connection only: this run has one worker');
  expect(ran.said).toContain('counted 1 day, 1 events');
  expect(ran.code).toBe(0);
});

/** Until somebody has waited so long for a lock. */
async function waitUntilWaiting(database: Database, time: string): Promise<void> {
  for (;;) {
    const [waiting] = await database.rows(
      `SELECT count(*)::text AS n FROM pg_stat_activity
       WHERE wait_event_type = 'Lock' AND query_start < clock_timestamp() - $1::interval`,
      [time]
    );
    if (waiting!.n !== '0') {
      return;
    }
  }
}

async function openAt(url: string): Promise<Database> {
  const database = await openPostgres(url);
  atEnd(() => database.close());
  return database;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
