import { addDays, parseQuestion, plan, print, printMentions } from '@stats-portal/query';
import type { Database } from '../aggregator/src/database/database.ts';
import { toObjects } from '../aggregator/src/answer/table.ts';
import { readAccess } from '../aggregator/src/operators/isolation/access.ts';
import { grantAccess } from '../aggregator/src/operators/isolation/grant.ts';
import { storeConstituency } from '../aggregator/src/operators/store.ts';
import { eachDatabase } from './environment/index.ts';
import { createEvents, insertEvents, type TestEvent } from './events.ts';
import { runAt, setUp, testSettings } from './portal.ts';

const now = '2026-02-10T04:00:00Z';
const first = '2026-01-01';
/** Averages are made in another order than here. */
const near = (value: number): unknown => expect.closeTo(value, 9);
/** Of the feed Scan, in the week from the 19th to the 25th. */
const outage = ['2026-01-20', '2026-01-21', '2026-01-22', '2026-01-23'];
const week = { from: '2026-01-19', to: '2026-01-25' };

/** Whose network all of `vulnerable` is. */
const constituency = {
  operators: [{ key: 'alpha', name: 'Alpha' }],
  asns: [{ operator: 'alpha', asn: 64496, isPrimary: false, addresses: null }],
  networks: [],
};

/** Scan gives 12 of 20 addresses of `vulnerable`, and 1 of 20 of `malicious-code`; Other gives the rest. */
function daily(): TestEvent[] {
  const days = Array.from({ length: 30 }, (_, number) => addDays(first, number));
  return days.flatMap((day) => [
    ...(outage.includes(day)
      ? []
      : [...cells(day, 'Scan', 'vulnerable', 12), ...cells(day, 'Scan', 'malicious-code', 1)]),
    ...cells(day, 'Other', 'vulnerable', 8),
    ...cells(day, 'Other', 'malicious-code', 19),
  ]);
}

function cells(day: string, feed: string, taxonomy: string, count: number): TestEvent[] {
  const network = feed === 'Scan' ? '192.0.2' : '198.51.100';
  return Array.from({ length: count }, (_, number) => ({
    'time.source': `${day} 12:00:00+00`,
    'source.ip': `${network}.${taxonomy === 'vulnerable' ? number + 1 : number + 101}`,
    'source.asn': taxonomy === 'vulnerable' ? '64496' : '64497',
    'feed.provider': 'Provider',
    'feed.name': feed,
    'classification.taxonomy': taxonomy,
    'classification.type': taxonomy === 'vulnerable' ? 'vulnerable-system' : 'infected-system',
  }));
}

