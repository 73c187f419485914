import { Writable } from 'node:stream';
import pino from 'pino';
import { revisionsCommand } from '../aggregator/src/commands/revisions.ts';
import { verifyCommand, type VerifyArguments } from '../aggregator/src/commands/verify.ts';
import { connect } from '../aggregator/src/database/connect.ts';
import type { Database } from '../aggregator/src/database/database.ts';
import type { Program } from '../aggregator/src/program.ts';
import { atEnd, describePostgres, postgresUrl } from './environment/index.ts';
import { createEvents, insertEvents } from './events.ts';
import { runAt, setUp, testSettings } from './portal.ts';
import { event } from './site.ts';

const now = '2026-02-10T04:00:00Z';

describePostgres('On the command line', () => {
  let program: Program;
  let eventdb: Database;
  let statsdb: Database;
  let output = '';
  const log: Array<Record<string, unknown>> = [];

  const into = (take: (text: string) => void): Writable =>
    new Writable({
      write(some: Buffer, _, done) {
        take(String(some));
        done();
      },
    });

  beforeEach(async () => {
    const [eventdbUrl, statsdbUrl] = [await postgresUrl(), await postgresUrl()];
    const settings = await testSettings({
      STATS_PORTAL_EVENTDB_URL: eventdbUrl,
      STATS_PORTAL_STATSDB_URL: statsdbUrl,
    });
    eventdb = await connect(eventdbUrl);
    statsdb = await connect(statsdbUrl);
    for (const database of [eventdb, statsdb]) {
      atEnd(() => database.close());
    }
    await createEvents(eventdb);
    await setUp(statsdb, settings);
    const days = ['2026-01-30', '2026-01-31', '2026-02-01'];
    await insertEvents(
      eventdb,
      days.map((day) => event(day, { 'source.asn': '64496' }))
    );
    await runAt(now, { eventdb, statsdb, settings });
    output = '';
    log.length = 0;
    program = {
      settings,
      log: pino(
        { base: null },
        into((line) => log.push(JSON.parse(line) as Record<string, unknown>))
      ),
      output: into((text) => (output += text)),
      isTerminal: false,
      now: new Date(now),
    };
  });

  const verify = (options: Partial<VerifyArguments> = {}): Promise<void> =>
    verifyCommand(program, { limit: '20', format: 'table', ...options });
  const words = (): string => log.map(({ msg }) => String(msg)).join('\n');

  test('verify draws some days, says with which seed, and ends well where nothing differs', async () => {
    await verify({ sample: '2', seed: '7' });
    expect(output).toBe('');
    expect(words()).toMatch(/^verifying 2 days, drawn with --seed 7\n/);
    expect(words()).toMatch(/verified 2 days: no differences$/);
    await verify();
    expect(words()).toMatch(/verifying 3 days, drawn with --seed \d+\n/);
  });

  test('verify shows the first differences, counts the others, and ends with 3', async () => {
    await statsdb.execute(`UPDATE stats.rollups SET events = 9 WHERE rollup IN (1, 21) AND day < '2026-02-01'`);
    await expect(verify({ from: '2026-01-30', limit: '3' })).rejects.toMatchObject({
      exitCode: 3,
      message: '4 rows of 2 days differ from the events.',
      advice: expect.stringContaining('--mark') as string,
    });
    const shown = output.trimEnd().split('\n');
    expect(shown).toHaveLength(4);
    expect(shown[0]).toMatch(/day +rollup +key +stored events +recounted events/);
    expect(shown[2]).toMatch(/2026-01-30 +asn +asn=64496 +9 +1 +1 +1/);
    expect(words()).toContain('1 more differences are not shown');

    output = '';
    await expect(verify({ from: '2026-01-31', to: '2026-01-31', format: 'json' })).rejects.toMatchObject({
      exitCode: 3,
    });
    expect(JSON.parse(output)).toMatchObject([
      { day: '2026-01-31', rollup: 'total', 'stored events': 9, 'recounted events': 1 },
      { day: '2026-01-31', rollup: 'asn', key: 'asn=64496' },
    ]);
  });

  test('verify says which days it could not verify, and does not fail for them', async () => {
    await eventdb.execute('DELETE FROM events WHERE id = 1');
    await verify({ from: '2026-01-30', to: '2026-01-31', format: 'csv' });
    expect(words()).toContain('2026-01-30 cannot be verified: its events are gone');
    expect(words()).toMatch(/verified 1 day; 1 could not be verified: no differences$/);
    expect(output).toBe('day,rollup,key,stored events,recounted events,stored ips,recounted ips\n');
  });

  test.each<[Partial<VerifyArguments>, string]>([
    [{ from: '2026-02-30' }, '2026-02-30 is not a day'],
    [{ from: '2026-02-02', to: '2026-02-01' }, 'is after'],
    [{ sample: '0' }, '--sample 0'],
    [{ sample: 'x' }, '--sample x'],
    [{ sample: '1', seed: '-1' }, '--seed -1'],
    [{ from: '2026-02-02', seed: '1' }, '--seed needs --sample'],
    [{ limit: '1.5' }, '--limit 1.5'],
  ])('verify refuses %j', async (options, message) => {
    await expect(verify(options)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(message) as string,
    });
  });

  test('revisions tell what changed, when and why', async () => {
    await revisionsCommand(program, { format: 'table' });
    expect(output).toBe('no revisions\n');
    await insertEvents(eventdb, [event('2026-01-31'), event('2026-02-01')]);
    await runAt('2026-02-11T04:00:00Z', { eventdb, statsdb, settings: program.settings });
    output = '';
    await revisionsCommand(program, { from: '2026-02-01', rollup: 'total', format: 'json' });
    expect(JSON.parse(output)).toEqual([
      {
        day: '2026-02-01',
        rollup: 'total',
        revised_at: '2026-02-11T04:00:00Z',
        cause: 'new events',
        version_before: 1,
        version_after: 2,
        events_before: 1,
        events_after: 2,
        ips_before: 1,
        ips_after: 1,
        rows_before: 1,
        rows_after: 1,
      },
    ]);
    output = '';
    await revisionsCommand(program, { to: '2026-01-31', format: 'csv' });
    expect(output.split('\n').filter((line) => line.startsWith('2026-01-31,'))).toHaveLength(33);
  });
});
