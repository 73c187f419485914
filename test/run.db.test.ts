import type { Database } from '../aggregator/src/database/database.ts';
import { readStatus } from '../aggregator/src/statistics/status.ts';
import { eachDatabase } from './environment/index.ts';
import { claimed, eachSite, event, useSite, type Site } from './site.ts';

const now = '2026-02-10T04:00:00Z';

const timeless = event('', { 'time.source': undefined });

eachSite('A run', (site) => {
  test('counts every day, and a second one finds nothing to do', async () => {
    await site().insert(event('2025-06-01'), event('2026-02-01'), event('2026-02-01'), event('2026-02-09'));
    const first = await site().run(now);
    expect(first).toMatchObject({ days: 3, events: 4, lateEvents: 0, keptDays: 0, undated: 0 });
    expect(claimed(first)).toEqual({
      '2025-06-01': 'not counted yet',
      '2026-02-01': 'not counted yet',
      '2026-02-09': 'not counted yet',
    });
    const before = await site().statistics();
    expect(before.days).toEqual({ '2025-06-01': 1, '2026-02-01': 2, '2026-02-09': 1 });

    const second = await site().run(now);
    expect(second).toMatchObject({ days: 0, events: 0, keptDays: 0, news: [{ kind: 'claimed', days: [] }] });
    expect(await site().statistics()).toEqual(before);
    expect(Object.values(await site().versions())).toEqual([1, 1, 1]);
  });

  test('takes late events up, within the window and beyond', async () => {
    await site().insert(event('2025-11-01'), event('2026-01-06'), event('2026-02-08'));
    await site().run(now);
    // The window of 35 days begins with 6 January.
    await site().insert(event('2025-11-01'), event('2026-01-05'), event('2026-01-06'), event('2026-02-08'));
    const next = await site().run(now);
    expect(claimed(next)).toEqual({
      '2025-11-01': 'late events',
      '2026-01-05': 'late events',
      '2026-01-06': 'new events',
      '2026-02-08': 'new events',
    });
    // The day that was unknown before is no closed day with late events, and the day before yesterday is still open.
    expect(next.lateEvents).toBe(2);
    const after = await site().statistics();
    expect(after.days).toEqual({ '2025-11-01': 2, '2026-01-05': 1, '2026-01-06': 2, '2026-02-08': 2 });
    expect(await site().run(now)).toMatchObject({ days: 0 });
    expect(after).toEqual(await site().rebuilt(now));
  });

  test('finds history that is loaded after a run over an empty table', async () => {
    expect(await site().run(now)).toMatchObject({ days: 0, events: 0 });
    await site().insert(event('2024-03-01'), event('2025-11-01'), event('2026-02-01'));
    expect(await site().run(now)).toMatchObject({ days: 3, events: 3 });
  });

  test('finds history that is loaded into a table that was emptied', async () => {
    const { eventdb } = site();
    await site().insert(event('2026-02-01'));
    await eventdb.execute('UPDATE events SET id = 5000000');
    await site().run(now);
    await eventdb.execute('TRUNCATE events RESTART IDENTITY');
    await site().insert(event('2025-11-01'), event('2026-02-01'));
    await site().run(now);
    expect(await site().days()).toEqual({ '2025-11-01': 1, '2026-02-01': 1 });
  });

  test('catches up after a pause that is longer than the window', async () => {
    await site().insert(event('2025-06-01'));
    await site().run('2025-06-03T04:00:00Z');
    await site().eventdb.query(`UPDATE events SET "malware.name" = 'mirai'`);
    await site().insert(event('2024-06-02'), event('2025-10-01'), event('2026-02-01'));
    expect(claimed(await site().run(now))).toEqual({
      '2024-06-02': 'late events',
      '2025-06-01': 'changed events',
      '2025-10-01': 'not counted yet',
      '2026-02-01': 'not counted yet',
    });
  });

  test('sees that old events have changed', async () => {
    await site().insert(event('2026-01-10'), event('2026-01-11'));
    await site().run(now);
    await site().eventdb.query(`UPDATE events SET "malware.name" = 'mirai' WHERE "time.source" < '2026-01-11Z'`);
    expect(claimed(await site().run(now))).toEqual({ '2026-01-10': 'changed events' });
    const [row] = await site().statsdb.rows(`
      SELECT malware, events FROM rollups WHERE rollup = 14 AND day = '2026-01-10'`);
    expect(row).toEqual({ malware: 'mirai', events: '1' });
    expect(await site().run(now)).toMatchObject({ days: 0 });
    expect(await site().statistics()).toEqual(await site().rebuilt(now));
  });

  test('sees that an event was put in the place of another', async () => {
    await site().insert(event('2026-01-10'));
    await site().run(now);
    await site().eventdb.query('DELETE FROM events');
    await site().insert(event('2026-01-10', { 'source.ip': '2001:db8::1' }));
    expect(claimed(await site().run(now))).toEqual({ '2026-01-10': 'changed events' });
    expect(await site().statistics()).toEqual(await site().rebuilt(now));
  });

  test('counts by the observation where the source names no time', async () => {
    const observed = { 'time.observation': '2026-02-05 23:59:59.999999+00' };
    await site().insert({ ...timeless, ...observed }, event('2026-02-01', observed));
    await site().run(now);
    expect(await site().days()).toEqual({ '2026-02-01': 1, '2026-02-05': 1 });
  });

  test('counts events without a possible time as undated', async () => {
    const times = ['infinity', '-infinity', '0001-01-01 00:00+00', '20261-01-01 00:00+00', '0044-03-15 00:00+00 BC'];
    await site().insert(
      event('2026-02-01'),
      timeless,
      { ...timeless, 'time.observation': 'infinity' },
      ...times.map((time) => ({ ...event('2026-02-01'), 'time.source': time }))
    );
    const first = await site().run(now);
    expect(first).toMatchObject({ days: 1, events: 1, undated: 7 });
    expect(first.news[0]).toMatchObject({ kind: 'claimed', undated: 7 });
    const undated = `SELECT (SELECT undated FROM freshness)::text AS now, (SELECT string_agg(undated::text, ',') FROM runs) AS runs`;
    expect(await site().statsdb.rows(undated)).toEqual([{ now: '7', runs: '7' }]);

    await site().eventdb.query(`UPDATE events SET "time.source" = '2026-02-02 00:00Z' WHERE "time.source" IS NULL`);
    expect(await site().run(now)).toMatchObject({ days: 1, events: 2, undated: 5 });
    expect(await readStatus(site().statsdb)).toMatchObject({ events: 3, undated: 5, daysWaiting: 0 });
  });

  test('keeps ASNs above 2^31 and addresses of any family', async () => {
    await site().insert(
      event('2026-02-01', { 'source.asn': '4294967295', 'source.ip': '2001:db8::1' }),
      event('2026-02-01', { 'source.asn': '4294967295' }),
      { 'time.source': '2026-02-01 00:00+00' }
    );
    await site().run(now);
    const rows = await site().statsdb.query(
      `SELECT asn, events, ips FROM rollups WHERE rollup = 21 ORDER BY asn NULLS LAST`
    );
    expect(rows.rows.map((row) => row.map(String))).toEqual([
      ['4294967295', '2', '2'],
      ['null', '1', '0'],
    ]);
    expect(await readStatus(site().statsdb)).toMatchObject({ withoutAddress: 1 });
  });

  test('says how far the numbers are complete', async () => {
    await site().insert(event('2026-02-01'));
    await site().run(now);
    const complete = 'SELECT closed_until::date AS closed, complete_until::date AS complete FROM freshness';
    expect(await site().statsdb.rows(complete)).toEqual([{ closed: '2026-02-07', complete: '2026-02-07' }]);
    await site().statsdb.execute(`INSERT INTO stats.dirty_days VALUES ('2026-02-01', 'test', now())`);
    expect(await site().statsdb.rows(complete)).toEqual([{ closed: '2026-02-07', complete: '2026-01-31' }]);
  });
});

