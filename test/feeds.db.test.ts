import { addDays } from '../query/index.ts';
import { feedsOverview } from '../aggregator/src/feeds/overview.ts';
import { findDrift } from '../aggregator/src/drift/find.ts';
import { defaultStorage } from '../aggregator/src/statistics/storage.ts';
import { eachDatabase } from './environment/index.ts';
import type { TestEvent } from './events.ts';
import { event, useSite } from './site.ts';

const today = '2026-02-10';
const now = `${today}T09:00:00Z`;
const ago = (days: number): string => addDays(today, -days);

/** Events of a feed on a day, observed so many hours after its end. */
function delivery(feed: string, day: string, { events = 1, lag = 5 } = {}): TestEvent[] {
  const observed = new Date(Date.parse(`${addDays(day, 1)}T00:00:00Z`) + (lag - 0.5) * 3_600_000).toISOString();
  return Array.from({ length: events }, (_, number) =>
    event(day, {
      'source.ip': `192.0.2.${number + 1}`,
      'time.observation': observed,
      'feed.provider': 'Provider',
      'feed.name': feed,
      'feed.code': `provider-${feed.toLowerCase()}`,
      ...(feed === 'New' ? { 'classification.identifier': 'open-new' } : {}),
    })
  );
}

/** Six weeks: a scan each day, but for four; a slow one; one each Tuesday; one now and then; one that is new. */
function history(): TestEvent[] {
  const days = Array.from({ length: 42 }, (_, age) => ({ age, day: ago(age + 1) }));
  const old = [200, 190].flatMap((age) => delivery('Old', ago(age)));
  return [
    ...old,
    ...days.flatMap(({ age, day }) => [
      ...(age >= 20 && age < 24 ? [] : delivery('Scan', day, { events: age === 10 ? 3 : 30 })),
      ...(age < 3 ? [] : delivery('Slow', day, { events: 12, lag: 71 })),
      ...(new Date(day).getUTCDay() === 2 ? delivery('Weekly', day, { events: 20 }) : []),
      ...(age % 5 === 0 || age % 11 === 3 ? delivery('Rare', day) : []),
      ...(age < 5 ? delivery('New', day, { events: 10 }) : []),
    ]),
  ];
}

