import { addDays } from '@stats-portal/query';
import fc from 'fast-check';
import type { Database } from '../aggregator/src/database/database.ts';
import { openPostgres } from '../aggregator/src/database/postgres.ts';
import { createEventsTable } from '../aggregator/src/events/columns.ts';
import { apply, planInstall, planPrune, planRemove } from '../aggregator/src/watch/watch.ts';
import {
  atEnd,
  describePostgres,
  embeddedDatabase,
  eachDatabase,
  postgresDatabase,
  postgresUrl,
} from './environment/index.ts';
import { eventArbitrary, insertEvents } from './events.ts';
import { claimed, event, kept, useSite, type Site } from './site.ts';

const now = '2026-02-10T04:00:00Z';

/** Years before the window, whatever the clock of the machine: what the triggers call old depends on it. */
const old = '2020-06-01';

const install = async ({ eventdb, settings }: Site): Promise<void> =>
  apply(eventdb, await planInstall(eventdb, settings.eventdb.table, null));
const remove = async ({ eventdb }: Site): Promise<void> => apply(eventdb, await planRemove(eventdb));

const change = (day: string): string =>
  `UPDATE events SET "malware.name" = 'mirai' WHERE "time.source"::date = '${day}'`;

/** Marks, without their transactions. */
async function marks({ eventdb }: Pick<Site, 'eventdb'>): Promise<Array<string | null>> {
  const { rows } = await eventdb.query('SELECT hour::text FROM stats_portal.marks ORDER BY 1');
  return rows.map(([hour]) => hour!);
}

/** Two old days and one in the window, counted; later ids are so far away that a look leaves the old ones alone. */
async function counted(site: Site): Promise<void> {
  await site.insert(event(old), event(old), event('2020-06-02'));
  await site.eventdb.execute(`SELECT setval(pg_get_serial_sequence('events', 'id'), 1000000)`);
  await site.insert(event('2026-02-01'));
  await site.run(now);
}

