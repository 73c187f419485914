import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseYaml } from 'yaml';
import type { Database } from '../aggregator/src/database/database.ts';
import { openPostgres } from '../aggregator/src/database/postgres.ts';
import { metrics } from '../aggregator/src/metrics/metrics.ts';
import { measure } from '../aggregator/src/metrics/measure.ts';
import { atEnd, describePostgres, postgresUrl, temporaryFolder } from './environment/index.ts';
import { createEvents, insertEvents } from './events.ts';
import { allRows } from './portal.ts';
import { event } from './site.ts';

const root = join(__dirname, '..');
const docs = readFileSync(join(root, 'docs/operations.md'), 'utf8');
const program = join(root, 'aggregator/bin/stats-portal.js');

const forbidden = '42501';

/** The code block, or the table, that the docs mark with this name. */
function tested(name: string): string {
  const [, text] = docs.split(`<!-- tested: ${name} -->\n\n`);
  return (/^```\w+\n([^]*?)```/.exec(text!) ?? /^([^]*?)\n\n/.exec(text!))![1]!;
}

test('the table of metrics is the metrics', () => {
  const names = [...tested('metrics').matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);
  expect(names).toEqual(metrics.map(({ name }) => name));
});

test('the example alerts are rules on metrics that there are', () => {
  interface Rules {
    readonly groups: ReadonlyArray<{ readonly rules: ReadonlyArray<{ alert: string; expr: string; for?: string }> }>;
  }
  const text = readFileSync(join(root, 'deploy/prometheus-alerts.yaml'), 'utf8');
  const rules = (parseYaml(text) as Rules).groups.flatMap((group) => group.rules);
  expect(rules.length).toBeGreaterThan(5);
  const known = metrics.map(({ name }): string => name);
  for (const { alert, expr } of rules) {
    const used = [...expr.matchAll(/stats_portal_\w+/g)].map(([name]) => name);
    expect({ alert, used: used.length }).not.toEqual({ alert, used: 0 });
    expect({ alert, unknown: used.filter((name) => !known.includes(name)) }).toEqual({ alert, unknown: [] });
  }
});

test('every file and heading that the docs link to is there', () => {
  const headings = [...docs.matchAll(/^#+ (.+)$/gm)].map(([, words]) =>
    words!
      .toLowerCase()
      .replace(/[^a-z0-9 -]/g, '')
      .replaceAll(' ', '-')
  );
  const links = [...docs.matchAll(/\]\(([^)]+)\)/g)]
    .map(([, target]) => target!)
    .filter((target) => !target.includes('://'));
  expect(links.length).toBeGreaterThan(20);
  const missing = links.filter((target) =>
    target.startsWith('#') ? !headings.includes(target.slice(1)) : !existsSync(join(root, 'docs', target))
  );
  expect(missing).toEqual([]);
});

