import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import pino from 'pino';
import { nightlyCommand } from '../aggregator/src/commands/nightly.ts';
import { runCommand, type RunArguments } from '../aggregator/src/commands/run.ts';
import { statusCommand, type StatusArguments } from '../aggregator/src/commands/status.ts';
import { UnavailableError, LockedError } from '../aggregator/src/errors.ts';
import { expose } from '../aggregator/src/metrics/exposition.ts';
import { measure } from '../aggregator/src/metrics/measure.ts';
import { withMetrics } from '../aggregator/src/metrics/report.ts';
import { writeTextfile } from '../aggregator/src/metrics/textfile.ts';
import type { Program } from '../aggregator/src/program.ts';
import { lockForWriting } from '../aggregator/src/statistics/statistics.ts';
import { describePostgres, postgresDatabase, postgresUrl, temporaryFolder } from './environment/index.ts';
import { createEvents, insertEvents, type TestEvent } from './events.ts';
import { openPostgres } from '../aggregator/src/database/postgres.ts';
import { setUp, testSettings } from './portal.ts';
import { parseExposition, type Family } from './prometheus.ts';
import { event, eachSite } from './site.ts';

/** What a metric says; undefined where it is not told. */
function value(families: ReadonlyMap<string, Family>, name: string): number | undefined {
  return families.get(`stats_portal_${name}`)?.samples[0]?.value;
}

const withoutAddress: TestEvent = {
  'time.source': '2026-01-02 12:00:00+00',
  'classification.taxonomy': 'other',
  'classification.type': 'other',
};
const undated: TestEvent = { 'source.ip': '192.0.2.1' };

eachSite('metrics', (site) => {
  const told = async (): Promise<ReadonlyMap<string, Family>> =>
    parseExposition(await expose(await measure(site().statsdb)));

  test('before the first run they say what is known, and nothing else', async () => {
    const families = await told();
    expect(value(families, 'days')).toBe(0);
    expect(value(families, 'events')).toBe(0);
    expect(value(families, 'late_events_total')).toBe(0);
    for (const unknown of [
      'last_success_timestamp_seconds',
      'last_run_success',
      'newest_closed_day_timestamp_seconds',
    ]) {
      expect({ unknown, value: value(families, unknown) }).toEqual({ unknown, value: undefined });
    }
  });

  test('they count what a run has left', async () => {
    await site().insert(event('2026-01-01'), withoutAddress, undated);
    await site().run('2026-01-10T04:00:00Z');
    const families = await told();
    expect(value(families, 'days')).toBe(2);
    expect(value(families, 'events')).toBe(2);
    expect(value(families, 'events_without_address')).toBe(1);
    expect(value(families, 'events_undated')).toBe(1);
    expect(value(families, 'days_waiting')).toBe(0);
    expect(value(families, 'last_run_success')).toBe(1);
    // Three days before the run, as provisionalDays says.
    expect(value(families, 'newest_closed_day_timestamp_seconds')).toBe(Date.parse('2026-01-07T00:00:00Z') / 1000);
    expect(value(families, 'database_size_bytes')).toBeGreaterThan(1_000_000);
    expect(value(families, 'last_success_timestamp_seconds')).toBe(value(families, 'last_run_timestamp_seconds'));
  });

  test('late events add up over the runs; a purged day is kept', async () => {
    await site().insert(event('2026-01-01'), event('2026-01-02'));
    await site().run('2026-01-10T04:00:00Z');
    await site().insert(event('2026-01-01'), event('2026-01-01'));
    await site().run('2026-01-11T04:00:00Z');
    await site().insert(event('2026-01-01'));
    await site().run('2026-01-12T04:00:00Z');
    expect(value(await told(), 'late_events_total')).toBe(3);
    expect(value(await told(), 'days_kept')).toBe(0);
    await site().eventdb.query(`DELETE FROM events WHERE "time.source" < '2026-01-02'`);
    await site().run('2026-01-13T04:00:00Z');
    expect(value(await told(), 'days_kept')).toBe(1);
    expect(value(await told(), 'events')).toBe(5);
  });

  test('days that wait hold the newest closed day back', async () => {
    await site().insert(event('2026-01-01'), event('2026-01-05'));
    await site().run('2026-01-10T04:00:00Z');
    await site().statsdb.query(`INSERT INTO stats.dirty_days VALUES ('2026-01-05', 'test', now())`);
    const families = await told();
    expect(value(families, 'days_waiting')).toBe(1);
    expect(value(families, 'newest_closed_day_timestamp_seconds')).toBe(Date.parse('2026-01-04T00:00:00Z') / 1000);
  });

  test('the last verification, and the last bundle that came, are told', async () => {
    expect(value(await told(), 'last_verification_differences')).toBeUndefined();
    expect(value(await told(), 'last_import_timestamp_seconds')).toBeUndefined();
    for (const [finished, differences] of [
      ['2026-01-01 05:00+00', 0],
      ['2026-01-08 05:00+00', 3],
    ] as const) {
      await site().statsdb.query(
        `INSERT INTO stats.verifications
           (started_at, finished_at, days, unverified_days, different_days, differences, marked)
         VALUES ($1::timestamptz - interval '1 hour', $1::timestamptz, 35, 1, 1, $2::bigint, false)`,
        [finished, differences]
      );
    }
    await site().statsdb.query(
      `INSERT INTO stats.received (source, bundle, imported_at) VALUES (gen_random_uuid(), 7, '2026-01-09 05:00+00')`
    );
    const families = await told();
    expect(value(families, 'last_verification_differences')).toBe(3);
    expect(value(families, 'last_verification_days')).toBe(35);
    expect(value(families, 'last_verification_timestamp_seconds')).toBe(Date.parse('2026-01-08T05:00:00Z') / 1000);
    expect(value(families, 'last_import_timestamp_seconds')).toBe(Date.parse('2026-01-09T05:00:00Z') / 1000);
    await site().statsdb.execute('DELETE FROM stats.received; DELETE FROM stats.verifications');
  });

  test('a run that failed, or was killed, is no success; the last success stays told', async () => {
    await site().run('2026-01-10T04:00:00Z');
    const before = value(await told(), 'last_success_timestamp_seconds');
    await site().statsdb.query(
      `INSERT INTO stats.runs (started_at, finished_at, failure) VALUES (now(), now() + interval '90 s', 'disk full')`
    );
    expect(value(await told(), 'last_run_success')).toBe(0);
    expect(value(await told(), 'last_run_duration_seconds')).toBe(90);
    expect(value(await told(), 'last_success_timestamp_seconds')).toBe(before);
    await site().statsdb.query(`DELETE FROM stats.runs WHERE failure IS NOT NULL`);
    expect(value(await told(), 'last_run_success')).toBe(1);
    // The lock that the run has left to this session goes with a killed run's.
    await site().statsdb.query('SELECT pg_advisory_unlock_all()');
    await site().statsdb.query(`INSERT INTO stats.runs (started_at) VALUES (now())`);
    expect(value(await told(), 'last_run_success')).toBe(0);
    expect(value(await told(), 'last_run_duration_seconds')).toBeUndefined();
  });

  test('a run that is still going on says nothing yet', async () => {
    await site().run('2026-01-10T04:00:00Z');
    await site().statsdb.query('SELECT pg_advisory_unlock_all()');
    await site().statsdb.query(`INSERT INTO stats.runs (started_at) VALUES (now())`);
    await lockForWriting(site().statsdb);
    expect(value(await told(), 'last_run_success')).toBe(1);
  });
});