eachDatabase('A watched table of events', (open) => {
  const site = useSite(open);
  beforeEach(() => install(site()));
  afterEach(() => remove(site()));

  test('tells that old events were updated', async () => {
    await counted(site());
    await site().eventdb.execute(change(old));
    expect(claimed(await site().run(now))).toEqual({ [old]: 'changed events' });
    expect(await site().run(now)).toMatchObject({ days: 0 });
    expect(await site().statistics()).toEqual(await site().rebuilt(now));
  });

  test('tells that an old event was moved: from where, and to where', async () => {
    await counted(site());
    site().settings = { ...site().settings, eventdb: { ...site().settings.eventdb, retentionDays: 10_000 } };
    await site().eventdb.execute(`UPDATE events SET "time.source" = '2021-01-01 10:30Z' WHERE id = 1`);
    expect(claimed(await site().run(now))).toEqual({ [old]: 'deleted events', '2021-01-01': 'not counted yet' });
    expect(await site().statistics()).toEqual(await site().rebuilt(now));
  });

  test('tells that old events were deleted; the day keeps its numbers unless the eventDB keeps such events', async () => {
    await counted(site());
    await site().eventdb.execute('DELETE FROM events WHERE id = 1');
    expect(kept(await site().run(now))).toEqual([old]);
    expect(kept(await site().run(now))).toEqual([]);
    expect(await site().days()).toMatchObject({ [old]: 2 });

    site().settings = { ...site().settings, eventdb: { ...site().settings.eventdb, retentionDays: 10_000 } };
    await site().eventdb.execute('DELETE FROM events WHERE id IN (2, 3)');
    expect(claimed(await site().run(now))).toEqual({ [old]: 'deleted events', '2020-06-02': 'deleted events' });
    expect(await site().days()).toEqual({ '2026-02-01': 1 });
  });

  test('tells that an event was inserted under an old id', async () => {
    await counted(site());
    await site().eventdb.execute(`INSERT INTO events (id, "time.source") VALUES (10, '${old} 23:59:59.999999Z')`);
    expect(claimed(await site().run(now))).toEqual({ [old]: 'new events' });
  });

  test('says nothing of what was rolled back', async () => {
    await counted(site());
    await site().eventdb.execute(`BEGIN; SAVEPOINT one; ${change(old)}; ROLLBACK TO one; COMMIT`);
    await site().eventdb.execute(`BEGIN; ${change('2020-06-02')}; ROLLBACK`);
    expect(await site().run(now)).toMatchObject({ days: 0 });
    await site().eventdb.execute(`BEGIN; SAVEPOINT one; ${change(old)}; ROLLBACK TO one; ${change(old)}; COMMIT`);
    expect(await site().run(now)).toMatchObject({ days: 1 });
  });

  test('says that everything may have changed when it was emptied', async () => {
    await counted(site());
    await site().eventdb.execute('TRUNCATE events RESTART IDENTITY');
    const next = await site().run(now);
    expect(kept(next).sort()).toEqual([old, '2020-06-02', '2026-02-01']);
    expect(kept(await site().run(now))).toEqual([]);
  });

  test('gets no marks by events of today, and few by old ones', async () => {
    const { eventdb } = site();
    await eventdb.execute(`
      INSERT INTO events ("time.source") VALUES (now() - interval '5 minutes'), (now() + interval '1 year'), (NULL);
      INSERT INTO events ("time.observation") VALUES (now());
      INSERT INTO events ("time.source") VALUES ('infinity'), ('-infinity'), ('0044-03-15 00:00Z BC')`);
    expect(await marks(site())).toEqual([]);
    for (const minute of [10, 20, 30]) {
      await eventdb.execute(`INSERT INTO events ("time.source") VALUES ('${old} 12:${minute}Z')`);
    }
    await site().insert(event(old), event(old), event('2020-06-02'));
    await eventdb.execute(`INSERT INTO events ("time.observation") VALUES ('${old} 05:00Z')`);
    expect(await marks(site())).toEqual([`${old} 05:00:00+00`, `${old} 12:00:00+00`, '2020-06-02 12:00:00+00']);
  });

  test('is looked at as far back as events leave no marks, however short the window', async () => {
    const { eventdb } = site();
    site().settings = { ...site().settings, windowDays: 1 };
    await eventdb.execute(`
      INSERT INTO events ("time.source") VALUES (now() - interval '47 hours');
      INSERT INTO events (id, "time.source") VALUES (1000000, now())`);
    const today = new Date().toISOString();
    await site().run(today);
    await eventdb.execute(`UPDATE events SET "malware.name" = 'mirai' WHERE id = 1`);
    expect(await site().run(today)).toMatchObject({ days: 1 });
    expect(await marks(site())).toEqual([]);
  });

  test('tells days of the portal’s zone, also where its hours are not those of UTC', async () => {
    await site().useZone('Asia/Kathmandu');
    // Midnight of the zone is 18:15 UTC.
    await site().insert(
      event(old, { 'time.source': `${old} 18:14:59.999Z` }),
      event(old, { 'time.source': `${old} 18:15Z` })
    );
    await site().eventdb.execute(`SELECT setval(pg_get_serial_sequence('events', 'id'), 1000000)`);
    await site().insert(event('2026-02-01'));
    await site().run(now);
    await site().eventdb.execute(`SET TimeZone TO 'Asia/Kolkata'; ${change('2020-06-01')}; SET TimeZone TO 'UTC'`);
    expect(Object.keys(claimed(await site().run(now)))).toEqual(['2020-06-02', old]);
    expect(await site().statistics()).toEqual(await site().rebuilt(now));
  });

  test('can forget old marks; whoever has not read them compares everything', async () => {
    await counted(site());
    await site().eventdb.execute(change(old));
    const age = `UPDATE stats_portal.marks SET marked_at = marked_at - interval '91 days'`;
    await site().eventdb.execute(age);
    await apply(site().eventdb, await planPrune(site().eventdb, 90));
    expect(await marks(site())).toEqual([]);
    expect(claimed(await site().run(now))).toEqual({ [old]: 'changed events' });

    await site().eventdb.execute(`${change('2020-06-02')}; DELETE FROM events WHERE id = 1`);
    await apply(site().eventdb, await planPrune(site().eventdb, 90));
    const next = await site().run(now);
    expect(claimed(next)).toEqual({ '2020-06-02': 'changed events' });
    expect(kept(next)).toEqual([old]);
  });

  test('is not compared because of marks of another server, whose dump was restored here', async () => {
    await counted(site());
    await site().eventdb.execute(`
      INSERT INTO stats_portal.marks VALUES ('${old} 12:00Z', 1, '9000000000', now()), ('-infinity', 1, '9000000000', now());
      UPDATE stats_portal.watch SET pruned_xid = '9000000000'`);
    expect(await site().run(now)).toMatchObject({ days: 0 });
    await site().eventdb.execute(change(old));
    expect(claimed(await site().run(now))).toEqual({ [old]: 'changed events' });
  });

  test('can be watched anew, and keeps its marks', async () => {
    await counted(site());
    await site().eventdb.execute(change(old));
    await install(site());
    expect(claimed(await site().run(now))).toEqual({ [old]: 'changed events' });
    await site().eventdb.execute(change(old));
    expect(claimed(await site().run(now))).toEqual({ [old]: 'changed events' });
  });

  test('is as it was before when the watch is removed', async () => {
    await remove(site());
    const objects = `
      SELECT (SELECT count(*) FROM pg_class), (SELECT count(*) FROM pg_proc), (SELECT count(*) FROM pg_trigger),
             (SELECT count(*) FROM pg_namespace WHERE nspname NOT LIKE 'pg_%')`;
    const before = await site().eventdb.query(objects);
    await install(site());
    expect(await site().eventdb.query(objects)).not.toEqual(before);
    await remove(site());
    expect(await site().eventdb.query(objects)).toEqual(before);
    expect(await planRemove(site().eventdb)).toEqual([]);
    await counted(site());
    expect(await site().run(now)).toMatchObject({ days: 0 });
  });

  test('is the only one: the watch moves to another table, and to no view', async () => {
    const { eventdb } = site();
    await eventdb.execute(`
      DROP SCHEMA IF EXISTS elsewhere CASCADE; CREATE SCHEMA elsewhere; ${createEventsTable('elsewhere.events')}
      CREATE VIEW elsewhere.seen AS SELECT * FROM events`);
    await expect(planInstall(eventdb, 'elsewhere.seen', null)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('not a table') as string,
    });
    await apply(eventdb, await planInstall(eventdb, 'elsewhere.events', null));
    for (const [table, expected] of [
      ['public.events', 0],
      ['elsewhere.events', 4],
    ] as const) {
      const { rows } = await eventdb.query('SELECT FROM pg_trigger WHERE tgrelid = $1::regclass', [table]);
      expect(rows).toHaveLength(expected);
    }
  });
});

