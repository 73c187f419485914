import type { Database } from '../aggregator/src/database/database.ts';
import { openPostgres } from '../aggregator/src/database/postgres.ts';
import { atEnd, describePostgres, postgresDatabase, postgresUrl } from './environment/index.ts';
import { insertEvents } from './events.ts';
import { claimed, event, useSite } from './site.ts';

const now = '2026-02-10T04:00:00Z';

describePostgres('While others work', () => {
  let eventdbUrl: string;
  let statsdbUrl: string;

  const site = useSite(
    async () => openPostgres((eventdbUrl = await postgresUrl())).then(closedAtEnd),
    async () => openPostgres((statsdbUrl = await postgresUrl())).then(closedAtEnd)
  );

  test.each(['2026-02-01', '2025-06-01'])(
    'an event of %s that is committed after later ones is not lost',
    async (day) => {
      const slow = await openPostgres(eventdbUrl).then(closedAtEnd);
      await slow.execute('BEGIN');
      await insertEvents(slow, [event(day)]);
      await site().insert(event('2026-02-05'));
      expect(await site().run(now)).toMatchObject({ days: 1, events: 1 });
      await slow.execute('COMMIT');
      const { rows } = await site().eventdb.query('SELECT "time.source"::date FROM events ORDER BY id');
      expect(rows).toEqual([[day], ['2026-02-05']]);

      expect(Object.keys(claimed(await site().run(now)))).toContain(day);
      expect(await site().days()).toEqual({ [day]: 1, '2026-02-05': 1 });
      expect(await site().run(now)).toMatchObject({ days: 0 });
    }
  );

  test('a change that is committed later is not lost', async () => {
    await site().insert(event('2026-02-01'), event('2026-02-05'));
    await site().run(now);
    const slow = await openPostgres(eventdbUrl).then(closedAtEnd);
    await slow.execute(`BEGIN; UPDATE events SET "malware.name" = 'mirai' WHERE "time.source" < '2026-02-02Z'`);
    await site().insert(event('2026-02-05'));
    await site().run(now);
    await site().insert(event('2026-02-05'));
    await slow.execute('COMMIT');
    expect(claimed(await site().run(now))).toEqual({ '2026-02-01': 'changed events', '2026-02-05': 'new events' });
    expect(await site().statistics()).toEqual(await site().rebuilt(now));
  });

  test('a second run is refused, and names the holder', async () => {
    const other = await openPostgres(statsdbUrl).then(closedAtEnd);
    const eventdb = await openPostgres(eventdbUrl).then(closedAtEnd);
    await site().insert(event('2026-02-01'));
    await site().run(now);
    const [holder] = await site().statsdb.rows<{ pid: string }>('SELECT pg_backend_pid() AS pid');
    for (const dryRun of [false, true]) {
      await expect(site().run(now, { eventdb, statsdb: other, dryRun })).rejects.toMatchObject({
        name: 'LockedError',
        exitCode: 75,
        message: expect.stringMatching(new RegExp(`process ${holder!.pid} .*as postgres since 2`)) as string,
      });
    }
    expect(await other.query('SELECT count(*) FROM stats.runs')).toMatchObject({ rows: [['1']] });
  });

  test('a run whose connection is ended leaves marks, and the next one completes them', async () => {
    await site().insert(event('2025-06-01'), event('2026-02-01'));
    const [mine, admin] = [await openPostgres(statsdbUrl).then(closedAtEnd), await postgresDatabase()];
    await site().statsdb.query('SELECT pg_advisory_unlock_all()');
    const [backend] = await mine.rows<{ pid: string }>('SELECT pg_backend_pid() AS pid');
    const ended = site().run(now, { statsdb: mine, eventdb: endingAfterCopy(site().eventdb, admin, backend!.pid) });
    await expect(ended).rejects.toMatchObject({ name: 'UnavailableError', exitCode: 69 });
    expect(Object.keys(await site().waiting())).toEqual(['2025-06-01', '2026-02-01']);
    expect(await site().days()).toEqual({});

    expect(await site().run(now)).toMatchObject({ days: 2, events: 2 });
    expect(await site().statistics()).toEqual(await site().rebuilt(now));
  });
});

function closedAtEnd(database: Database): Database {
  atEnd(() => database.close());
  return database;
}

/** The same database; when its rows have been read, another server process is ended. */
function endingAfterCopy(database: Database, admin: Database, pid: string): Database {
  return new Proxy(database, {
    get(target, name) {
      if (name === 'copyOut') {
        return async function* (select: string) {
          yield* target.copyOut(select);
          await admin.query('SELECT pg_terminate_backend($1::integer, 5000)', [pid]);
        };
      }
      const value = Reflect.get(target, name, target) as unknown;
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
