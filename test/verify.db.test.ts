import { addDays } from '@stats-portal/query';
import fc from 'fast-check';
import type { Database } from '../aggregator/src/database/database.ts';
import { openPostgres } from '../aggregator/src/database/postgres.ts';
import { atEnd, describePostgres, eachDatabase, postgresUrl } from './environment/index.ts';
import { eventArbitrary, type TestEvent } from './events.ts';
import { claimed, eachSite, event, useSite } from './site.ts';
import { verified, type Verified } from './verified.ts';

const now = '2026-02-10T04:00:00Z';

/** Days that could not be verified, and why. */
function unverified({ news }: Verified): Record<string, string> {
  return Object.fromEntries(news.flatMap((one) => (one.kind === 'unverified' ? [[one.day, one.why]] : [])));
}

/** Events of two days whose every dimension has several values, and whose addresses meet under several classes. */
function sampled(days: readonly string[], count: number): TestEvent[] {
  return fc.sample(eventArbitrary(days), { numRuns: count, seed: 7 });
}

eachSite('Verify', (site) => {
  test('finds nothing where the statistics equal the events', async () => {
    await site().insert(...sampled(['2026-01-30', '2026-02-01'], 300));
    await site().run(now);
    const result = await verified(site());
    expect(result.found).toEqual([]);
    expect(result).toMatchObject({ days: 3, unverifiedDays: 0, differentDays: 0, differences: 0 });
    expect(result.news.map((one) => (one.kind === 'chosen' ? one.days : one.kind))).toEqual([
      3,
      'equal',
      'equal',
      'equal',
    ]);
  });

  test('finds a change of any row: of its numbers, of its values, one too many, one too few', async () => {
    await site().insert(...sampled(['2026-01-31', '2026-02-01'], 200));
    await site().run(now);
    const { rows } = await site().statsdb.query(`
      SELECT rollup, ctid::text FROM (SELECT rollup, ctid, row_number() OVER (PARTITION BY rollup ORDER BY ctid) AS place
      FROM stats.rollups WHERE day = '2026-02-01') AS numbered WHERE place = 1 ORDER BY rollup`);
    const spoil = [
      'UPDATE stats.rollups SET ips = ips + 1',
      'UPDATE stats.rollups SET events = events + 1',
      `UPDATE stats.rollups SET family = 6, malware = 'spoilt'`,
      'DELETE FROM stats.rollups',
    ];
    const before = await site().statistics();
    for (const [position, [rollup]] of rows.entries()) {
      const change = spoil[position % spoil.length]!;
      await site().statsdb.execute('BEGIN');
      // Chunks have rows of the same place.
      await site().statsdb.execute(
        `${change} WHERE day = '2026-02-01' AND rollup = ${rollup} AND (rollup, ctid) IN
         (SELECT rollup, ctid FROM stats.rollups WHERE day = '2026-02-01' AND rollup = ${rollup} LIMIT 1)`
      );
      await site().statsdb.execute('COMMIT');
    }
    const result = await verified(site());
    const found = new Set(result.found.map((one) => one.rollup));
    expect(found.size).toBe(33);
    expect(result).toMatchObject({ days: 2, differentDays: 1, differences: result.found.length });
    expect(new Set(result.found.map((one) => one.day))).toEqual(new Set(['2026-02-01']));

    await verified(site(), { mark: true });
    expect(claimed(await site().run(now))).toEqual({ '2026-02-01': 'verify found differences' });
    expect(await site().statistics()).toEqual(before);
    expect(await verified(site())).toMatchObject({ differences: 0 });
  });

  test('says which row differs, and how', async () => {
    await site().insert(event('2026-02-01', { 'source.asn': '64496' }), event('2026-02-01', { 'source.asn': '64497' }));
    await site().run(now);
    await site().statsdb.execute(`
      UPDATE stats.rollups SET events = 7 WHERE rollup = 21 AND asn = 64496;
      UPDATE stats.rollups SET asn = NULL WHERE rollup = 21 AND asn = 64497;
      INSERT INTO stats.rollups SELECT * FROM stats.rollups WHERE rollup = 1;
      DELETE FROM stats.days`);
    const { found } = await verified(site(), { from: '2026-02-01', to: '2026-02-01' });
    const day = '2026-02-01';
    expect(found).toEqual([
      { day, rollup: 'ledger', key: {}, stored: null, recounted: { events: 2, ips: null } },
      { day, rollup: 'total', key: {}, stored: { events: 2, ips: 1 }, recounted: null },
      ...['64496', '64497', null].map((asn) => ({
        day,
        rollup: 'asn',
        key: { asn },
        stored: asn === '64497' ? null : { events: asn === null ? 1 : 7, ips: 1 },
        recounted: asn === null ? null : { events: 1, ips: 1 },
      })),
    ]);
  });
});

