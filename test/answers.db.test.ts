import { addDays, parseQuestion, plan, print, type Question } from '@stats-portal/query';
import fc from 'fast-check';
import type { Database } from '../aggregator/src/database/database.ts';
import { toObjects } from '../aggregator/src/answer/table.ts';
import { goldenQuestions } from '../query/golden.questions.ts';
import { expectedOf } from '../query/expected.fixture.ts';
import { judgeTrends } from '../query/trend.fixture.ts';
import { generator, poisson } from './random.ts';
import { eachDatabase } from './environment/index.ts';
import { createEvents, insertEvents, type TestEvent } from './events.ts';
import { runAt, setUp, testSettings } from './portal.ts';

const now = '2026-02-10T04:00:00Z';
const range = { from: '2026-01-01', to: '2026-01-10' };

/** Hand-made: three networks, one address without any, no delivery on the 4th. */
const events: TestEvent[] = [
  ...each(['2026-01-01', '2026-01-02', '2026-01-03'], '192.0.2.1', '64496', 'vulnerable', 3),
  ...each(['2026-01-01', '2026-01-02'], '192.0.2.2', '64496', 'vulnerable'),
  ...each(['2026-01-01', '2026-01-05'], '192.0.2.3', '64497', 'vulnerable'),
  ...each(['2026-01-02'], '192.0.2.4', '64498', 'malicious-code'),
  ...each(['2026-01-03'], '192.0.2.5', undefined, 'vulnerable', 2),
  ...each(['2025-12-31'], '192.0.2.1', '64496', 'vulnerable'),
  ...each(['2025-01-02', '2024-02-28', '2024-02-29'], '192.0.2.9', '64497', 'vulnerable'),
];

function each(days: readonly string[], ip: string, asn: string | undefined, taxonomy: string, times = 1): TestEvent[] {
  const event = (day: string): TestEvent => ({
    'time.source': `${day} 12:00:00+00`,
    'source.ip': ip,
    ...(asn === undefined ? {} : { 'source.asn': asn }),
    'classification.taxonomy': taxonomy,
    'classification.type': 'weak-crypto',
  });
  return days.flatMap((day) => Array.from({ length: times }, () => event(day)));
}