eachDatabase('Gaps', (open) => {
  let statsdb: Database;

  beforeAll(async () => {
    const eventdb = await open();
    statsdb = await open();
    const settings = await testSettings();
    await createEvents(eventdb);
    await insertEvents(eventdb, daily());
    await setUp(statsdb, settings);
    await storeConstituency(statsdb, constituency, { source: 'test', now: new Date(now) });
    await grantAccess(statsdb, { operators: ['alpha'], crowd: {}, passwords: new Map(), now: new Date(now) });
    await runAt(now, { eventdb, statsdb, settings });
  });

  const planned = (question: object) => plan(parseQuestion({ ...week, gaps: 'show', ...question }));
  const ask = async (question: object): Promise<Array<Record<string, unknown>>> =>
    toObjects(await statsdb.query(print(planned(question))));
  const mentions = async (question: object) => toObjects(await statsdb.query(printMentions(planned(question))!));
  const line = async (question: object, metric: string): Promise<unknown[]> =>
    (await ask({ shape: 'series', grain: 'day', ...question })).flatMap((row) =>
      row.metric === metric ? [row.value] : []
    );

  test('a day is a gap of what the missing feed gives much of, and of nothing else', async () => {
    expect(await line({ by: ['taxonomy'] }, 'vulnerable')).toEqual([20, null, null, null, null, 20, 20]);
    expect(await line({ by: ['taxonomy'] }, 'malicious-code')).toEqual([20, 19, 19, 19, 19, 20, 20]);
    expect(await line({}, 'ips')).toEqual([40, null, null, null, null, 40, 40]);
    expect(await line({ measure: 'events' }, 'events')).toEqual([40, null, null, null, null, 40, 40]);
    expect(await line({ by: ['feed'] }, 'Scan')).toEqual([13, null, null, null, null, 13, 13]);
    expect(await line({ by: ['feed'] }, 'Other')).toEqual(Array(7).fill(27));
    expect(await line({ by: ['taxonomy'], movingMedian: 3 }, 'vulnerable')).toEqual([
      20,
      null,
      null,
      null,
      null,
      20,
      20,
    ]);
    expect(await line({ gaps: 'ignore' }, 'ips')).toEqual([40, 27, 27, 27, 27, 40, 40]);
  });

  test('an average leaves such a day out, of the row that rests on it alone', async () => {
    const [vulnerable, malicious] = [
      { taxonomy: 'vulnerable', ips: 20, days: 3, of_days: 7 },
      { taxonomy: 'malicious-code', ips: near((3 * 20 + 4 * 19) / 7), days: 7, of_days: 7 },
    ];
    expect(await ask({ by: ['taxonomy'] })).toEqual([vulnerable, malicious]);
    expect(await ask({ by: ['taxonomy'], grain: 'week' })).toEqual(
      [vulnerable, malicious].map((row) => ({ week: week.from, ...row }))
    );
    expect(await ask({})).toEqual([{ ips: 40, days: 3, of_days: 7 }]);
    expect(await ask({ ...days(outage) })).toEqual([{ ips: null, days: 0, of_days: 4 }]);
    // Sums of events are what was there.
    expect(await ask({ measure: 'events' })).toEqual([{ events: 3 * 40 + 4 * 27 }]);
  });

  test('a ranking is by what is left, compared with what is left, and a row has one value in every panel', async () => {
    const ranking = await ask({ by: ['taxonomy'], shape: 'ranking' });
    expect(ranking).toMatchObject([
      { taxonomy: 'vulnerable', rank: 1, ips: 20, share: 0.5, days: 3 },
      { taxonomy: 'malicious-code', rank: 2, share: near(136 / 7 / 40), days: 7 },
    ]);
    expect(await ask({ by: ['taxonomy'], shape: 'ranking', gaps: 'ignore' })).toMatchObject([
      { taxonomy: 'malicious-code', rank: 1 },
      { taxonomy: 'vulnerable', rank: 2, ips: near((3 * 20 + 4 * 8) / 7) },
    ]);
    const top = await ask({ by: ['taxonomy'], top: 1 });
    expect(top).toMatchObject([
      { taxonomy: 'vulnerable', part: 'ranked' },
      { part: 'remaining', days: 7 },
    ]);
    const one = (taxonomy: string) => ask({ where: [{ dimension: 'taxonomy', operator: 'in', values: [taxonomy] }] });
    expect([top[0]!.ips, (await one('vulnerable'))[0]!.ips]).toEqual([20, 20]);
    expect([top[1]!.ips, (await one('malicious-code'))[0]!.ips]).toEqual([ranking[1]!.ips, ranking[1]!.ips]);
    expect(await ask({ by: ['taxonomy'], compare: 'previous', from: '2026-01-24', to: '2026-01-30' })).toMatchObject([
      { taxonomy: 'malicious-code', ips: 20, previous: near(136 / 7) },
      { taxonomy: 'vulnerable', ips: 20, previous: 20, change: 0 },
    ]);
  });

  test('a day that rests on a missing feed does not teach what is expected', async () => {
    // The Fridays before are four, and one of them is a gap of the one taxonomy.
    const friday = { from: '2026-01-30', to: '2026-01-30', by: ['taxonomy'], top: 5, expected: true };
    const asked = async (gaps: string): Promise<unknown[]> => {
      const question = planned({ ...friday, shape: 'series', grain: 'day', gaps });
      return toObjects(await statsdb.query(print(question, { columns: true }))).map(({ expected }) => expected);
    };
    expect(await asked('show')).toEqual([20, null]);
    expect(await asked('ignore')).toEqual([20, 20]);
  });

  test('what remains is a row as any other', async () => {
    const lines = { by: ['taxonomy'], top: 1 };
    expect(await line(lines, 'malicious-code')).toEqual([20, 19, 19, 19, 19, 20, 20]);
    expect(await line(lines, 'remaining')).toEqual([20, null, null, null, null, 20, 20]);
  });

  test('the feed is mentioned, with its share and its days', async () => {
    const scan = { provider: 'Provider', feed: 'Scan', first_day: outage[0], last_day: outage[3], days: 4 };
    expect(await mentions({})).toEqual([{ ...scan, rows: 1, share: 13 / 40 }]);
    expect(await mentions({ by: ['taxonomy'] })).toEqual([{ ...scan, rows: 1, share: 0.6 }]);
    expect(await mentions({ by: ['provider', 'feed'] })).toEqual([{ ...scan, rows: 1, share: 1 }]);
    expect(await mentions({ measure: 'events', grain: 'month' })).toEqual([{ ...scan, rows: 1, share: 13 / 40 }]);
    expect(await mentions({ by: ['country'] })).toEqual([{ ...scan, rows: 1, share: 13 / 40 }]);
    expect(await mentions({ from: '2026-01-24' })).toEqual([]);
    const [row] = toObjects(
      await statsdb.query(
        print(planned({ by: ['asn'], shape: 'series', grain: 'day' }), { columns: true, mentions: true })
      )
    );
    expect(JSON.parse(String(row!.missing_feeds))).toEqual([{ ...scan, rows: 1, share: 0.6 }]);
  });

  test('a question of the whole period keeps its number, and mentions the feed too', async () => {
    const asked = plan(parseQuestion({ ...week, gaps: 'show', measure: 'ips_period', by: ['taxonomy'] }), undefined, {
      from: first,
      to: '2026-01-30',
    });
    const scan = { feed: 'Scan', first_day: outage[0], last_day: outage[3], days: 4, rows: 1, share: 13 / 40 };
    expect(toObjects(await statsdb.query(printMentions(asked)!))).toMatchObject([scan]);
    expect(print(asked)).toBe(print({ ...asked, gaps: null }));
    const told = plan({ ...asked.question, by: [] }, undefined, asked.presence);
    const [row] = toObjects(await statsdb.query(print(told, { columns: true, mentions: true })));
    expect(row!.ips_period).toBe(0);
    expect(JSON.parse(String(row!.missing_feeds))).toMatchObject([scan]);
  });

  test('an operator has the same gaps in its own numbers', async () => {
    const { id } = (await readAccess(statsdb))[0]!;
    const own = [{ dimension: 'operator', operator: 'in', values: ['alpha'] }];
    await statsdb.execute(`SET ROLE ${id}; SET search_path = ${id}`);
    try {
      expect(await line({ where: own }, 'ips')).toEqual([20, null, null, null, null, 20, 20]);
      expect(await ask({ where: own })).toEqual([{ ips: 20, days: 3, of_days: 7 }]);
      expect(await ask({ by: ['asn'], shape: 'ranking' })).toMatchObject([{ asn: 64496, ips: 20, days: 3 }]);
      expect(await mentions({ where: own })).toMatchObject([{ feed: 'Scan', days: 4, share: 0.6 }]);
    } finally {
      await statsdb.execute('RESET ROLE; SET search_path = stats, public');
    }
  });
});

function days(some: readonly string[]): { from: string; to: string } {
  return { from: some[0]!, to: some.at(-1)! };
}