eachDatabase('Verify', (open) => {
  const site = useSite(open);

  test('finds what no look can see: an update before the window', async () => {
    await site().insert(event('2025-06-01'), event('2026-02-01'));
    // Among the newest ids a look does see it.
    await site().eventdb.execute('UPDATE events SET id = 200000 WHERE id = 2');
    await site().run(now);
    await site().eventdb.execute(`UPDATE events SET "malware.name" = 'mirai' WHERE id = 1`);
    expect(unverified(await verified(site(), { from: '2025-06-01', to: '2025-06-01' }))).toEqual({
      '2025-06-01': 'events came or changed since the last look',
    });
    expect(await site().run(now)).toMatchObject({ days: 0 });
    const { found, differentDays } = await verified(site(), { mark: true });
    expect(differentDays).toBe(1);
    expect(found.map(({ rollup }) => rollup)).toContain('malware');
    await site().run(now);
    expect(await verified(site())).toMatchObject({ differences: 0 });
    expect(await site().statistics()).toEqual(await site().rebuilt(now));
  });

  test('says which days it cannot verify, and why', async () => {
    await site().insert(
      ...['2026-01-20', '2026-01-21', '2026-01-22', '2026-01-23'].flatMap((day) => [event(day), event(day)])
    );
    await site().run(now);
    await site().insert(event('2026-01-22'));
    await site().eventdb.execute(`
      DELETE FROM events WHERE "time.source" < '2026-01-21 00:00Z' OR id = 3`);
    await site().statsdb.execute(`INSERT INTO stats.dirty_days VALUES ('2026-01-23', 'new events', now())`);
    const result = await verified(site(), { to: '2026-01-24' });
    expect(unverified(result)).toEqual({
      '2026-01-20': 'its events are gone',
      '2026-01-21': 'only 1 of 2 events are left',
      '2026-01-22': 'events came or changed since the last look',
      '2026-01-23': 'waits to be counted: new events',
    });
    expect(result).toMatchObject({ days: 1, unverifiedDays: 4, differences: 0 });

    await site().run(now);
    const alias = { when: { type: 'other' }, use: { type: 'else' } };
    site().settings = { ...site().settings, aliases: [alias, ...site().settings.aliases] };
    expect(unverified(await verified(site(), { from: '2026-01-22' }))).toEqual({
      '2026-01-22': 'counted with other aliases or another catalogue',
      '2026-01-23': 'counted with other aliases or another catalogue',
    });
  });

  test('says that days are older than the statistics are kept', async () => {
    await site().insert(event('2025-12-01'), event('2026-02-01'));
    site().settings = { ...site().settings, statsdb: { ...site().settings.statsdb, retentionDays: 40 } };
    await site().run(now);
    expect(unverified(await verified(site(), { from: '2025-12-01', to: '2025-12-01' }))).toEqual({
      '2025-12-01': 'older than the statistics are kept',
    });
    expect(await verified(site())).toMatchObject({ days: 1, differences: 0 });
  });

  test('draws days, the same ones with the same seed, and none that are known to be purged', async () => {
    const days = Array.from({ length: 20 }, (_, index) => addDays('2026-01-06', index));
    await site().insert(...days.map((day) => event(day)));
    await site().run(now);
    await site().eventdb.execute(`DELETE FROM events WHERE "time.source" < '2026-01-11 00:00Z'`);
    await site().run(now);
    const drawn = async (seed: number, count: number): Promise<string[]> =>
      (await verified(site(), { sample: { count, seed } })).news.flatMap((one) =>
        one.kind === 'chosen' ? [] : `${one.kind} ${one.day}`
      );
    expect(await drawn(1, 100)).toEqual(days.slice(5).map((day) => `equal ${day}`));
    const some = await drawn(1, 5);
    expect(some).toHaveLength(5);
    expect(await drawn(1, 5)).toEqual(some);
    expect(await drawn(2, 5)).not.toEqual(some);
  });

  test('remembers what it found', async () => {
    await site().insert(event('2026-02-01'), event('2026-02-02'));
    await site().run(now);
    await site().statsdb.execute(`TRUNCATE stats.verifications; UPDATE stats.rollups SET ips = 9 WHERE rollup = 1`);
    await verified(site(), { sample: { count: 1, seed: 3 }, mark: true });
    await verified(site());
    const { rows } = await site().statsdb.query(`
      SELECT seed, days, unverified_days, different_days, differences, marked::text, finished_at >= started_at
      FROM stats.verifications ORDER BY id`);
    expect(rows.map((row) => row.join(' '))).toEqual(['3 1 0 1 1 true t', ' 1 1 1 1 false t']);
  });

  test('needs statistics that were made from this table', async () => {
    await site().insert(event('2026-02-01'));
    await expect(verified(site(), { from: '2026-02-01', to: '2026-02-01' })).rejects.toMatchObject({ exitCode: 2 });
    await site().run(now);
    await site().useTable(`CREATE TABLE events AS SELECT * FROM public.events`);
    await expect(verified(site())).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('were not made from events') as string,
    });
  });

  test('takes days of a view, of another zone, and of a table without the optional columns', async () => {
    await site().useZone('Europe/Vienna');
    await site().useTable(
      `CREATE TABLE minimal ("time.source" timestamptz, "source.ip" inet, "classification.taxonomy" text, "classification.type" text);
       CREATE VIEW events AS SELECT * FROM minimal`
    );
    const insert = (moment: string): Promise<void> =>
      site().eventdb.execute(`INSERT INTO minimal VALUES ('${moment}', '192.0.2.1', 'malicious code', 'c&c')`);
    await insert('2026-01-31 23:30Z');
    await insert('2026-02-01 22:59:59Z');
    await site().run(now);
    expect(await verified(site())).toMatchObject({ days: 1, differences: 0 });
    await insert('2026-02-01 12:00Z');
    expect(unverified(await verified(site()))).toEqual({ '2026-02-01': 'events came since the last look' });
  });
});