eachDatabase('Feeds', (open) => {
  const site = useSite(open);
  beforeEach(() => site().statsdb.execute('TRUNCATE stats.annotations, stats.revisions'));

  const feeds = () =>
    site().statsdb.rows(
      `SELECT feed, method, delivers, weekdays, lag_hours::text AS lag, usual_events::text AS usual,
              first_day::date::text AS first, last_day::date::text AS last
       FROM stats.feeds ORDER BY feed`
    );
  const statuses = async (feed: string, from: string): Promise<Record<string, string>> => {
    const { rows } = await site().statsdb.query(
      `SELECT day::date, closing || ' ' || status FROM stats.feed_status WHERE feed = $1 AND day >= $2::timestamp ORDER BY 1`,
      [feed, from]
    );
    return Object.fromEntries(rows) as Record<string, string>;
  };
  const annotations = async (feed = 'Scan'): Promise<unknown[]> => {
    const { rows } = await site().statsdb.query(
      `SELECT concat_ws(' ', kind, day::date, coalesce(last_day::date::text, '...'), identifier) FROM stats.annotations
       WHERE feed = $1 OR feed IS NULL ORDER BY day, kind`,
      [feed]
    );
    return rows.flat();
  };
  const everything = async (): Promise<unknown> =>
    Promise.all(
      ['feed_days', 'feeds', 'feed_status', 'day_status', 'annotations'].map(async (table) => {
        const { rows } = await site().statsdb.query(
          `SELECT (to_jsonb(${table}) - 'version' - 'judged')::text FROM stats.${table} AS ${table} ORDER BY 1`
        );
        return rows;
      })
    );

  test('are known by their history, and their days are judged by it', async () => {
    await site().insert(...history());
    await site().run(now);
    expect(await feeds()).toMatchObject([
      { feed: 'New', delivers: 'unknown', lag: null },
      { feed: 'Old', delivers: 'ended', first: ago(200), last: ago(190) },
      { feed: 'Rare', delivers: 'irregular', lag: '6', usual: '1' },
      { feed: 'Scan', method: 'scan', delivers: 'daily', weekdays: null, lag: '6', usual: '30', last: ago(1) },
      { feed: 'Slow', delivers: 'daily', lag: '72', usual: '12', first: ago(42), last: ago(4) },
      { feed: 'Weekly', delivers: 'weekdays', weekdays: 'Tue', usual: '20' },
    ]);
    expect(await statuses('Scan', ago(25))).toMatchObject({
      [ago(25)]: 'closed delivered',
      [ago(24)]: 'closed missing',
      [ago(21)]: 'closed missing',
      [ago(20)]: 'closed delivered',
      [ago(11)]: 'closed thin',
      [ago(1)]: 'closed delivered',
      [today]: 'open unknown',
    });
    expect(await statuses('Slow', ago(5))).toEqual({
      [ago(5)]: 'closed delivered',
      [ago(4)]: 'closed delivered',
      [ago(3)]: 'provisional unknown',
      [ago(2)]: 'provisional unknown',
      [ago(1)]: 'provisional unknown',
      [today]: 'open unknown',
    });
    // 2026-02-03 was a Tuesday.
    expect(await statuses('Weekly', '2026-02-02')).toMatchObject({
      '2026-02-02': 'closed not expected',
      '2026-02-03': 'closed delivered',
      '2026-02-04': 'closed not expected',
      [today]: 'open unknown',
    });
    expect(Object.values(await statuses('Rare', ago(20)))).not.toContain('closed missing');
    const { rows } = await site().statsdb.query(
      `SELECT day::date, closing, round(share_in::numeric, 2), missing_feeds FROM stats.day_status WHERE day >= $1::timestamp ORDER BY 1`,
      [ago(5)]
    );
    expect(rows).toEqual([
      [ago(5), 'closed', '1.00', '0'],
      [ago(4), 'closed', '1.00', '0'],
      [ago(3), 'provisional', expect.any(String), '0'],
      [ago(2), 'provisional', '0.58', '0'],
      [ago(1), 'provisional', expect.any(String), '0'],
      [today, 'open', '0.00', '0'],
    ]);
    // By its age alone the day after it would be closed too.
    const closed = await site().statsdb.query('SELECT closed_until::date, complete_until::date FROM stats.freshness');
    expect(closed.rows).toEqual([[ago(4), ago(4)]]);

    const told = (json: boolean) => feedsOverview(site().statsdb, { now: new Date(now), json });
    expect(await told(false)).toMatch(/Provider +Weekly +provider-weekly +other +weekdays: Tue .* 20 /);
    expect(JSON.parse(await told(true))).toMatchObject([
      { feed: 'New' },
      { feed: 'Old', usual_events: null },
      { feed: 'Rare' },
      { feed: 'Scan', method: 'scan', usual_events: 30, missing: 4, thin: 1, last_missing: ago(21) },
      { feed: 'Slow' },
      { feed: 'Weekly' },
    ]);

    expect(await annotations()).toEqual([
      `new report ${ago(42)} ${ago(42)}`,
      `feed missing ${ago(24)} ${ago(21)}`,
      `new identifier ${ago(5)} ${ago(5)} open-new`,
    ]);
    await site().statsdb.execute(
      `INSERT INTO stats.annotations (kind, day, text, made_at) VALUES ('manual', '2026-02-01', 'by hand', now())`
    );

    // What comes late, what is deleted, and what the settings say.
    await site().insert(...delivery('Scan', ago(22), { events: 30 }));
    await site().eventdb.query(`DELETE FROM events WHERE "feed.name" = 'Scan' AND "time.source"::date = $1::date`, [
      ago(15),
    ]);
    site().settings = {
      ...site().settings,
      eventdb: { ...site().settings.eventdb, retentionDays: 1000 },
      feeds: [
        { feed: 'Weekly', ends: ago(9), method: 'honeypot' },
        { code: 'provider-rare', delivers: 'daily' },
      ],
    };
    await site().run(now);
    expect(await statuses('Scan', ago(23))).toMatchObject({
      [ago(23)]: 'closed missing',
      [ago(22)]: 'closed delivered',
      [ago(21)]: 'closed missing',
      [ago(15)]: 'closed missing',
    });
    expect(await statuses('Weekly', ago(8))).toMatchObject({
      [ago(7)]: 'closed delivered',
      [today]: 'open not expected',
    });
    expect(Object.values(await statuses('Rare', ago(20)))).toContain('closed missing');
    expect(await feeds()).toMatchObject([
      {},
      { feed: 'Old', first: ago(200) },
      { delivers: 'daily' },
      {},
      {},
      { delivers: 'ended', method: 'honeypot' },
    ]);

    expect(await annotations()).toEqual([
      `new report ${ago(42)} ${ago(42)}`,
      `feed missing ${ago(24)} ${ago(23)}`,
      `back-fill ${ago(22)} ${ago(22)}`,
      `feed missing ${ago(21)} ${ago(21)}`,
      `feed missing ${ago(15)} ${ago(15)}`,
      `manual 2026-02-01 ...`,
      `new identifier ${ago(5)} ${ago(5)} open-new`,
    ]);

    // A second run changes nothing, and what is learned from nothing is the same.
    const learned = await everything();
    await site().run(now);
    expect(await everything()).toEqual(learned);
    await site().forget();
    await site().run(now);
    expect(await everything()).toEqual(learned);

    // Of days whose events are gone the cells say all but the lags.
    const deliveries = `SELECT day, provider, feed, feed_code, events FROM stats.feed_days ORDER BY 1, 2, 3, 4`;
    const before = (await site().statsdb.query(deliveries)).rows;
    await site().statsdb.execute('TRUNCATE stats.feed_days, stats.feeds, stats.feed_status, stats.day_status');
    await site().run(now);
    expect((await site().statsdb.query(deliveries)).rows).toEqual(before);
    expect(await feeds()).toMatchObject([{}, {}, {}, { feed: 'Scan', delivers: 'daily', lag: null }, {}, {}]);
  });

  test('have their tables as check knows them', async () => {
    expect(await findDrift(site().statsdb, defaultStorage)).toEqual([]);
    await site().statsdb.execute('ALTER TABLE stats.feed_status DROP COLUMN expected');
    expect((await findDrift(site().statsdb, defaultStorage)).map(({ what }) => what)).toEqual([
      'stats.feed_status has no column expected',
    ]);
    await site().statsdb.execute('ALTER TABLE stats.feed_status ADD COLUMN expected boolean NOT NULL DEFAULT true');
  });
});
