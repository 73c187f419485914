import type { Database } from '../aggregator/src/database/database.ts';
import { openPostgres } from '../aggregator/src/database/postgres.ts';
import { follow, lead } from '../aggregator/src/run/leader.ts';
import type { Pair } from '../aggregator/src/run/workers.ts';
import { afterCopyOut, Gate } from './databaseSpies.ts';
import { atEnd, describePostgres, postgresUrl } from './environment/index.ts';
import { event, Site, useSite } from './site.ts';

const now = '2026-02-10T04:00:00Z';
const days = Array.from({ length: 9 }, (_, day) => `2026-02-0${day + 1}`);

describePostgres('Several workers', () => {
  let eventdbUrl: string;
  let statsdbUrl: string;

  const site = useSite(
    async () => openAt((eventdbUrl = await postgresUrl())),
    async () => openAt((statsdbUrl = await postgresUrl()))
  );
  const openPair = async (): Promise<Pair> => ({
    eventdb: await openAt(eventdbUrl),
    statsdb: await openAt(statsdbUrl),
  });
  /** The pair of a run of its own, as another process would have it: it ends with the test. */
  const anotherRun = async () => ({ ...(await openPair()), openPair });

  beforeEach(() => site().insert(...days.flatMap((day, count) => Array.from({ length: count + 1 }, () => event(day)))));
  // The site's own connection keeps the lock of its migration, or of a run.
  beforeEach(() => site().statsdb.query('SELECT pg_advisory_unlock_all()'));

  test.each([2, 4, 20])('(%i) count each day once, with the same result as one', async (workers) => {
    let opened = 0;
    const ran = await site().run(now, {
      workers,
      openPair: () => {
        opened += 1;
        return openPair();
      },
    });
    expect(ran).toMatchObject({ days: 9, events: 45, keptDays: 0 });
    expect(ran.news.filter(({ kind }) => kind === 'counted')).toHaveLength(9);
    // No more than there are days.
    expect(opened).toBe(Math.min(workers, 9) - 1);
    expect(new Set(Object.values(await site().versions()))).toEqual(new Set([1]));
    expect(await site().waiting()).toEqual({});
    const after = await site().statistics();
    expect(await site().run(now, { workers, openPair })).toMatchObject({ days: 0, events: 0 });
    expect(after).toEqual(await site().rebuilt(now));
  });

  test('take different days at the same time, the newest first', async () => {
    const bothRead = [new Gate(), new Gate()] as const;
    const order: string[] = [];
    const meeting = (eventdb: Database, mine: Gate, other: Gate) =>
      afterCopyOut(eventdb, async () => {
        mine.open();
        await other.passed;
      });
    await site().run(now, {
      eventdb: meeting(site().eventdb, bothRead[0], bothRead[1]),
      workers: 2,
      openPair: async () => {
        const pair = await openPair();
        return { ...pair, eventdb: meeting(pair.eventdb, bothRead[1], bothRead[0]) };
      },
      tell: (news) => news.kind === 'counted' && order.push(news.day),
    });
    expect(new Set(order.slice(0, 2))).toEqual(new Set(['2026-02-09', '2026-02-08']));
    expect(order).toHaveLength(9);
  });

  test('finish their day when another one fails, and the run fails with its error', async () => {
    const failure = new Error('of one worker');
    const failed = new Gate();
    const stopped = site().run(now, {
      eventdb: afterCopyOut(site().eventdb, () => failed.passed),
      workers: 2,
      openPair: async () => {
        const pair = await openPair();
        return {
          ...pair,
          eventdb: afterCopyOut(pair.eventdb, () => {
            setImmediate(failed.open);
            return Promise.reject(failure);
          }),
        };
      },
    });
    await expect(stopped).rejects.toBe(failure);
    const done = await site().days();
    expect(Object.keys(done)).toHaveLength(1);
    expect(Object.keys(await site().waiting())).toHaveLength(8);
    const journal = await site().statsdb.query('SELECT days, failure FROM stats.runs ORDER BY id DESC LIMIT 1');
    expect(journal.rows).toEqual([['1', 'of one worker']]);

    expect(await site().run(now, { workers: 2, openPair })).toMatchObject({ days: 8 });
    expect(await site().statistics()).toEqual(await site().rebuilt(now));
  });

  test('stop when the connection with the lock is lost, and nobody starts before they have', async () => {
    const admin = await openAt(statsdbUrl);
    const first = await anotherRun();
    const [leader] = await first.statsdb.rows<{ pid: string }>('SELECT pg_backend_pid()::text AS pid');
    const [writing, goOn] = [new Gate(), new Gate()];
    const stopped = site().run(now, {
      ...first,
      // The leader's own day waits for its end.
      eventdb: afterCopyOut(first.eventdb, async () => {
        await writing.passed;
        await admin.query('SELECT pg_terminate_backend($1::integer, 5000)', [leader!.pid]);
      }),
      workers: 2,
      openPair: async () => {
        const pair = await openPair();
        return {
          ...pair,
          eventdb: afterCopyOut(pair.eventdb, () => {
            writing.open();
            return goOn.passed;
          }),
        };
      },
    });
    const outcome = expect(stopped).rejects.toMatchObject({ name: 'UnavailableError', exitCode: 69 });
    await writing.passed;
    await waitUntilGone(admin, leader!.pid);
    // The lock is free, but a worker still has a day in its hands.
    const next = await anotherRun();
    await expect(site().run(now, next)).rejects.toMatchObject({
      name: 'LockedError',
      exitCode: 75,
      message: expect.stringMatching(/still writes a day .*process \d+/) as string,
    });
    goOn.open();
    await outcome;
    expect(Object.keys(await site().days())).toHaveLength(1);

    const last = await anotherRun();
    expect(await site().run(now, last)).toMatchObject({ days: 8 });
    await last.statsdb.close();
    expect(await site().statistics()).toEqual(await site().rebuilt(now));
  });

  test('begin no day when nobody leads any more, or somebody else does', async () => {
    const [first, second, worker] = [await openAt(statsdbUrl), await openAt(statsdbUrl), await openAt(statsdbUrl)];
    const leader = await lead(first);
    const begin = () => worker.transaction({}, () => follow(worker, leader));
    await begin();
    await first.query('SELECT pg_advisory_unlock_all()');
    const lost = { exitCode: 69, message: expect.stringContaining('held the lock') as string };
    await expect(begin()).rejects.toMatchObject(lost);
    await lead(second);
    await expect(begin()).rejects.toMatchObject(lost);
  });
});