describePostgres('Verify while others work', () => {
  let eventdbUrl: string;
  let statsdbUrl: string;
  const site = useSite(
    async () => opened((eventdbUrl = await postgresUrl())),
    async () => opened((statsdbUrl = await postgresUrl()))
  );
  const inDay = (name: 'transaction' | 'copyOut', work: () => Promise<unknown>) => async (): Promise<Verified> => {
    const [eventdb, statsdb] = [await opened(eventdbUrl), await opened(statsdbUrl)];
    return verified(site(), { eventdb: before(eventdb, name, work), statsdb });
  };

  test.each(['transaction', 'copyOut'] as const)(
    'takes no event for a difference that came, and was counted, just before its %s',
    async (name) => {
      await site().insert(event('2026-02-01'));
      await site().run(now);
      const during = inDay(name, async () => {
        await site().insert(event('2026-02-01'));
        expect(await site().run(now)).toMatchObject({ days: 1 });
      });
      expect(await during()).toMatchObject({ differences: 0 });
      expect(await verified(site())).toMatchObject({ days: 1, differences: 0 });
    }
  );

  test('takes no deletion for one', async () => {
    await site().insert(event('2026-02-01'), event('2026-02-01'));
    await site().run(now);
    const during = inDay('transaction', () => site().eventdb.query('DELETE FROM events WHERE id = 1'));
    expect(await during()).toMatchObject({ unverifiedDays: 1, differences: 0 });
  });
});

async function opened(url: string): Promise<Database> {
  const database = await openPostgres(url);
  atEnd(() => database.close());
  return database;
}

/** The same database, which does some other work first when it is called so for the first time. */
function before(database: Database, called: 'transaction' | 'copyOut', work: () => Promise<unknown>): Database {
  let done: Promise<unknown> | undefined;
  const first = (): Promise<unknown> => (done ??= work());
  const changed: Partial<Database> = {
    async transaction(options, inner) {
      await (called === 'transaction' ? first() : undefined);
      return database.transaction(options, inner);
    },
    async *copyOut(select) {
      await (called === 'copyOut' ? first() : undefined);
      yield* database.copyOut(select);
    },
  };
  return new Proxy(database, {
    get(target, name) {
      const value: unknown = Reflect.get(changed, name) ?? Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