eachDatabase('A watched table with partitions', (open) => {
  const site = useSite(open);
  const partition = "events_2020 PARTITION OF events FOR VALUES FROM (MINVALUE) TO ('2021-01-01 00:00Z')";

  beforeEach(async () => {
    await site().useTable(`
      ${createEventsTable('original')}
      CREATE TABLE events (LIKE original INCLUDING DEFAULTS, PRIMARY KEY (id, "time.source")) PARTITION BY RANGE ("time.source");
      CREATE TABLE ${partition};
      CREATE TABLE events_late PARTITION OF events FOR VALUES FROM ('2021-01-01 00:00Z') TO (MAXVALUE);`);
    await install(site());
    await site().insert(event(old), event('2020-06-02'), event('2020-06-03'), event('2021-06-01'));
    await site().eventdb.execute(`SELECT setval('original_id_seq', 1000000)`);
    await site().insert(event('2026-02-01'));
    await site().run(now);
  });
  afterEach(() => remove(site()));

  test.each(['events', 'events_2020'])('tells changes that name %s', async (table) => {
    site().settings = { ...site().settings, eventdb: { ...site().settings.eventdb, retentionDays: 10_000 } };
    await site().eventdb.execute(`
      UPDATE ${table} SET "malware.name" = 'mirai' WHERE id = 1; DELETE FROM ${table} WHERE id = 2;
      INSERT INTO ${table} (id, "time.source") VALUES (10, '2020-06-04 00:00Z')`);
    await insertEvents(site().eventdb, [event('2020-06-05')], { table });
    await site().eventdb.execute('UPDATE events SET id = 11 WHERE id > 1000001');
    expect(claimed(await site().run(now))).toEqual({
      [old]: 'changed events',
      '2020-06-02': 'deleted events',
      '2020-06-04': 'not counted yet',
      '2020-06-05': 'not counted yet',
    });
    expect(await site().statistics()).toEqual(await site().rebuilt(now));
  });

  test('tells that an event went from one to another', async () => {
    site().settings = { ...site().settings, eventdb: { ...site().settings.eventdb, retentionDays: 10_000 } };
    await site().eventdb.execute(`UPDATE events SET "time.source" = '2021-06-01 00:00Z' WHERE id = 1`);
    expect(claimed(await site().run(now))).toEqual({ [old]: 'deleted events', '2021-06-01': 'new events' });
  });

  test('tells changes through itself in a partition that was made later, and in that one after another install', async () => {
    await site().eventdb.execute(`
      ALTER TABLE events DETACH PARTITION events_2020; ALTER TABLE events_2020 RENAME TO events_detached;
      CREATE TABLE ${partition}`);
    await site().eventdb.execute(
      `INSERT INTO events (id, "time.source") VALUES (10, '${old} 00:00Z'), (11, '${old} 00:00Z')`
    );
    expect(claimed(await site().run(now))).toEqual({ [old]: 'new events' });
    await install(site());
    await site().eventdb.execute(`UPDATE events_2020 SET "malware.name" = 'mirai'`);
    expect(claimed(await site().run(now))).toEqual({ [old]: 'changed events' });
  });
});