eachDatabase('answers', (open) => {
  let statsdb: Database;

  beforeAll(async () => {
    const eventdb = await open();
    statsdb = await open();
    const settings = await testSettings();
    await createEvents(eventdb);
    await insertEvents(eventdb, events);
    await setUp(statsdb, settings);
    await runAt(now, { eventdb, statsdb, settings });
  });

  const ask = async (question: object): Promise<Array<Record<string, unknown>>> =>
    toObjects(await statsdb.query(print(plan(parseQuestion({ ...range, ...question })))));

  test.each(Object.keys(goldenQuestions))('golden SQL runs: %s', async (name) => {
    const question: Question = goldenQuestions[name]!;
    const { columns } = await statsdb.query(print(plan(question)));
    expect(columns.length).toBeGreaterThan(0);
  });

  test('an average is divided by the days that were delivered, and says so', async () => {
    // 3 + 3 + 2 + 1 addresses on four delivered days of ten.
    expect(await ask({})).toEqual([{ ips: 9 / 4, days: 4, of_days: 10 }]);
    expect(await ask({ grain: 'week', from: '2026-01-02', to: '2026-01-10' })).toEqual([
      { week: '2025-12-29', ips: 5 / 2, days: 2, of_days: 3 },
      { week: '2026-01-05', ips: 1, days: 1, of_days: 6 },
    ]);
  });

  test('a ranking has what has no value below it, and what remains in one row', async () => {
    expect(await ask({ measure: 'events', by: ['asn'], top: 1 })).toEqual([
      { asn: 64496, rank: 1, part: 'ranked', events: 11 },
      { asn: null, rank: null, part: 'none', events: 2 },
      { asn: null, rank: null, part: 'remaining', events: 3 },
    ]);
    expect(await ask({ measure: 'events', by: ['asn'], top: 1, remaining: false })).toHaveLength(2);
  });

  test('a value, or none', async () => {
    const where = [{ ...filter('asn', '64497'), orNone: true }];
    expect(await ask({ measure: 'events', by: ['asn'], where })).toEqual([
      { asn: 64497, events: 2 },
      { asn: null, events: 2 },
    ]);
  });

  test('all parts together are the whole', async () => {
    const parts = await ask({ measure: 'events', by: ['asn'], top: 1 });
    const [whole] = await ask({ measure: 'events' });
    expect(parts.reduce((sum, row) => sum + Number(row.events), 0)).toBe(whole!.events);
  });

  test('a series has zeros where others were delivered, and gaps where nothing was', async () => {
    const points = await ask({ grain: 'day', shape: 'series', by: ['asn'], where: [filter('asn', '64497')] });
    expect(points).toEqual([
      { time: '2026-01-01 00:00:00', metric: '64497', value: 1 },
      { time: '2026-01-02 00:00:00', metric: '64497', value: 0 },
      { time: '2026-01-03 00:00:00', metric: '64497', value: 0 },
      { time: '2026-01-05 00:00:00', metric: '64497', value: 1 },
    ]);
  });

  test('of the whole, which has a cell on each delivered day, none is no zero: it may not be seen', async () => {
    const stats = 'SELECT set_config($1, $2, false)';
    await statsdb.query(stats, ['search_path', 'pg_temp, stats, public']);
    await statsdb.execute('CREATE TEMP VIEW rollups AS SELECT * FROM stats.rollups WHERE asn = 64496');
    try {
      const days = await ask({ grain: 'day', shape: 'series', to: '2026-01-02' });
      expect(days.map(({ value }) => value)).toEqual([null, null]);
      expect(await ask({})).toMatchObject([{ ips: null }]);
      expect(await ask({ where: [filter('country', 'ZZ')] })).toMatchObject([{ ips: 0 }]);
    } finally {
      await statsdb.execute('DROP VIEW pg_temp.rollups');
      await statsdb.query(stats, ['search_path', 'stats, public']);
    }
  });

  test('lines of a top N: the ranked, what has no value, what remains', async () => {
    const points = await ask({
      measure: 'events',
      grain: 'day',
      shape: 'series',
      by: ['asn'],
      top: 1,
      to: '2026-01-02',
    });
    expect(points.map(({ metric, value }) => [metric, value])).toEqual([
      ['64496', 4],
      ['remaining', 1],
      ['64496', 4],
      ['remaining', 1],
    ]);
  });

  test('the days before stand beside, also of what is new or gone', async () => {
    const rows = await ask({
      measure: 'events',
      by: ['asn'],
      from: '2026-01-02',
      to: '2026-01-02',
      compare: 'previous',
    });
    expect(rows).toEqual([
      { asn: 64496, events: 4, previous: 4, change: 0 },
      { asn: 64498, events: 1, previous: 0, change: null },
      { asn: 64497, events: 0, previous: 1, change: -1 },
    ]);
  });

  test('a year before; a leap day doubles nothing', async () => {
    const [row] = await ask({
      by: ['asn'],
      where: [filter('asn', '64497')],
      grain: 'day',
      from: '2026-01-02',
      to: '2026-01-02',
      compare: 'last-year',
    });
    expect(row).toMatchObject({ ips: 0, previous: 1 });
    const february = await ask({ grain: 'day', from: '2025-02-27', to: '2025-03-01', compare: 'last-year' });
    expect(february).toEqual([{ day: '2025-02-28', ips: 0, previous: 1, change: -1 }]);
  });

  test('a moving median looks back over delivered days, also before the range', async () => {
    const rows = await ask({ measure: 'events', grain: 'day', from: '2026-01-02', to: '2026-01-05', movingMedian: 3 });
    // Events a day: 1 (31st), 5, 5, 5 and, after a gap, 1.
    expect(rows.map(({ day, events: count, median }) => [day, count, median])).toEqual([
      ['2026-01-02', 5, 5],
      ['2026-01-03', 5, 5],
      ['2026-01-05', 1, 5],
    ]);
  });

  test('a median counts a delivered day without a cell as zero', async () => {
    const question = { measure: 'events', grain: 'day', from: '2026-01-02', to: '2026-01-05', movingMedian: 2 };
    const rows = await ask({ ...question, where: [filter('taxonomy', 'malicious-code')] });
    expect(rows.map(({ day, events: count, median }) => [day, count, median])).toEqual([
      ['2026-01-02', 1, 0.5],
      ['2026-01-03', 0, 0.5],
      ['2026-01-05', 0, 0],
    ]);
  });

  test('provisional days are left out of averages and rankings, unless they are asked for', async () => {
    await statsdb.execute(`UPDATE stats.portal SET closed_until = '2026-01-02'`);
    try {
      expect(await ask({})).toEqual([{ ips: 3, days: 2, of_days: 10 }]);
      expect(await ask({ closed: false })).toEqual([{ ips: 9 / 4, days: 4, of_days: 10 }]);
      expect(await ask({ measure: 'events', by: ['asn'], top: 5 })).toHaveLength(3);
      expect(await ask({ measure: 'events', grain: 'day' })).toHaveLength(4);
    } finally {
      await statsdb.execute(`UPDATE stats.portal SET closed_until = '2026-02-07'`);
    }
  });

  test('a ranking has shares of the whole, over the same days, and all of it where no top is asked for', async () => {
    const ranking = { measure: 'events', by: ['asn'], shape: 'ranking' };
    const shares = async (more: object): Promise<unknown[][]> =>
      (await ask({ ...ranking, ...more })).map(({ asn, part, rank, share }) => [asn, part, rank, share]);
    expect(await shares({})).toEqual([
      [64496, 'ranked', 1, 11 / 16],
      [64497, 'ranked', 2, 2 / 16],
      [64498, 'ranked', 3, 1 / 16],
      [null, 'none', null, 2 / 16],
    ]);
    expect(await shares({ top: 1 })).toEqual([
      [64496, 'ranked', 1, 11 / 16],
      [null, 'none', null, 2 / 16],
      [null, 'remaining', null, 3 / 16],
    ]);
    await statsdb.execute(`UPDATE stats.portal SET closed_until = '2026-01-01'`);
    try {
      // On the 1st: three, one, and one event.
      expect((await shares({})).map(([, , , share]) => share)).toEqual([4 / 5, 1 / 5]);
    } finally {
      await statsdb.execute(`UPDATE stats.portal SET closed_until = '2026-02-07'`);
    }
  });

  test('any value reaches the database as it is, and does no harm', async () => {
    await statsdb.execute('CREATE TABLE canary (alive int)');
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string({ unit: 'grapheme' }),
          fc.constantFrom(
            "'; DROP TABLE canary; --",
            "\\'; DROP TABLE canary; --",
            '$$',
            '$1',
            "U&'\\0027'",
            '{{x}}',
            '[[y]]',
            '${z}',
            '$__timeFilter(x)',
            '\\',
            "''"
          )
        ),
        async (value) => {
          fc.pre(!value.includes('\0') && value !== '');
          await statsdb.query(`DELETE FROM stats.rollups WHERE rollup = 13 AND day = '2026-01-09'`);
          await statsdb.query(
            `INSERT INTO stats.rollups (rollup, day, identifier, events, ips) VALUES (13, '2026-01-09', $1, 7, 7)`,
            [value]
          );
          for (const operator of ['in', 'contains']) {
            const where = [{ dimension: 'identifier', operator, values: [value] }];
            const [row] = await ask({ measure: 'events', by: ['identifier', 'type', 'taxonomy'], where });
            expect(row).toMatchObject({ identifier: value, events: 7 });
          }
        }
      ),
      { numRuns: 150 }
    );
    expect((await statsdb.query('SELECT count(*) FROM canary')).rows).toEqual([['0']]);
    await statsdb.execute(`DROP TABLE canary; DELETE FROM stats.rollups WHERE day = '2026-01-09'`);
  });
});