describePostgres('Runs that start at the same time', () => {
  test('work one after the other: exactly one does, the others name it', async () => {
    const [eventdbUrl, statsdbUrl] = [await postgresUrl(), await postgresUrl()];
    const site = await Site.open(
      () => openAt(eventdbUrl),
      () => openAt(statsdbUrl)
    );
    await site.insert(...days.map((day) => event(day)));
    await site.statsdb.query('SELECT pg_advisory_unlock_all()');
    const pairs = await Promise.all(
      Array.from({ length: 6 }, async () => ({ eventdb: await openAt(eventdbUrl), statsdb: await openAt(statsdbUrl) }))
    );
    const ends = await Promise.allSettled(pairs.map((pair) => site.run(now, pair)));
    const worked = ends.filter(({ status }) => status === 'fulfilled');
    const refused = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as Error] : []));
    expect(worked).toHaveLength(1);
    for (const error of refused) {
      expect(error).toMatchObject({ exitCode: 75, message: expect.stringMatching(/process \d+/) as string });
    }
    expect(new Set(Object.values(await site.versions()))).toEqual(new Set([1]));
    expect(await site.statsdb.query('SELECT count(*) FROM stats.runs')).toMatchObject({ rows: [['1']] });
  });
});

describePostgres('A run whose time is up', () => {
  const site = useSite(
    async () => openAt(await postgresUrl()),
    async () => openAt(await postgresUrl())
  );

  test('begins no more day, says how many wait, and the next run goes on', async () => {
    await site().insert(...days.map((day) => event(day)));
    const stopped = { exitCode: 124, message: 'The time of this run is up; 9 days wait.' };
    await expect(site().run(now, { timeLimit: 0 })).rejects.toMatchObject(stopped);
    expect(Object.keys(await site().waiting())).toEqual(days);
    const [journal] = await site().statsdb.rows('SELECT failure FROM stats.runs');
    expect(journal).toEqual({ failure: stopped.message });
    expect(await site().run(now, { timeLimit: 3_600_000 })).toMatchObject({ days: 9 });
    // Nothing to do is never too late.
    expect(await site().run(now, { timeLimit: 0 })).toMatchObject({ days: 0 });
  });
});

async function openAt(url: string): Promise<Database> {
  const database = await openPostgres(url);
  atEnd(() => database.close());
  return database;
}

async function waitUntilGone(admin: Database, pid: string): Promise<void> {
  for (;;) {
    const [row] = await admin.rows('SELECT count(*)::text AS n FROM pg_stat_activity WHERE pid = $1::integer', [pid]);
    if (row!.n === '0') {
      return;
    }
  }
}
