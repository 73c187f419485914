import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describePostgres, postgresUrl, temporaryFolder } from './environment/index.ts';

const program = join(__dirname, '../aggregator/bin/stats-portal.js');

const lines = [
  { 'source.ip': '192.0.2.1', 'source.asn': 64496, 'time.source': '2026-01-01T10:00:00+00:00' },
  { source: { ip: '192.0.2.2', asn: 64496 }, 'time.source': '2026-01-01T11:00:00Z', 'feed.name': `O'Hara $1 "x"` },
  { 'source.ip': '192.0.2.2', 'source.asn': 64497, 'time.source': '2026-01-02T10:00:00+00:00' },
].map((event) =>
  JSON.stringify({ 'classification.taxonomy': 'malicious code', 'classification.type': 'c&c', ...event })
);

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly said: string;
}

/** The program as a user starts it. */
function starter(
  folder: string,
  environment: Record<string, string>
): (args: string[], input?: string) => Promise<Outcome> {
  return async (args, input = '') => {
    const child = spawn(process.execPath, [program, ...args], {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, STATS_PORTAL_LOG_FORMAT: 'text', ...environment },
    });
    let out = '';
    let said = '';
    child.stdout.on('data', (some: Buffer) => (out += String(some)));
    child.stderr.on('data', (some: Buffer) => (said += String(some)));
    child.stdin.end(input);
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { code, out, said };
  };
}

function wholePath(urls: () => Promise<Record<string, string>>): void {
  let start: ReturnType<typeof starter>;
  let folder: string;

  beforeAll(async () => {
    folder = await temporaryFolder();
    start = starter(folder, await urls());
  });

  test('from nothing to an answer: migrate, load, run, query', async () => {
    writeFileSync(join(folder, 'events.jsonl.gz'), gzipSync(`${lines[0]}\n${lines[1]}\n`));
    expect(await start(['run'])).toMatchObject({ code: 2, said: expect.stringContaining('migrate') as string });
    expect((await start(['migrate'])).code).toBe(0);
    expect((await start(['load', 'events.jsonl.gz'])).code).toBe(0);
    const refused = await start(['load', '-'], `${lines[2]}\nno JSON\n`);
    expect(refused).toMatchObject({ code: 65, said: expect.stringContaining('-:2: not JSON') as string });
    const dry = await start(['run', '--dry-run']);
    expect(dry.out).toBe('2026-01-02 not counted yet\n2026-01-01 not counted yet\n');
    expect((await start(['run'])).code).toBe(0);
    expect((await start(['run'])).said).toContain('nothing to do');

    const range = ['--from', '2026-01-01', '--to', '2026-01-02'];
    const asked = await start(['query', '--by', 'asn,type', ...range, '--grain', 'day', '--format', 'json']);
    expect(JSON.parse(asked.out)).toMatchObject({
      question: { measure: 'ips', by: ['asn', 'type'] },
      exactness: 'at most',
      rows: [
        { day: '2026-01-01', asn: 64496, type: 'c2-server', ips: 2 },
        { day: '2026-01-02', asn: 64497, type: 'c2-server', ips: 1 },
      ],
    });
    const one = await start([
      'query',
      '--measure',
      'events',
      '--where',
      `feed.name=O'Hara $1 "x"`,
      ...range,
      '--format',
      'csv',
    ]);
    expect(one.out).toBe('events\n1\n');
    const sql = await start(['query', '--by', 'taxonomy', ...range, '--sql']);
    const rows = await start(['sql', sql.out, '--format', 'json']);
    expect(JSON.parse(rows.out)).toEqual([{ taxonomy: 'malicious-code', ips: 1.5, days: 2, of_days: 2 }]);
  });

  test('status says what is there', async () => {
    expect(JSON.parse((await start(['status', '--json'])).out)).toMatchObject({
      zone: 'UTC',
      daysWaiting: 0,
      daysCounted: 2,
      events: 3,
      undated: 0,
      withoutAddress: 0,
      lastRunFailed: null,
      tables: expect.arrayContaining([expect.objectContaining({ table: 'stats.days', rows: 2 })]) as unknown,
    });
    expect((await start(['status'])).out).toContain('last complete day');
  });

  test('sql reads either database, and nothing that writes passes', async () => {
    const counted = await start(['sql', 'SELECT count(*) AS n FROM events', '--db', 'eventdb', '--format', 'json']);
    expect(JSON.parse(counted.out)).toEqual([{ n: 3 }]);
    for (const statement of [
      `COPY (SELECT 1) TO PROGRAM 'touch ${folder}/harm'`,
      'SELECT 1; DROP TABLE stats.days',
      'WITH gone AS (DELETE FROM stats.days RETURNING 1) SELECT * FROM gone',
      'EXPLAIN ANALYZE DELETE FROM stats.days',
      'SELECT 1 INTO harm',
      `SELECT set_config('transaction_read_only', 'off', false)`,
      'CREATE TEMPORARY TABLE harm (a int)',
      'DROP TABLE stats.days',
    ]) {
      expect({ statement, code: (await start(['sql', statement])).code }).toEqual({ statement, code: 2 });
    }
    expect((await start(['sql', 'SELECT count(*) FROM stats.days', '--format', 'csv'])).out).toBe('count\n2\n');
  });

  test('another zone is refused, with what a change would redo', async () => {
    writeFileSync(join(folder, 'vienna.yaml'), 'timezone: Europe/Vienna\n');
    const run = await start(['--config', 'vienna.yaml', 'run']);
    expect(run).toMatchObject({
      code: 2,
      said: expect.stringMatching(/UTC.*Europe\/Vienna[^]*--rezone.* 2 days/) as string,
    });
  });
}