describePostgres('the roles of the docs', () => {
  let server: string;

  /** An address on the server, as one of the roles. */
  const address = (role: string, database: string): string => {
    const url = new URL(server);
    url.username = role;
    url.pathname = `/${database}`;
    return url.href;
  };

  const open = async (role: string, database: string): Promise<Database> => {
    const opened = await openPostgres(address(role, database));
    atEnd(() => opened.close());
    return opened;
  };

  /** The program as `stats_reader` and `stats_owner`. */
  const start = (...args: string[]): { code: number | null; out: string; said: string } => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
      env: {
        PATH: process.env.PATH,
        STATS_PORTAL_EVENTDB_URL: address('stats_reader', 'eventdb'),
        STATS_PORTAL_STATSDB_URL: address('stats_owner', 'statistics'),
      },
      encoding: 'utf8',
    });
    return { code: status, out: stdout, said: stderr };
  };

  /** Statements that must be refused for want of rights, each alone. */
  const refused = async (database: Database, statements: readonly string[]): Promise<void> => {
    for (const statement of statements) {
      const outcome = await database.query(statement).then(
        () => 'allowed',
        (error: unknown) => (error as { code?: string }).code
      );
      expect({ statement, outcome }).toEqual({ statement, outcome: forbidden });
    }
  };

  beforeAll(async () => {
    server = await postgresUrl();
    const admin = await openPostgres(server);
    atEnd(async () => {
      await admin.query('DROP DATABASE IF EXISTS statistics WITH (FORCE)');
      await admin.query('DROP DATABASE IF EXISTS eventdb WITH (FORCE)');
      await admin.close();
    });
    await admin.query('CREATE DATABASE eventdb TEMPLATE template0');
    const eventdb = await open('postgres', 'eventdb');
    await createEvents(eventdb);
    await insertEvents(eventdb, [event('2026-01-01'), event('2026-01-02')]);
    await eventdb.execute('CREATE TABLE secrets (word text)');
    // As psql reads it.
    for (const part of tested('roles').split(/^\\connect /m)) {
      const [database, statements] = part.startsWith('CREATE') ? ['postgres', part] : part.split(/\n([^]*)/);
      const session = await open('postgres', database!);
      for (const statement of statements!.replaceAll(/--.*$/gm, '').split(';')) {
        // One by one: CREATE DATABASE takes no company.
        await (statement.trim() === '' ? Promise.resolve() : session.query(statement));
      }
    }
    expect(start('migrate')).toMatchObject({ code: 0 });
    expect(start('run')).toMatchObject({ code: 0 });
  });

  test('the program does its work with them, and has nothing to complain about', () => {
    expect(start('migrate').said).not.toMatch(/statsro|may not/);
    expect(start('check')).toMatchObject({ code: 0 });
    expect(start('verify')).toMatchObject({ code: 0 });
    expect(JSON.parse(start('status', '--json').out)).toMatchObject({ daysCounted: 2, events: 2 });
    expect(start('sql', 'SELECT count(*) FROM rollups').code).toBe(0);
    const range = ['--from', '2026-01-01', '--to', '2026-01-02'];
    expect(start('query', '--measure', 'events', ...range, '--format', 'csv').out).toBe('events\n2\n');
  });

  test('what reads the events may read the events, and nothing else', async () => {
    const eventdb = await open('stats_reader', 'eventdb');
    expect((await eventdb.query('SELECT count(*) FROM events')).rows).toEqual([['2']]);
    await refused(eventdb, [
      'INSERT INTO events DEFAULT VALUES',
      'UPDATE events SET "source.asn" = 1',
      'DELETE FROM events',
      'TRUNCATE events',
      'SELECT * FROM events FOR UPDATE',
      'SELECT * FROM secrets',
      'CREATE TABLE own (a int)',
      'CREATE SCHEMA own',
      'CREATE ROLE own',
      'CREATE DATABASE own',
      `COPY (SELECT 1) TO PROGRAM 'true'`,
      'SELECT pg_read_file($$/etc/passwd$$)',
    ]);
    await expect(openPostgres(address('stats_reader', 'statistics'))).rejects.toThrow();
  });

  test('what owns the statistics owns nothing else', async () => {
    await refused(await open('stats_owner', 'statistics'), [
      'CREATE ROLE own',
      'CREATE DATABASE own',
      'GRANT pg_read_server_files TO stats_owner',
      `COPY (SELECT 1) TO PROGRAM 'true'`,
    ]);
    await refused(await open('stats_owner', 'eventdb'), ['SELECT * FROM events', 'CREATE TABLE own (a int)']);
  });

  test('Grafana reads the statistics, writes nothing, and sees no event', async () => {
    const statsdb = await open('grafana', 'statistics');
    expect((await statsdb.query('SELECT count(*) FROM days')).rows).toEqual([['2']]);
    expect((await statsdb.query('SELECT count(*) FROM taxonomy')).rows).toEqual([['1']]);
    expect((await measure(statsdb)).get('stats_portal_events')).toBe(2);
    await refused(statsdb, [
      'INSERT INTO stats.days SELECT * FROM stats.days',
      'DELETE FROM stats.rollups',
      'UPDATE stats.portal SET undated = 1',
      'TRUNCATE stats.runs',
      'CREATE TABLE own (a int)',
      'CREATE TABLE stats.own (a int)',
      'CREATE TEMPORARY TABLE own (a int)',
      'SET ROLE stats_owner',
    ]);
    await refused(await open('grafana', 'eventdb'), ['SELECT * FROM events']);
  });

  test('a backup restored as the docs say is the same, and goes on', async () => {
    const file = join(await temporaryFolder(), 'statistics.dump');
    const tool = (name: string, ...args: string[]): void => {
      const { status, stderr } = spawnSync(name, args, { encoding: 'utf8' });
      expect({ name, status, stderr }).toEqual({ name, status: 0, stderr: '' });
    };
    const before = await open('stats_owner', 'statistics');
    const rows = await allRows(before);
    const checked = start('check').out;
    expect(rows.length).toBeGreaterThan(10);
    tool('pg_dump', '--format=custom', `--file=${file}`, address('postgres', 'statistics'));
    const admin = await open('postgres', 'postgres');
    await admin.query('DROP DATABASE statistics WITH (FORCE)');
    tool('pg_restore', '--create', '--exit-on-error', `--dbname=${address('postgres', 'postgres')}`, file);
    expect(start('check').out).toBe(checked);
    await expect(openPostgres(address('stats_reader', 'statistics'))).rejects.toThrow();
    expect(await allRows(await open('stats_owner', 'statistics'))).toEqual(rows);
    const eventdb = await open('postgres', 'eventdb');
    await insertEvents(eventdb, [event('2026-01-03')]);
    expect(start('run')).toMatchObject({ code: 0, said: expect.stringContaining('counted 1 day') as string });
  });
});