eachDatabase('Whatever happens to a watched table, however old the events', (open) => {
  const site = useSite(open);
  afterEach(() => remove(site()));
  const days = [old, '2020-06-02', '2021-12-31', '2026-02-01'];
  const ofDay = fc.constantFrom(...days).map((day) => `"time.source"::date = '${day}'`);
  const step = fc.oneof(
    { weight: 2, arbitrary: fc.array(eventArbitrary(days), { minLength: 1, maxLength: 3 }) },
    { weight: 2, arbitrary: ofDay.map((where) => `UPDATE events SET "malware.name" = 'mirai' WHERE ${where}`) },
    ofDay.map((where) => `UPDATE events SET "time.source" = "time.source" + interval '1 day' WHERE ${where}`),
    ofDay.map((where) => `DELETE FROM events WHERE ${where}`),
    ofDay.map((where) => `BEGIN; DELETE FROM events WHERE ${where}; ROLLBACK`),
    fc.constant('TRUNCATE events'),
    { weight: 3, arbitrary: fc.constant('run') }
  );
  const seed = Number(process.env.SEED ?? 20_200_601);

  test(`the statistics are those of a rebuild from scratch (SEED=${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 10 }), async (history) => {
        await remove(site());
        await site().empty();
        await install(site());
        site().settings = { ...site().settings, eventdb: { ...site().settings.eventdb, retentionDays: 10_000 } };
        await site().insert(...days.map((day) => event(day)));
        await site().eventdb.execute(`SELECT setval(pg_get_serial_sequence('events', 'id'), 1000000)`);
        await site().insert(event(addDays('2026-02-01', 1)));
        await site().run(now);
        for (const one of history) {
          await (one === 'run'
            ? site().run(now)
            : typeof one === 'string'
              ? site().eventdb.execute(one)
              : site().insert(...one));
        }
        await site().run(now);
        const after = await site().statistics();
        expect(await site().run(now)).toMatchObject({ days: 0 });
        expect(after).toEqual(await site().rebuilt(now));
      }),
      { seed, numRuns: 12 }
    );
  });
});

test('A hypertable cannot be watched: changes of its compressed chunks would fail', async () => {
  const eventdb = await embeddedDatabase();
  await eventdb.execute(`
    CREATE EXTENSION IF NOT EXISTS timescaledb; ${createEventsTable('events')}
    CREATE TABLE hyper (LIKE events INCLUDING DEFAULTS);
    SELECT create_hypertable('hyper', 'time.source')`);
  await expect(planInstall(eventdb, 'hyper', null)).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringContaining('hyper in') as string,
  });
  await apply(eventdb, await planInstall(eventdb, 'events', null));
});

describePostgres('While others write into a watched table', () => {
  let url: string;
  const site = useSite(async () => connected((url = await postgresUrl())), postgresDatabase);
  const other = (): Promise<Database> => connected(url);
  beforeEach(() => install(site()));
  afterEach(() => remove(site()));

  test('a change that is committed after a look is told by the next one', async () => {
    await counted(site());
    const slow = await other();
    await slow.execute(`BEGIN; ${change(old)}`);
    await site().insert(event('2026-02-05'));
    expect(Object.keys(claimed(await site().run(now)))).toEqual(['2026-02-05']);
    await slow.execute('COMMIT');
    expect(claimed(await site().run(now))).toMatchObject({ [old]: 'changed events' });
    expect(await site().statistics()).toEqual(await site().rebuilt(now));
  });

  test('two that mark the same hours in any order wait for nothing', async () => {
    await counted(site());
    const [one, two] = [await other(), await other()];
    for (const session of [one, two]) {
      await session.execute(`SET lock_timeout = '1s'; BEGIN`);
    }
    const insert = (day: string): string => `INSERT INTO events ("time.source") VALUES ('${day} 12:00Z')`;
    await one.execute(insert(old));
    await two.execute(insert('2020-06-02'));
    await one.execute(insert('2020-06-02'));
    await two.execute(insert(old));
    await one.execute('COMMIT');
    await two.execute('COMMIT');
    expect(await site().run(now)).toMatchObject({ days: 2 });
  });

  test('commits of one event each take one row of one session, and hardly any room', async () => {
    const { eventdb } = site();
    await eventdb.execute(`
      DO $$ BEGIN FOR i IN 1..2000 LOOP
        INSERT INTO events ("time.source") VALUES ('${old} 12:00Z'); COMMIT;
      END LOOP; END $$`);
    expect(await marks(site())).toEqual([`${old} 12:00:00+00`]);
    const [size] = await eventdb.rows<{ bytes: string }>(
      `SELECT pg_total_relation_size('stats_portal.marks')::text AS bytes`
    );
    expect(Number(size!.bytes)).toBeLessThan(100_000);
  });

  test('roles need no more rights than before: a writer none on the marks, the reader SELECT', async () => {
    const { eventdb } = site();
    await eventdb.execute(`
      CREATE ROLE watch_writer LOGIN; CREATE ROLE watch_reader LOGIN; GRANT SELECT ON events TO watch_reader;
      GRANT INSERT, UPDATE, DELETE, SELECT ON events TO watch_writer; GRANT USAGE ON SEQUENCE events_id_seq TO watch_writer`);
    const as = (role: string): Promise<Database> => connected(url.replace('postgres@', `${role}@`));
    const [writer, reader] = [await as('watch_writer'), await as('watch_reader')];
    await counted(site());
    await expect(site().run(now, { eventdb: reader })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('may not read the marks') as string,
    });
    await apply(eventdb, await planInstall(eventdb, 'events', 'watch_reader'));
    await writer.execute(`${change(old)}; DELETE FROM events WHERE id = 3; INSERT INTO events DEFAULT VALUES`);
    const next = await site().run(now, { eventdb: reader });
    expect(claimed(next)).toEqual({ [old]: 'changed events' });
    expect(kept(next)).toEqual(['2020-06-02']);
    for (const statement of ['SELECT FROM stats_portal.marks', 'SELECT stats_portal.mark_changed()']) {
      await expect(writer.query(statement)).rejects.toMatchObject({ code: '42501' });
    }
    await expect(reader.execute('DELETE FROM stats_portal.marks')).rejects.toMatchObject({ code: '42501' });
  });

  test('installing gives up where a transaction holds the table, and says so', async () => {
    const slow = await other();
    await slow.execute(`BEGIN; INSERT INTO events ("time.source") VALUES ('${old} 12:00Z')`);
    const statements = await planInstall(site().eventdb, 'events', null);
    await expect(apply(site().eventdb, [`SET LOCAL lock_timeout = '50ms';`, ...statements])).rejects.toMatchObject({
      exitCode: 69,
      message: expect.stringContaining('held the table of events') as string,
    });
    await slow.execute('ROLLBACK');
    await apply(site().eventdb, statements);
  });
});

async function connected(url: string): Promise<Database> {
  const database = await openPostgres(url);
  atEnd(() => database.close());
  return database;
}