eachDatabase('Days of a zone', (open) => {
  const site = useSite(open);

  const at = (...moments: string[]) => site().insert(...moments.map((time) => ({ ...event(''), 'time.source': time })));

  test('have 23 and 25 hours in Vienna, and end at its midnight', async () => {
    await site().useZone('Europe/Vienna');
    // Every half hour from 28 to 31 March and from 24 to 27 October.
    await site().eventdb.execute(`
      INSERT INTO events ("time.source") SELECT moment FROM generate_series(
        timestamptz '2025-03-28 23:00Z', timestamptz '2025-03-31 21:59Z', '30 minutes') AS moment;
      INSERT INTO events ("time.source") SELECT moment FROM generate_series(
        timestamptz '2025-10-24 22:00Z', timestamptz '2025-10-27 22:59Z', '30 minutes') AS moment`);
    await at('2025-12-31 22:59:59.999999+00', '2025-12-31 23:00:00+00');
    await site().run(now);
    expect(await site().days()).toEqual({
      '2025-03-29': 48,
      '2025-03-30': 46,
      '2025-03-31': 48,
      '2025-10-25': 48,
      '2025-10-26': 50,
      '2025-10-27': 48,
      '2025-12-31': 1,
      '2026-01-01': 1,
    });
    expect(await site().run(now)).toMatchObject({ days: 0, keptDays: 0 });
    const untouched = await site().run(now, { dryRun: true });
    expect(claimed(untouched)).toEqual({});
  });

  test.each([
    ['Atlantic/Azores', '2025-10-26 00:30+00', '2025-10-26 01:30+00'],
    ['America/Havana', '2025-11-02 04:30+00', '2025-11-02 05:30+00'],
  ])('begin with the first of two midnights in %s', async (zone, ...moments) => {
    await site().useZone(zone);
    await at(...moments);
    await site().run('2025-11-10T12:00:00Z');
    expect(await site().days()).toEqual({ [moments[0].slice(0, 10)]: 2 });
    expect(await site().run('2025-11-10T12:00:00Z')).toMatchObject({ days: 0, keptDays: 0 });
  });

  test('are those of the portal’s today', async () => {
    await site().useZone('Pacific/Auckland');
    await site().insert(event('2026-02-01'));
    await site().run('2026-02-10T11:30:00Z');
    const freshness = await site().statsdb.rows('SELECT zone, closed_until::date AS closed FROM freshness');
    expect(freshness).toEqual([{ zone: 'Pacific/Auckland', closed: '2026-02-08' }]);
  });
});