eachDatabase('who rises against the whole', (open) => {
  const weeks = 12;
  const last = '2026-03-31';
  const first = addDays(last, 1 - weeks * 7);
  let statsdb: Database;

  /** Addresses a day, by network and day counted from the first. */
  const networks: Readonly<Record<string, (day: number) => number>> = {
    // The country declines from 2000 to 1000.
    '64500': (day) => Math.round(1940 - (day * 940) / 83),
    '64501': (day) => 20 + day,
    '64502': () => 60,
    '64503': (day) => Math.round((day % 14 < 7 ? 50 : 25) * (1 - day / 171)),
    // Below the floor, however steep.
    '64504': (day) => Math.floor(day / 10),
    // Declines as the country does: no trend against it.
    '64505': (day) => Math.round(200 - (day * 97) / 83),
  };

  beforeAll(async () => {
    statsdb = await open();
    await setUp(statsdb, await testSettings());
    await statsdb.execute(`UPDATE stats.portal SET closed_until = '${last}'`);
    for (let day = 0; day < weeks * 7; day++) {
      const date = addDays(first, day);
      const counts = Object.entries(networks).map(([asn, count]) => [asn, count(day)] as const);
      const whole = counts.reduce((sum, [, count]) => sum + count, 0);
      await statsdb.execute(`
        INSERT INTO stats.days VALUES ('${date}', 1, 'test', 'UTC', 1, 0, 1, now());
        INSERT INTO stats.rollups (rollup, day, events, ips) VALUES (1, '${date}', ${whole}, ${whole});
        INSERT INTO stats.rollups (rollup, day, asn, events, ips) VALUES ${counts
          .filter(([, count]) => count > 0)
          .map(([asn, count]) => `(21, '${date}', ${asn}, ${count}, ${count})`)
          .join(', ')}`);
    }
  });

  const question = parseQuestion({ by: ['asn'], shape: 'trend', from: first, to: last });
  const days = Array.from({ length: weeks * 7 }, (_, day) => day);
  const names = Object.keys(networks);
  const series = Object.values(networks).map((count) => days.map(count));
  const whole = days.map((day) => series.reduce((sum, one) => sum + one[day]!, 0));

  test('medians, slope, test and words are those of a straightforward computation', async () => {
    const rows = toObjects(await statsdb.query(print(plan(question))));
    const expected = judgeTrends(series, whole);
    expect(rows).toHaveLength(names.length);
    for (const [position, { direction, evidence, added, p, medians }] of expected.entries()) {
      const row = rows.find(({ asn }) => String(asn) === names[position])!;
      expect(row).toMatchObject({ direction, evidence, weeks, medians: `{${medians.join(',')}}` });
      expect(row.added ?? 0).toBeCloseTo(added ?? 0, 6);
      expect(row.p ?? 0).toBeCloseTo(p ?? 0, 6);
    }
  });

  test('what rises steadily is listed, what is steady, swings or is tiny is not', async () => {
    const rows = toObjects(await statsdb.query(print(plan({ ...question, top: 10 }))));
    // 64502 is flat in numbers, rising against a country that declines.
    expect(rows.map(({ asn, direction, evidence }) => [asn, direction, evidence])).toEqual([
      [64501, 'rising', 'clear'],
      [64502, 'rising', 'clear'],
    ]);
  });

  test('with too few weeks nothing is said', async () => {
    const short = { ...question, from: addDays(last, -27) };
    const rows = toObjects(await statsdb.query(print(plan(short))));
    expect(new Set(rows.map(({ direction }) => direction))).toEqual(new Set(['too little data']));
    expect(toObjects(await statsdb.query(print(plan({ ...short, top: 10 }))))).toEqual([]);
  });

  test('what a new feed makes is no rise', async () => {
    await statsdb.execute(`
      INSERT INTO stats.feeds (provider, feed, method, first_day, last_day, delivers, delivered_days, of_days)
        VALUES ('P', 'New', 'scan', '${addDays(first, 40)}', '${last}', 'daily', 40, 40);
      INSERT INTO stats.rollups (rollup, day, asn, provider, feed, events, ips)
        SELECT 26, day, 64501, 'P', 'New', 60, 60 FROM stats.days WHERE day >= '${addDays(first, 40)}'`);
    const rows = toObjects(await statsdb.query(print(plan({ ...question, top: 10 }))));
    expect(rows.map(({ asn }) => asn)).toEqual([64502]);
  });

  test('weeks that rest on a missing feed are none of the trend', async () => {
    // Declines as the country does. Four fifths are of a feed that was missing in the first five weeks and three days more, on
    // which others gave much.
    const seen = whole.map((count, day) => Math.round(count / (day < 35 ? 50 : day < 38 ? 5 : 10)));
    await statsdb.execute(`
      INSERT INTO stats.feed_status (day, provider, feed, closing, status, expected, events)
        SELECT day, 'P', 'Lost', 'closed', CASE WHEN day BETWEEN '${first}' AND '${addDays(first, 37)}' THEN 'missing' ELSE 'delivered' END, true, 1
        FROM generate_series(timestamp '${addDays(first, -14)}', '${last}', interval '1 day') AS day;
      INSERT INTO stats.rollups (rollup, day, asn, provider, feed, events, ips)
        SELECT 26, day, 64507, 'P', 'Lost', 160, 160 FROM generate_series(timestamp '${addDays(first, -14)}', '${addDays(first, -1)}', interval '1 day') AS day;
      INSERT INTO stats.rollups (rollup, day, asn, events, ips)
        SELECT 21, day, 64507, 200, 200 FROM generate_series(timestamp '${addDays(first, -14)}', '${addDays(first, -1)}', interval '1 day') AS day;
      INSERT INTO stats.rollups (rollup, day, asn, events, ips) VALUES ${seen
        .map((count, day) => `(21, '${addDays(first, day)}', 64507, ${count}, ${count})`)
        .join(', ')}`);
    const told = async (gaps: string): Promise<unknown> => {
      const rows = toObjects(await statsdb.query(print(plan(parseQuestion({ ...question, gaps })))));
      return rows.find(({ asn }) => Number(asn) === 64507);
    };
    const judged = (values: Array<number | null>) => {
      const { direction, medians, p } = judgeTrends([...series, values], whole).at(-1)!;
      return {
        direction,
        weeks: medians.length,
        medians: `{${medians.join(',')}}`,
        p: expect.closeTo(p!, 6) as unknown,
      };
    };
    expect(await told('ignore')).toMatchObject({ ...judged(seen), direction: 'rising' });
    const known = seen.map((count, day) => (day < 38 ? null : count));
    expect(await told('show')).toMatchObject({ ...judged(known), direction: 'steady', weeks: 7 });
  });

  test('what is expected of a day is that of a straightforward computation', async () => {
    const random = generator(7);
    const noisy = days.map((day) => poisson(random, (day % 7 > 4 ? 20 : 40) * (day % 19 === 0 ? 3 : 1)));
    await statsdb.execute(`
      INSERT INTO stats.rollups (rollup, day, taxonomy, events, ips) VALUES ${noisy
        .map((count, day) => `(5, '${addDays(first, day)}', 'noisy', ${count}, ${count})`)
        .join(', ')};
      UPDATE stats.portal SET closed_until = '${addDays(last, -2)}'`);
    const from = addDays(first, 20);
    const asked = { shape: 'series', grain: 'day', by: ['taxonomy'], top: 1, expected: true, from, to: last };
    const rows = toObjects(await statsdb.query(print(plan(parseQuestion(asked)), { columns: true })));
    const closed = noisy.map((count, day) => (day > 81 ? null : count));
    expect(rows).toEqual(
      days
        .slice(20)
        .map((day): unknown =>
          expect.objectContaining({ taxonomy: 'noisy', value: noisy[day], ...expectedOf(closed, day) })
        )
    );
    expect(rows.filter(({ outside }) => outside !== null).length).toBeGreaterThan(1);
    await statsdb.execute(`UPDATE stats.portal SET closed_until = '${last}'`);
  });
});

function filter(dimension: string, ...values: string[]): object {
  return { dimension, operator: 'in', values };
}
