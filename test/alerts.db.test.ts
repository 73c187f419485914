import { identifier } from '@stats-portal/catalog';
import { addDays, parseQuestion, plan, print } from '@stats-portal/query';
import type { Database } from '../aggregator/src/database/database.ts';
import { setUpReading } from '../aggregator/src/statistics/statistics.ts';
import { alertGroups, type Alert } from '../dashboards/alerts.ts';
import { copyColumns, copyLines, sampleEvents, sampleStory, storyDays } from '../demo/sample/index.ts';
import { embeddedDatabase } from './environment/index.ts';
import { createEvents, insertEvents, type TestEvent } from './events.ts';
import { runAt, setUp, testSettings } from './portal.ts';

const alerts = alertGroups.flatMap(({ alerts }) => alerts);
const firstDay = Date.UTC(2026, 0, 1);
const days = 60;
const dayOf = (index: number): string => new Date(firstDay + index * 86_400_000).toISOString().slice(0, 10);

/** So many are closed when they are counted on the day after the last of them: that one and two more are provisional. */
const lastClosed = days - 2;

interface Planted {
  readonly from: number;
  readonly to?: number;
  readonly addresses: number;
  readonly event: TestEvent;
}

/** So many addresses on each of these days. */
function planted({ from, to = days, addresses, event }: Planted): TestEvent[] {
  return Array.from({ length: to - from }, (_, index) =>
    Array.from({ length: addresses }, (_, host) => ({
      'time.source': `${dayOf(from + index)} 12:00:00+00`,
      'source.ip': `198.51.100.${host + 1}`,
      'source.asn': '64496',
      'source.geolocation.cc': 'AT',
      'feed.provider': 'Provider',
      'feed.name': 'Steady',
      'classification.taxonomy': 'vulnerable',
      'classification.type': 'weak-crypto',
      'classification.identifier': 'ssl-poodle',
      ...event,
    }))
  ).flat();
}

const quiet = planted({ from: 0, addresses: 10, event: {} });

async function counted(events: readonly TestEvent[]): Promise<Database> {
  const eventdb = await embeddedDatabase();
  const statsdb = await embeddedDatabase();
  const settings = await testSettings();
  await createEvents(eventdb);
  await insertEvents(eventdb, [...quiet, ...events]);
  await setUp(statsdb, settings);
  await runAt(`${dayOf(days)}T04:00:00Z`, { eventdb, statsdb, settings });
  await setUpReading(statsdb);
  return statsdb;
}

/** The texts of the rows whose number is above the limit, as Grafana would have an alert for each. */
async function firing(statsdb: Database, { sql, above }: Alert): Promise<Array<Array<string | null>>> {
  const { rows } = await statsdb.query(sql);
  return rows.filter((row) => Number(row.at(-1)) > above).map((row) => row.slice(0, -1));
}

const alert = (name: string): Alert => alerts.find((one) => one.name === name)!;

describe('on quiet days', () => {
  let statsdb: Database;

  beforeAll(async () => {
    statsdb = await counted([]);
  });

  test.each(alerts.map((one) => [one.title, one] as const))('no alert: %s', async (_title, one) => {
    expect(await firing(statsdb, one)).toEqual([]);
  });

  test('the aggregator is late when its last good run is more than 26 hours ago, whatever failed since', async () => {
    await statsdb.execute(`UPDATE stats.runs SET finished_at = now() - interval '25 hours'`);
    expect(await firing(statsdb, alert('late'))).toEqual([]);
    await statsdb.execute(`UPDATE stats.runs SET finished_at = now() - interval '27 hours'`);
    await statsdb.execute(`INSERT INTO stats.runs (started_at, finished_at, failure) VALUES (now(), now(), 'lost')`);
    expect(await firing(statsdb, alert('late'))).toEqual([[]]);
    await statsdb.execute('DELETE FROM stats.runs');
    expect(await firing(statsdb, alert('late'))).toEqual([[]]);
  });
});

test('a statistics database in which nothing was counted yet: only the aggregator is late', async () => {
  const statsdb = await embeddedDatabase();
  await setUp(statsdb, await testSettings());
  for (const one of alerts) {
    expect([one.name, await firing(statsdb, one)]).toEqual([one.name, one.name === 'late' ? [[]] : []]);
  }
});