describe('the command line, embedded', () => {
  wholePath(() =>
    Promise.resolve({ STATS_PORTAL_EVENTDB_URL: 'embedded:eventdb', STATS_PORTAL_STATSDB_URL: 'embedded:statsdb' })
  );
});

describePostgres('the command line, PostgreSQL', () => {
  wholePath(async () => ({
    STATS_PORTAL_EVENTDB_URL: await postgresUrl(),
    STATS_PORTAL_STATSDB_URL: await postgresUrl(),
  }));
});

describe('the command line', () => {
  const start = starter(process.cwd(), {});

  test('help and version are no failures; a wrong word is', async () => {
    expect((await start(['--help'])).code).toBe(0);
    const { version } = JSON.parse(readFileSync(join(__dirname, '../aggregator/package.json'), 'utf8')) as {
      version: string;
    };
    expect(await start(['--version'])).toMatchObject({ code: 0, out: `${version}\n` });
    expect((await start(['nonsense'])).code).toBe(2);
    expect((await start(['query', '--measure', 'hosts'])).code).toBe(2);
  });

  test('a plan needs no database', async () => {
    const { code, out } = await start(['query', '--by', 'asn', '--where', 'taxonomy=vulnerable', '--explain']);
    expect(code).toBe(0);
    expect(out).toContain('Rollup: asn_taxonomy');
    expect(out).toContain('Exactness: exact');
    expect(out).toContain('taxonomy: it is not split by ASN');
  });

  test('days that are none, or the wrong way round, are told before anything is opened', async () => {
    for (const days of [
      ['--from', 'nonsense'],
      ['--from', '2026-13-01'],
      ['--from', '2026-02-01', '--to', '2026-01-01'],
      ['--to', '2026-01-01'],
    ]) {
      expect({ days, code: (await start(['run', ...days])).code }).toEqual({ days, code: 2 });
    }
    const top = await start(['query', '--by', 'asn', '--top', 'abc', '--sql']);
    expect(top).toMatchObject({ code: 2, said: expect.stringContaining('"abc"') as string });
  });

  test('no address, wrong settings, no server: said in words, with their exit codes', async () => {
    expect(await start(['status'])).toMatchObject({
      code: 2,
      said: expect.stringContaining('STATS_PORTAL_STATSDB_URL') as string,
    });
    const folder = await temporaryFolder();
    writeFileSync(join(folder, 'stats-portal.yaml'), 'timezone: Mars\ncuontry: AT\nprovisionalDays: -1\n');
    const faults = await starter(folder, {})(['run']);
    expect(faults.code).toBe(2);
    expect(faults.said).toMatch(/cuontry/);
    expect(faults.said).toMatch(/provisionalDays/);
    const lost = await starter(folder, { STATS_PORTAL_STATSDB_URL: 'postgres://me:secret@127.0.0.1:1/x' })([
      '--config',
      '/dev/null',
      'status',
    ]);
    expect(lost.code).toBe(69);
    expect(lost.said).not.toContain('secret');
  });
});