describePostgres('metrics at the end of a run', () => {
  let folder: string;
  let file: string;
  let program: Program;
  let said: string[];
  let answers: string;
  let urls: Record<'eventdb' | 'statsdb', string>;

  beforeEach(async () => {
    folder = await temporaryFolder();
    file = join(folder, 'stats_portal.prom');
    urls = { eventdb: await postgresUrl(), statsdb: await postgresUrl() };
    const settings = await testSettings({
      STATS_PORTAL_EVENTDB_URL: urls.eventdb,
      STATS_PORTAL_STATSDB_URL: urls.statsdb,
    });
    said = [];
    answers = '';
    program = {
      settings,
      log: pino({ level: 'info' }, { write: (line: string) => void said.push(line) }),
      output: { write: (text: string) => ((answers += text), true) } as unknown as Writable,
      isTerminal: false,
      now: new Date('2026-01-10T04:00:00Z'),
    };
    const [eventdb, statsdb] = [await openPostgres(urls.eventdb), await openPostgres(urls.statsdb)];
    await createEvents(eventdb);
    await insertEvents(eventdb, [event('2026-01-01')]);
    await setUp(statsdb, settings);
    await eventdb.close();
    await statsdb.close();
  });

  const run = (options: RunArguments = {}): Promise<void> => runCommand(program, { metrics: file, ...options });
  const status = async (options: StatusArguments): Promise<string> => {
    answers = '';
    await statusCommand(program, options);
    return answers;
  };
  const written = async (): Promise<ReadonlyMap<string, Family>> => parseExposition(await readFile(file, 'utf8'));
  /** The same program with an eventDB that nobody serves. */
  const broken = (): Program => ({
    ...program,
    settings: { ...program.settings, eventdb: { ...program.settings.eventdb, url: 'postgres://x@127.0.0.1:1/x' } },
  });

  test('the file has what status prints, is readable for all, and nothing else is left in the folder', async () => {
    await run();
    const families = await written();
    expect(value(families, 'last_run_success')).toBe(1);
    expect(value(families, 'events')).toBe(1);
    const printed = parseExposition(await status({ prometheus: true }));
    expect([...printed.keys()]).toEqual([...families.keys()]);
    for (const same of ['days', 'events', 'days_waiting', 'late_events_total', 'newest_closed_day_timestamp_seconds']) {
      expect({ same, value: value(printed, same) }).toEqual({ same, value: value(families, same) });
    }
    expect((await stat(file)).mode & 0o777).toBe(0o644);
    expect(await readdir(folder)).toEqual(['stats_portal.prom']);
  });

  test('without --metrics the settings say where; a dry run writes nothing', async () => {
    program = { ...program, settings: { ...program.settings, metrics: { textfile: file } } };
    await runCommand(program, { dryRun: true });
    expect(await readdir(folder)).toEqual([]);
    await runCommand(program, {});
    expect(await readdir(folder)).toEqual(['stats_portal.prom']);
  });

  test('a failed run is told, with everything else as it stands', async () => {
    await run();
    const before = value(await written(), 'last_success_timestamp_seconds');
    await expect(runCommand(broken(), { metrics: file })).rejects.toThrow(UnavailableError);
    const families = await written();
    expect(value(families, 'last_run_success')).toBe(0);
    expect(value(families, 'events')).toBe(1);
    expect(before).toBeGreaterThan(0);
    expect(value(families, 'last_success_timestamp_seconds')).toBe(before);
  });

  test('a night whose push failed is no success, although its run was one', async () => {
    const { bundles, push } = await testSettings({
      STATS_PORTAL_BUNDLES_FOLDER: join(folder, 'bundles'),
      STATS_PORTAL_PUSH_HOST: '127.0.0.1',
      STATS_PORTAL_PUSH_PORT: '1',
      STATS_PORTAL_PUSH_TARGET: '.',
    });
    program = { ...program, settings: { ...program.settings, metrics: { textfile: file }, bundles, push } };
    await expect(nightlyCommand(program)).rejects.toThrow();
    expect(value(await written(), 'last_run_success')).toBe(0);
    expect(value(await written(), 'events')).toBe(1);
    expect(value(parseExposition(await status({ prometheus: true })), 'last_run_success')).toBe(1);
  });

  test('where the statistics cannot be read either, the file keeps what it knew', async () => {
    await run();
    const before = await written();
    const lost = {
      ...program,
      settings: {
        ...program.settings,
        statsdb: { ...program.settings.statsdb, url: 'postgres://x@127.0.0.1:1/x' },
      },
      now: new Date('2026-01-11T04:00:00Z'),
    };
    await expect(runCommand(lost, { metrics: file })).rejects.toThrow(UnavailableError);
    const families = await written();
    expect([...families.keys()]).toEqual([...before.keys()]);
    expect(value(families, 'last_run_success')).toBe(0);
    for (const kept of ['events', 'last_success_timestamp_seconds', 'database_size_bytes']) {
      expect({ kept, value: value(families, kept) }).toEqual({ kept, value: value(before, kept) });
    }
    expect(value(families, 'last_run_timestamp_seconds')).toBeGreaterThanOrEqual(
      Date.parse('2026-01-11T04:00:00Z') / 1000
    );
  });

  test('where another run holds the lock the file is left to that one', async () => {
    await run();
    const before = await readFile(file, 'utf8');
    const other = await openPostgres(urls.statsdb);
    await lockForWriting(other);
    await expect(run()).rejects.toThrow(LockedError);
    await other.close();
    expect(await readFile(file, 'utf8')).toBe(before);
  });

  test('a file that cannot be written is a warning; the run has succeeded', async () => {
    await run({ metrics: join(folder, 'no/such/folder/x.prom') });
    expect(said.filter((line) => line.includes('was not written'))).toHaveLength(1);
    expect((await status({ json: true })).includes('"daysCounted": 1')).toBe(true);
  });

  test('damage in the old file does no harm', async () => {
    await writeFile(file, 'stats_portal_events NaN\nstats_portal_days\n\0\u0001{{{\n');
    await chmod(file, 0o600);
    await writeTextfile(file, new Map([['stats_portal_days_waiting', 3]]));
    const families = await written();
    expect([...families.keys()]).toEqual(['stats_portal_build_info', 'stats_portal_days_waiting']);
  });

  test('the error of the work is what comes out, and an answer comes back', async () => {
    expect(await withMetrics(program, file, () => Promise.resolve(7))).toBe(7);
    await expect(withMetrics(program, file, () => Promise.reject(new Error('the one')))).rejects.toThrow('the one');
  });

  test('status fails if the last success is too long ago, after its answer', async () => {
    await expect(status({ prometheus: true, maxAge: '36' })).rejects.toMatchObject({ exitCode: 3 });
    expect(answers).toContain('stats_portal_build_info');
    await run();
    program = { ...program, now: new Date(Date.now() + 35 * 3_600_000) };
    await status({ maxAge: '36' });
    program = { ...program, now: new Date(Date.now() + 37 * 3_600_000) };
    await expect(status({ maxAge: '36' })).rejects.toMatchObject({ exitCode: 3 });
    await expect(status({ maxAge: 'soon' })).rejects.toMatchObject({ exitCode: 2 });
    const statsdb = await openPostgres(urls.statsdb);
    await statsdb.query(
      `INSERT INTO stats.received (source, bundle, imported_at) VALUES (gen_random_uuid(), 1, now() + interval '2 hours')`
    );
    await statsdb.close();
    await status({ maxAge: '36' });
  });

  test('the reading role may measure', async () => {
    const statsdb = await postgresDatabase();
    await setUp(statsdb, program.settings);
    await statsdb.execute('SET ROLE statsro');
    expect((await measure(statsdb)).get('stats_portal_days')).toBe(0);
  });
});