describe('what was planted', () => {
  let statsdb: Database;

  beforeAll(async () => {
    statsdb = await counted([
      // Silent on exactly two closed days, on one only, and with so little that it may have nothing to tell.
      ...planted({ from: 0, to: lastClosed - 2, addresses: 20, event: { 'feed.name': 'Silent' } }),
      ...planted({ from: 0, to: lastClosed - 1, addresses: 20, event: { 'feed.name': 'Slow' } }),
      ...planted({ from: 0, to: lastClosed - 2, addresses: 1, event: { 'feed.name': 'Small' } }),
      ...planted({
        from: 0,
        to: lastClosed - 2,
        addresses: 20,
        event: { 'feed.provider': undefined, 'feed.name': undefined },
      }),
      // From 30 to 61 addresses a day; from 30 to 60; from 1 to 10.
      ...planted({ from: 0, addresses: 30, event: { 'source.asn': '64497' } }),
      ...planted({ from: lastClosed - 7, addresses: 61, event: { 'source.asn': '64497' } }),
      ...planted({ from: 0, addresses: 30, event: { 'source.asn': '64498' } }),
      ...planted({ from: lastClosed - 7, addresses: 60, event: { 'source.asn': '64498' } }),
      ...planted({ from: 0, addresses: 1, event: { 'source.asn': '64499' } }),
      ...planted({ from: lastClosed - 7, addresses: 10, event: { 'source.asn': '64499' } }),
      ...planted({ from: lastClosed - 7, addresses: 25, event: { 'source.asn': '64500' } }),
      // Steady, but for four days of the week before on which the feed was missing.
      ...[
        { from: 0, to: lastClosed - 14 },
        { from: lastClosed - 10, to: days },
      ].flatMap((when) => planted({ ...when, addresses: 60, event: { 'source.asn': '64503', 'feed.name': 'Back' } })),
      ...planted({ from: 0, addresses: 40, event: { 'source.asn': undefined } }),
      ...planted({ from: lastClosed - 7, addresses: 100, event: { 'source.asn': undefined } }),
      // New in the own country, old, new elsewhere, and not closed yet.
      ...planted({ from: lastClosed - 7, addresses: 1, event: { 'classification.identifier': 'open-redis' } }),
      ...planted({ from: lastClosed - 8, addresses: 1, event: { 'classification.identifier': 'open-ntp' } }),
      ...planted({
        from: lastClosed - 7,
        addresses: 1,
        event: { 'classification.identifier': 'open-snmp', 'source.geolocation.cc': 'XX' },
      }),
      ...planted({ from: lastClosed, addresses: 1, event: { 'classification.identifier': 'open-ssdp' } }),
      // The same problem of the same networks, under another name.
      ...planted({ from: 0, to: lastClosed - 7, addresses: 30, event: { 'classification.identifier': 'old-name' } }),
      ...planted({ from: lastClosed - 7, addresses: 28, event: { 'classification.identifier': 'new-name' } }),
      // An old one under a new class, and none.
      ...planted({ from: lastClosed - 7, addresses: 1, event: { 'classification.type': 'vulnerable-system' } }),
      ...planted({ from: lastClosed - 7, addresses: 1, event: { 'classification.identifier': undefined } }),
    ]);
  });

  test('feeds that are silent', async () => {
    expect(await firing(statsdb, alert('feed-silent'))).toEqual([
      ['(none)', '(none)'],
      ['Provider', 'Silent'],
    ]);
  });

  test('what changed from one closed week to the next, and why', async () => {
    const rows = await statsdb.rows<Record<string, string>>(
      `SELECT identifier, round(events_after - events_before) AS change, round(by_feeds) AS feeds, round(by_new) AS new,
              round(by_reclassification) AS renamed, round(remaining) AS remains, why FROM stats.changes`
    );
    expect(rows.filter(({ identifier }) => identifier !== 'ssl-poodle')).toEqual([
      {
        identifier: 'old-name',
        change: '-30',
        feeds: '0',
        new: '0',
        renamed: '-28',
        remains: '-2',
        why: 'now vulnerable / weak-crypto / new-name (−28)',
      },
      {
        identifier: 'new-name',
        change: '28',
        feeds: '0',
        new: '0',
        renamed: '28',
        remains: '0',
        why: 'before vulnerable / weak-crypto / old-name (+28)',
      },
    ]);
    // Three feeds are gone from it, two of them for two days and one for one day of seven: 20 events a day each. One is
    // back, after four days with 60 fewer.
    expect(rows.find(({ identifier, why }) => identifier === 'ssl-poodle' && why!.includes('missing'))).toMatchObject({
      feeds: String(Math.round((60 * 4 - 20 * (2 + 2 + 1)) / 7)),
    });
  });

  test('networks that rise', async () => {
    expect(await firing(statsdb, alert('asn-rising'))).toEqual([['64497'], ['64500']]);
  });

  test('a day of the country that is not as expected', async () => {
    expect(await firing(statsdb, alert('unexpected-day'))).toEqual([['AT']]);
  });

  test('an identifier that is new in the country that most is reported from', async () => {
    expect(await firing(statsdb, alert('new-identifier'))).toEqual([['new-name'], ['open-redis']]);
  });

  test('or in the one that the login is set to', async () => {
    await statsdb.execute(`SET stats_portal.country = 'XX'`);
    expect(await firing(statsdb, alert('new-identifier'))).toEqual([['open-snmp']]);
    await statsdb.execute(`RESET stats_portal.country`);
  });
});

