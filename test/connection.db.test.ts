import type { Database } from '../aggregator/src/database/database.ts';
import { openPostgres } from '../aggregator/src/database/postgres.ts';
import { atEnd, describePostgres, postgresUrl } from './environment/index.ts';
import { event, useSite } from './site.ts';
import { TcpProxy, type LineFault } from './tcpProxy.ts';

const now = '2026-02-10T04:00:00Z';
const days = ['2025-06-01', '2026-02-01', '2026-02-02', '2026-02-03'];

interface Case {
  readonly name: string;
  readonly line: 'eventdb' | 'statsdb';
  readonly fault: LineFault;
  /** Days that are counted nevertheless. */
  readonly done: number;
}

const cases: readonly Case[] = [
  { name: 'during the look', line: 'eventdb', fault: { at: 'count(*)', how: 'cut' }, done: 0 },
  { name: 'while a day is read', line: 'eventdb', fault: { at: 'COPY (', nth: 2, how: 'cut' }, done: 1 },
  { name: 'before the marks are committed', line: 'statsdb', fault: { at: 'COMMIT', how: 'cut' }, done: 0 },
  {
    name: 'between the COMMIT of the marks and its answer',
    line: 'statsdb',
    fault: { at: 'COMMIT', how: 'cut answer' },
    done: 0,
  },
  { name: 'while a day is written', line: 'statsdb', fault: { at: 'FROM STDIN', nth: 2, how: 'cut' }, done: 1 },
  { name: 'before a day is committed', line: 'statsdb', fault: { at: 'COMMIT', nth: 3, how: 'cut' }, done: 1 },
  {
    name: 'between the COMMIT of a day and its answer',
    line: 'statsdb',
    fault: { at: 'COMMIT', nth: 3, how: 'cut answer' },
    done: 2,
  },
  {
    name: 'between the end of the journal and its answer',
    line: 'statsdb',
    fault: { at: 'clock_timestamp()', nth: 2, how: 'cut answer' },
    done: 4,
  },
];

describePostgres('A run over a line that breaks', () => {
  let urls: Record<Case['line'], string>;

  const site = useSite(
    async () => openAt((urls = { ...urls, eventdb: await postgresUrl() }).eventdb),
    async () => openAt((urls = { ...urls, statsdb: await postgresUrl() }).statsdb)
  );

  /** A run whose one connection goes through a line of the test. */
  async function runThrough(line: Case['line'], fault: LineFault): Promise<unknown> {
    const proxy = await TcpProxy.to(urls[line]);
    const open = (name: Case['line']) => openAt(name === line ? proxy.url : urls[name], { statementTimeout: 60_000 });
    const pair = { eventdb: await open('eventdb'), statsdb: await open('statsdb') };
    proxy.arm(fault);
    const error = await inAHurry(() => site().run(now, pair), proxy).catch((thrown: unknown) => thrown);
    proxy.cut();
    await Promise.all([pair.eventdb.close(), pair.statsdb.close()]);
    expect(error).toMatchObject({
      exitCode: 69,
      message: expect.stringContaining(`The connection to ${new URL(proxy.url).href} was lost`) as string,
      advice: expect.stringContaining('start this command again') as string,
    });
    return error;
  }

  async function converges(done: number): Promise<void> {
    expect(Object.keys(await site().days())).toHaveLength(done);
    await waitUntilAlone(site().statsdb);
    expect(await site().run(now)).toMatchObject({ days: days.length - done });
    // Each day was counted once and no more.
    expect(await site().versions()).toEqual(Object.fromEntries(days.map((day) => [day, 1])));
    const after = await site().statistics();
    expect(await site().run(now)).toMatchObject({ days: 0 });
    expect(after).toEqual(await site().rebuilt(now));
  }

  beforeEach(async () => {
    await site().insert(...days.map((day) => event(day)));
    await site().statsdb.query('SELECT pg_advisory_unlock_all()');
  });

  test.each(cases)('$name ends with 69, and the next one completes it', async ({ line, fault, done }) => {
    await runThrough(line, fault);
    await converges(done);
  });

  test.each(['eventdb', 'statsdb'] as const)(
    'and says nothing any more (%s) gives it up, and the next one completes it',
    async (line) => {
      const at = line === 'eventdb' ? 'COPY (' : 'FROM STDIN';
      await runThrough(line, { at, nth: 2, how: 'silence' });
      await converges(1);
    }
  );

  test('leaves a journal that says how it ended', async () => {
    const failure = await runThrough('eventdb', { at: 'COPY (', nth: 2, how: 'cut' });
    const [told] = await site().statsdb.rows('SELECT days::text, failure FROM stats.runs');
    expect(told).toEqual({ days: '1', failure: (failure as Error).message });
    await waitUntilAlone(site().statsdb);
    await runThrough('statsdb', { at: 'FROM STDIN', how: 'cut' });
    await waitUntilAlone(site().statsdb);
    await site().run(now);
    const journal = await site().statsdb.query('SELECT days, failure FROM stats.runs ORDER BY id DESC LIMIT 2');
    expect(journal.rows).toEqual([
      ['3', null],
      ['0', 'ended without a word: the program was killed, or lost the statistics database'],
    ]);
  });
});

async function openAt(url: string, options = {}): Promise<Database> {
  const database = await openPostgres(url, options);
  atEnd(() => database.close());
  return database;
}

/** From the moment on that the line is silent, time passes in a hurry until the work has ended. */
async function inAHurry<Result>(work: () => Promise<Result>, line: TcpProxy): Promise<Result> {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] });
  try {
    const state = { ended: false };
    const working = work().finally(() => {
      state.ended = true;
    });
    working.catch(() => undefined);
    while (!state.ended) {
      await jest.advanceTimersByTimeAsync(line.isSilent ? 1000 : 0);
      await new Promise(setImmediate);
    }
    return await working;
  } finally {
    jest.useRealTimers();
  }
}

/** The server has seen that everybody else is gone. */
async function waitUntilAlone(database: Database): Promise<void> {
  for (;;) {
    const [others] = await database.rows(
      `SELECT count(*)::text AS n FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`
    );
    if (others!.n === '0') {
      return;
    }
  }
}