eachDatabase('A dry run', (open) => {
  const site = useSite(open);

  test('says days and reasons, and changes nothing', async () => {
    await site().insert(event('2026-01-20'), event('2026-02-01'));
    await site().run(now);
    await site().insert(event('2026-02-01'), event('2026-02-02'));
    await site().eventdb.query(`DELETE FROM events WHERE "time.source" < '2026-01-21Z'`);
    const before = await everything(site());
    const dry = await site().run(now, { dryRun: true });
    expect(dry.news).toEqual([
      { kind: 'kept', day: '2026-01-20', events: 0, eventsSeen: 0 },
      {
        kind: 'claimed',
        days: [
          { day: '2026-02-02', reason: 'not counted yet' },
          { day: '2026-02-01', reason: 'new events' },
        ],
        undated: 0,
      },
    ]);
    const forced = await site().run(now, { dryRun: true, forced: { from: '2026-02-01', to: '2026-02-01' } });
    expect(claimed(forced)).toEqual({ '2026-02-01': 'forced' });
    expect(await everything(site())).toEqual(before);
  });
});

eachDatabase('A run that is stopped', (open) => {
  const site = useSite(open);

  const stop = new Error('stopped');

  test('by an error leaves marks, and the next one completes them', async () => {
    await site().insert(...['2025-06-01', '2026-02-01', '2026-02-02'].map((day) => event(day)));
    const stopped = site().run(now, {
      tell: (news) => {
        if (news.kind === 'counted' && news.day === '2026-02-01') {
          throw stop;
        }
      },
    });
    await expect(stopped).rejects.toBe(stop);
    expect(await site().days()).toEqual({ '2026-02-01': 1, '2026-02-02': 1 });
    expect(await site().waiting()).toEqual({ '2025-06-01': 'not counted yet' });
    expect(await readStatus(site().statsdb)).toMatchObject({ lastRunFailed: 'stopped', lastRun: null, daysWaiting: 1 });

    expect(await site().run(now)).toMatchObject({ days: 1, events: 1 });
    expect(await site().waiting()).toEqual({});
    expect(await readStatus(site().statsdb)).toMatchObject({ lastRunFailed: null, daysWaiting: 0, daysCounted: 3 });
    expect(await site().statistics()).toEqual(await site().rebuilt(now));
  });

  test('in the middle of a day leaves that day as it was', async () => {
    await site().insert(event('2026-02-01'), event('2026-02-02'));
    await site().run(now);
    const before = await site().statistics();
    await site().insert(event('2026-02-01'), event('2026-02-02'));
    const broken = breakingAfterOnePiece(site().eventdb, stop);
    await expect(site().run(now, { eventdb: broken })).rejects.toBe(stop);
    expect(await site().statistics()).toEqual(before);
    expect(await site().waiting()).toEqual({ '2026-02-01': 'new events', '2026-02-02': 'new events' });
    expect(await site().run(now)).toMatchObject({ days: 2, events: 4 });
    expect(await site().statistics()).toEqual(await site().rebuilt(now));
  });
});

/** All that the statistics database holds, in the order in which it is stored. */
async function everything({ statsdb }: Site): Promise<unknown> {
  const tables = ['rollups', 'days', 'dirty_days', 'portal', 'runs', 'migrations'];
  return Promise.all(tables.map((name) => statsdb.query(`SELECT ${name}::text FROM stats.${name} ORDER BY 1`)));
}

/** The same database, whose rows end with an error after the first piece. */
function breakingAfterOnePiece(database: Database, error: Error): Database {
  return new Proxy(database, {
    get(target, name) {
      if (name === 'copyOut') {
        return async function* (select: string) {
          for await (const piece of target.copyOut(select)) {
            yield piece;
            throw error;
          }
        };
      }
      const value = Reflect.get(target, name, target) as unknown;
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
