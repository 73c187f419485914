import { openPostgres } from '../aggregator/src/database/postgres.ts';
import type { Database } from '../aggregator/src/database/database.ts';
import { apply, planInstall, planPrune, planRemove } from '../aggregator/src/watch/watch.ts';
import { atEnd, describePostgres, postgresDatabase, postgresUrl } from './environment/index.ts';
import { claimed, event, useSite } from './site.ts';
import { standbyOf, type Standby } from './standby.ts';

const now = '2026-02-10T04:00:00Z';

async function opened(url: string): Promise<Database> {
  const database = await openPostgres(url);
  atEnd(() => database.close());
  return database;
}

describePostgres('A hot standby of the eventDB', () => {
  let url: string;
  let standby: Standby;
  let replica: Database;
  const site = useSite(async () => opened((url = await postgresUrl())), postgresDatabase);

  beforeAll(async () => {
    standby = await standbyOf(url);
    const reader = new URL(standby.url);
    const primary = await opened(url);
    await primary.execute('CREATE ROLE standby_reader LOGIN; GRANT SELECT ON events TO standby_reader');
    await standby.caughtUp();
    reader.username = 'standby_reader';
    replica = await opened(reader.href);
  });

  /** A run that sees the replica only. */
  const run = async (more: object = {}): ReturnType<ReturnType<typeof site>['run']> => {
    await standby.caughtUp();
    return site().run(now, { eventdb: replica, ...more });
  };

  test('is counted as the eventDB itself, with the right to read and no other', async () => {
    expect((await replica.query('SELECT pg_is_in_recovery()')).rows).toEqual([['t']]);
    await site().insert(event('2026-02-01'), event('2026-02-02'), event('2025-06-01'));
    expect(await run()).toMatchObject({ days: 3, events: 3 });
    expect(await run()).toMatchObject({ days: 0 });
    expect(await site().statistics()).toEqual(await site().rebuilt(now));
  });

  test('shows late, changed, deleted and slowly committed events', async () => {
    site().settings = { ...site().settings, eventdb: { ...site().settings.eventdb, retentionDays: 30 } };
    await site().insert(event('2026-02-01'), event('2026-02-02'), event('2026-02-02'), event('2025-06-01'));
    await run();
    const slow = await opened(url);
    await slow.execute('BEGIN');
    await slow.execute(`INSERT INTO events ("time.source", "source.ip", "classification.taxonomy", "classification.type")
      VALUES ('2026-02-03 12:00Z', '192.0.2.9', 'other', 'other')`);
    await site().insert(event('2025-06-01'), event('2026-02-04'));
    await site().eventdb.execute(`
      UPDATE events SET "malware.name" = 'mirai' WHERE "time.source"::date = '2026-02-01';
      DELETE FROM events WHERE id = (SELECT min(id) FROM events WHERE "time.source"::date = '2026-02-02')`);
    expect(claimed(await run())).toEqual({
      '2025-06-01': 'late events',
      '2026-02-01': 'changed events',
      '2026-02-02': 'deleted events',
      '2026-02-04': 'not counted yet',
    });
    await slow.execute('COMMIT');
    expect(Object.keys(claimed(await run()))).toContain('2026-02-03');
    expect(await site().days()).toEqual({
      '2025-06-01': 2,
      '2026-02-01': 1,
      '2026-02-02': 1,
      '2026-02-03': 1,
      '2026-02-04': 1,
    });
    expect(await site().statistics()).toEqual(await site().rebuilt(now));
  });

  test('and its primary are one eventDB: either goes on where the other was looked at', async () => {
    await site().insert(event('2026-02-01'), event('2025-06-01'));
    await site().run(now);
    expect(await run()).toMatchObject({ days: 0 });
    await site().insert(event('2025-06-01'));
    expect(claimed(await run())).toEqual({ '2025-06-01': 'late events' });
    expect(await site().run(now)).toMatchObject({ days: 0 });
  });

  test('shows the marks of a watch too, none of which the program has to delete', async () => {
    const { eventdb, settings } = site();
    const { table } = settings.eventdb;
    await apply(eventdb, await planInstall(eventdb, table, 'standby_reader'));
    await site().insert(event('2020-06-01'), event('2020-06-02'));
    await eventdb.execute(`SELECT setval(pg_get_serial_sequence('events', 'id'), 1000000)`);
    await site().insert(event('2026-02-01'));
    await run();
    const change = `UPDATE events SET "malware.name" = 'mirai' WHERE id = 1`;
    await eventdb.execute(change);
    expect(claimed(await run())).toEqual({ '2020-06-01': 'changed events' });
    expect(await run()).toMatchObject({ days: 0 });
    const slow = await opened(url);
    await slow.execute(`BEGIN; UPDATE events SET "malware.name" = 'mirai' WHERE id = 2`);
    expect(await run()).toMatchObject({ days: 0 });
    await slow.execute('COMMIT');
    expect(claimed(await run())).toEqual({ '2020-06-02': 'changed events' });
    expect(await site().statistics()).toEqual(await site().rebuilt(now));

    // They are forgotten on the primary; that comes over as well.
    await eventdb.execute(`${change}; UPDATE stats_portal.marks SET marked_at = marked_at - interval '91 days'`);
    await apply(eventdb, await planPrune(eventdb, 90));
    await standby.caughtUp();
    expect((await replica.query('SELECT hour FROM stats_portal.marks')).rows).toEqual([]);
    expect(Object.keys(claimed(await run()))).toContain('2020-06-01');
    await apply(eventdb, await planRemove(eventdb));
  });

  test('cannot be watched itself, and that is said', async () => {
    const owner = await opened(standby.url);
    await expect(apply(owner, await planInstall(owner, 'events', null))).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(`${owner.name} only lets read: it is a standby`) as string,
      advice: expect.stringContaining('address of its primary with --url') as string,
    });
  });
});
