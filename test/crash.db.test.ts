import type { Database } from '../aggregator/src/database/database.ts';
import { openPostgres } from '../aggregator/src/database/postgres.ts';
import { addDays } from '../query/index.ts';
import { atEnd, describePostgres, postgresUrl } from './environment/index.ts';
import { fault, faultPoints, pointsIn, withFault } from './faults.ts';
import { runProgram } from './program.ts';
import { event, useSite, type Site } from './site.ts';

/** The program takes the machine's clock; all days count from here. */
const now = new Date();
const today = now.toISOString().slice(0, 10);
const ago = (days: number): string => addDays(today, -days);

test('Every fault point is in the list', () => {
  expect(pointsIn('run')).toEqual(new Set(faultPoints));
});

describePostgres('A run that crashes', () => {
  let eventdbUrl: string;
  let statsdbUrl: string;
  let admin: Database;

  const site = useSite(
    async () => openAt((eventdbUrl = await postgresUrl())),
    async () => openAt((statsdbUrl = await postgresUrl()))
  );

  beforeAll(async () => {
    admin = await openAt(statsdbUrl);
  });

  beforeEach(async () => {
    site().settings = { ...site().settings, eventdb: { ...site().settings.eventdb, retentionDays: 1000 } };
    await site().insert(...[0, 1, 2, 9, 30, 34, 36, 200].flatMap((days) => [event(ago(days)), event(ago(days))]));
    await site().run(now.toISOString());
    await change(site());
    // A run has the lock until its connection ends.
    await site().statsdb.query('SELECT pg_advisory_unlock_all()');
  });

  afterEach(async () => {
    expect(await partialDays(site())).toEqual([]);
    await waitUntilFree(admin);
    await site().run(now.toISOString());
    const after = await site().statistics();
    expect(await site().waiting()).toEqual({});
    const versions = await site().versions();
    expect(await site().run(now.toISOString())).toMatchObject({ days: 0, events: 0, keptDays: 0 });
    expect([await site().statistics(), await site().versions()]).toEqual([after, versions]);
    expect(after).toEqual(await site().rebuilt(now.toISOString()));
    expect(after.days).toEqual(await eventsByDay(site().eventdb));
  });

  describe('by an error', () => {
    test.each(faultPoints)('at %s leaves nothing that the next one does not complete', async (point) => {
      const connections = { eventdb: site().eventdb, statsdb: await openAt(statsdbUrl) };
      const ended = withFault(fault(point, 'throw'), () => site().run(now.toISOString(), connections));
      await expect(ended).rejects.toThrow(`fault at ${point}`);
      await connections.statsdb.close();
    });
  });

  describe('as its session is ended', () => {
    test.each(faultPoints)('at %s leaves nothing that the next one does not complete', async (point) => {
      const connections = { eventdb: site().eventdb, statsdb: await openAt(statsdbUrl) };
      const ended = withFault(fault(point, 'terminate'), () => site().run(now.toISOString(), connections));
      await expect(ended).rejects.toMatchObject({ name: 'UnavailableError', exitCode: 69 });
    });
  });

  describe('by SIGKILL', () => {
    test.each([...faultPoints.map((point) => [point, '1'] as const), ['day.ending', '3'] as const])(
      'at %s with %s worker leaves nothing that the next one does not complete',
      async (point, workers) => {
        const ended = await runProgram(['run', '--workers', workers], {
          STATS_PORTAL_EVENTDB_URL: eventdbUrl,
          STATS_PORTAL_STATSDB_URL: statsdbUrl,
          STATS_PORTAL_EVENTDB_RETENTION_DAYS: '1000',
          STATS_PORTAL_FAULT: fault(point, 'kill'),
        });
        expect({ ...ended, out: '', said: '' }).toEqual({ code: null, signal: 'SIGKILL', out: '', said: '' });
      }
    );
  });
});

/** New, late, changed and deleted events, in the window and before it. */
async function change(site: Site): Promise<void> {
  await site.insert(...[0, 3, 9, 36, 300].map((days) => event(ago(days), { 'source.ip': '2001:db8::1' })));
  await site.eventdb.query(`UPDATE events SET "feed.name" = 'changed' WHERE ${ofDay(ago(30))}`);
  await site.eventdb.query(`DELETE FROM events WHERE ${ofDay(ago(34))}`);
}

const ofDay = (day: string): string =>
  `"time.source" >= '${day} 00:00Z' AND "time.source" < '${addDays(day, 1)} 00:00Z'`;

/** Days whose rows and whose ledger do not say the same. */
async function partialDays({ statsdb }: Site): Promise<unknown> {
  const { rows } = await statsdb.query(`
    SELECT day::date, days.events, total.events
    FROM stats.days FULL JOIN (SELECT day, sum(events) AS events FROM stats.rollups WHERE rollup = 1 GROUP BY 1) AS total
      USING (day) WHERE days.events IS DISTINCT FROM total.events`);
  return rows;
}

async function eventsByDay(eventdb: Database): Promise<Record<string, number>> {
  const { rows } = await eventdb.query(`SELECT "time.source"::date AS day, count(*) FROM events GROUP BY 1 ORDER BY 1`);
  return Object.fromEntries(rows.map(([day, count]) => [day!, Number(count)]));
}

/** The server ends what a killed program has left. */
async function waitUntilFree(admin: Database): Promise<void> {
  for (;;) {
    const [held] = await admin.rows(`SELECT count(*)::text AS locks FROM pg_locks WHERE locktype = 'advisory'
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`);
    if (held!.locks === '0') {
      return;
    }
  }
}

async function openAt(url: string): Promise<Database> {
  const database = await openPostgres(url);
  atEnd(() => database.close());
  return database;
}