test('the demo’s outage and its new identifier are told while they are there, to who may only read', async () => {
  const range = { lastDay: '2026-03-31', days: 90 };
  const turns = storyDays(range);
  // Two days of the outage are closed, and nothing later has come yet.
  const today = addDays(turns.outage[1]!, 3);
  const eventdb = await embeddedDatabase();
  const statsdb = await embeddedDatabase();
  const settings = await testSettings();
  await createEvents(eventdb);
  const sample = [...sampleEvents({ ...range, seed: 1, eventsPerDay: 600, now: `${today}T04:00:00Z` })];
  const come = sample.filter((event) => String(event['time.source'] ?? event['time.observation']) < today);
  const lines = new TextEncoder().encode([...copyLines(come)].join(''));
  await eventdb.copyIn(`events (${copyColumns.map(identifier).join(', ')})`, [lines]);
  await setUp(statsdb, settings);
  await runAt(`${today}T04:00:00Z`, { eventdb, statsdb, settings });
  await setUpReading(statsdb);
  await statsdb.execute('SET ROLE statsro');
  const { provider, feed } = sampleStory.outage;
  expect(await firing(statsdb, alert('feed-silent'))).toContainEqual([provider, feed]);
  const fresh = (await firing(statsdb, alert('new-identifier'))).map((names) => names.at(-1));
  expect(fresh).toContain(sampleStory.wave.identifier);
  expect(await firing(statsdb, alert('late'))).toEqual([]);
  expect((await firing(statsdb, alert('asn-rising'))).length).toBeLessThan(4);

  // In every curve that rests on the feed the outage is a gap, and in no other.
  const [first, second] = turns.outage as [string, string];
  const curve = async (...where: object[]): Promise<unknown[]> => {
    const asked = { where, grain: 'day', shape: 'series', gaps: 'show', from: addDays(first, -2), to: second };
    const { rows } = await statsdb.query(print(plan(parseQuestion(asked))));
    return rows.map(([, , value]) => value === null);
  };
  const is = (dimension: string, value: string) => ({ dimension, operator: 'in', values: [value] });
  const problem = is('identifier', sampleStory.outage.identifier);
  expect(await curve(is('feed', feed))).toEqual([false, false, true, true]);
  expect(await curve(problem)).toEqual([false, false, true, true]);
  expect(await curve(problem, is('taxonomy', 'vulnerable'))).toEqual([false, false, true, true]);
  expect(await curve(is('identifier', sampleStory.reclassified.identifier))).toEqual([false, false, false, false]);
  expect(await curve()).toEqual([false, false, false, false]);
});
