import { dimensionNames, dimensions } from '@stats-portal/catalog';
import { printValues, type Filter } from '@stats-portal/query';
import fc from 'fast-check';
import { toObjects } from '../aggregator/src/answer/table.ts';
import type { Database } from '../aggregator/src/database/database.ts';
import { compile, panelSql, plainSql, type Context } from '../src/datasource/compile.ts';
import { contentsSql, judgeContents, judgeSurroundings, surroundingsSql } from '../src/datasource/health.ts';
import { portalSql, readPortal } from '../src/datasource/portal.ts';
import { filled, presetById } from '../src/datasource/presets.fixture.ts';
import { presets } from '../src/datasource/presets.ts';
import { defaultQuery, type StatsQuery } from '../src/datasource/query.ts';
import { eachDatabase } from './environment/index.ts';
import { createEvents, insertEvents, type TestEvent } from './events.ts';
import { runAt, setUp, testSettings } from './portal.ts';
import { hostileValues, throughGrafana } from './textStages.ts';

const now = '2026-02-10T04:00:00Z';

/** Two days in January, and one before them to compare with. */
const events: TestEvent[] = [
  event('2025-12-31', '192.0.2.1', { ...redis(), ...feed(1) }),
  event('2026-01-01', '192.0.2.1', { ...redis(), ...feed(1) }),
  // A second feed sees the same service.
  event('2026-01-01', '192.0.2.1', { ...redis(), ...feed(2) }),
  event('2026-01-01', '192.0.2.2', { ...mirai(), ...feed(2) }),
  event('2026-01-01', '192.0.2.2', { ...mirai(), ...feed(2) }),
  event('2026-01-02', '192.0.2.1', { ...redis(), ...feed(1) }),
  event('2026-01-02', '192.0.2.3', { ...poodle(), ...feed(1) }),
  event('2026-01-02', '192.0.2.4', { 'classification.taxonomy': 'other', 'classification.type': 'other', ...feed(2) }),
];

function event(day: string, ip: string, fields: TestEvent): TestEvent {
  return { 'time.source': `${day} 12:00:00+00`, 'source.ip': ip, ...fields };
}

function redis(): TestEvent {
  return {
    'source.asn': '64496',
    'source.geolocation.cc': 'AT',
    'classification.taxonomy': 'vulnerable',
    'classification.type': 'vulnerable-system',
    'classification.identifier': 'open-redis',
    'protocol.application': 'redis',
    'protocol.transport': 'tcp',
  };
}

function mirai(): TestEvent {
  return {
    'source.asn': '64496',
    'source.geolocation.cc': 'AT',
    'classification.taxonomy': 'malicious-code',
    'classification.type': 'infected-system',
    'malware.name': 'mirai',
    'protocol.application': 'http',
    'protocol.transport': 'tcp',
  };
}

function poodle(): TestEvent {
  return {
    'source.asn': '64497',
    'source.geolocation.cc': 'DE',
    'classification.taxonomy': 'vulnerable',
    'classification.type': 'weak-crypto',
    'classification.identifier': 'ssl-poodle',
    'protocol.application': 'https',
    'protocol.transport': 'tcp',
  };
}

function feed(number: number): TestEvent {
  return { 'feed.provider': `Provider ${number}`, 'feed.name': `Feed ${number}` };
}

/** Presence, long enough for each comparison. */
const kept = { from: '2025-01-01', to: '2026-01-02' };

const context: Context = { days: { from: '2026-01-01', to: '2026-01-02' }, variables: () => undefined, filters: [] };

eachDatabase('the data source', (open) => {
  let statsdb: Database;

  beforeAll(async () => {
    const eventdb = await open();
    statsdb = await open();
    const settings = await testSettings();
    await createEvents(eventdb);
    await insertEvents(eventdb, events);
    await setUp(statsdb, settings);
    await runAt(now, { eventdb, statsdb, settings });
    await statsdb.execute('CREATE TABLE canary (alive int)');
  });

  const rowsOf = async (sql: string): Promise<Array<Record<string, unknown>>> => toObjects(await statsdb.query(sql));

  const ask = async (query: StatsQuery, more: Partial<Context> = {}): Promise<Array<Record<string, unknown>>> => {
    const compiled = compile(query, { ...context, ...more });
    if (compiled.kind === 'faults') {
      throw new Error(compiled.faults.join('\n'));
    }
    return rowsOf(panelSql(compiled.plan));
  };

  /** The lines of a curve, day by day. */
  const lines = async (id: string): Promise<Record<string, unknown[]>> => {
    const query = filled(presetById(id));
    const points = await ask(query);
    const result: Record<string, unknown[]> = {};
    for (const point of points) {
      const by = query.by.map((name) => String(point[name]));
      (result[by.join(' / ')] ??= []).push(point.value);
    }
    return result;
  };

  /** The named columns of a ranking's rows. */
  const ranking = async (id: string, ...columns: string[]): Promise<unknown[][]> => {
    const rows = await ask(filled(presetById(id)));
    return rows.map((row) =>
      columns.map((column) => (typeof row[column] === 'number' ? round(row[column]) : row[column]))
    );
  };

  test('every preset runs', async () => {
    for (const preset of presets) {
      await expect(ask(filled(preset), { hosts: kept })).resolves.toBeDefined();
    }
  });

  test('reported addresses per day', async () => {
    expect(await lines('addresses')).toEqual({ '': [2, 3] });
  });

  test('events per day by taxonomy', async () => {
    expect(await lines('taxonomies')).toEqual({ 'malicious-code': [2, 0], other: [0, 1], vulnerable: [2, 2] });
  });

  test('top problems per day', async () => {
    expect(await lines('problems')).toEqual({
      'vulnerable / vulnerable-system / open-redis': [1, 1],
      'malicious-code / infected-system / null': [1, 0],
      'other / other / null': [0, 1],
      'vulnerable / weak-crypto / ssl-poodle': [0, 1],
    });
  });

  test('top ASNs with share and change', async () => {
    // 2.5 addresses a day: 64496 has 2 and 1, 64497 has 0 and 1. On the one day before, 64496 had 1.
    expect(await ranking('asns', 'asn', 'part', 'rank', 'ips', 'share', 'previous', 'change')).toEqual([
      [64496, 'ranked', 1, 1.5, 0.6, 1, 0.5],
      [64497, 'ranked', 2, 0.5, 0.2, 0, null],
      [null, 'none', null, 0.5, 0.2, 0, null],
    ]);
  });

  test('top ASNs of a taxonomy: the share is of that taxonomy', async () => {
    expect(await ranking('asns-of-taxonomy', 'asn', 'ips', 'share')).toEqual([
      [64496, 1, 0.6667],
      [64497, 0.5, 0.3333],
    ]);
  });

  test('rising ASNs: two days are no trend', async () => {
    expect(await ask(filled(presetById('rising-asns')))).toEqual([]);
  });

  test('top problems of a country', async () => {
    expect(await ranking('problems-of-country', 'taxonomy', 'type', 'identifier', 'ips', 'share')).toEqual([
      ['vulnerable', 'vulnerable-system', 'open-redis', 1, 0.6667],
      ['malicious-code', 'infected-system', null, 0.5, 0.3333],
    ]);
  });

  test('top applications and protocols', async () => {
    expect(await ranking('protocols', 'application', 'transport', 'part', 'ips')).toEqual([
      ['redis', 'tcp', 'ranked', 1],
      ['http', 'tcp', 'ranked', 0.5],
      ['https', 'tcp', 'ranked', 0.5],
      [null, null, 'none', 0.5],
    ]);
  });

  test('one network: events, taxonomies, types, malware, vulnerabilities', async () => {
    expect(await lines('network-events')).toEqual({ '': [4, 1] });
    expect(await lines('network-taxonomies')).toEqual({ 'malicious-code': [1, 0], vulnerable: [1, 1] });
    expect(await lines('network-types')).toEqual({ 'vulnerable-system': [1, 1] });
    expect(await lines('network-malware')).toEqual({ mirai: [1, 0] });
    expect(await lines('network-vulnerabilities')).toEqual({ 'vulnerable-system / open-redis': [1, 1] });
  });

  test('feed health', async () => {
    expect(await lines('feed-health')).toEqual({ 'Provider 1 / Feed 1': [1, 2], 'Provider 2 / Feed 2': [3, 1] });
  });

  test('who reports about which network', async () => {
    expect(await ranking('asns-by-provider', 'asn', 'provider', 'ips', 'share')).toEqual([
      [64496, 'Provider 1', 1, 0.4],
      [64496, 'Provider 2', 1, 0.4],
      [64497, 'Provider 1', 0.5, 0.2],
      [null, 'Provider 2', 0.5, 0.2],
    ]);
  });

  test('a day stands at its start in the portal’s zone', async () => {
    await statsdb.execute(`UPDATE stats.portal SET zone = 'Europe/Vienna'`);
    try {
      const [point] = await ask({ refId: 'A', ...defaultQuery });
      expect(new Date(String(point!.time)).toISOString()).toBe('2025-12-31T23:00:00.000Z');
      const [row] = await ask({ refId: 'A', ...defaultQuery, shape: 'table', grain: 'day' });
      expect(new Date(String(row!.day)).toISOString()).toBe('2025-12-31T23:00:00.000Z');
    } finally {
      await statsdb.execute(`UPDATE stats.portal SET zone = 'UTC'`);
    }
  });

  test('values of a dimension by popularity, searched, narrowed, and the empty one among them', async () => {
    const days = { from: '2025-12-01', to: '2026-01-31', limit: 10 };
    const values = async (search: string, where: Filter[], limit = 10): Promise<unknown[][]> => {
      const rows = await rowsOf(printValues({ dimension: 'asn', search, where, ...days, limit }));
      return rows.map(({ value, events: count }) => [value, count]);
    };
    expect(await values('', [])).toEqual([
      ['64496', 6],
      ['64497', 1],
      [null, 1],
    ]);
    const popular = { dimension: 'application', search: '', where: [], ...days } as const;
    expect((await rowsOf(printValues(popular))).map(({ value, events: count }) => [value, count])).toEqual([
      ['redis', 4],
      ['http', 2],
      ['https', 1],
      [null, 1],
    ]);
    expect(await values('97', [])).toEqual([['64497', 1]]);
    expect(await values('', [{ dimension: 'country', operator: 'in', values: ['AT'] }])).toEqual([['64496', 6]]);
    expect(await values('', [], 1)).toHaveLength(1);
  });

  test('what the portal says of itself, and what the test of the data source makes of it', async () => {
    const [row] = await rowsOf(portalSql);
    expect(readPortal(row as never)).toEqual({
      zone: 'UTC',
      closedUntil: '2026-02-07',
      completeUntil: '2026-02-07',
      hosts: null,
      missingDays: [],
    });
    const [surroundings] = await rowsOf(surroundingsSql);
    expect(judgeSurroundings(surroundings as never)).toBeNull();
    const [contents] = await rowsOf(contentsSql);
    const { status, message } = judgeContents(surroundings as never, contents as never);
    // The tests' role is the owner.
    expect(status).toBe('warning');
    expect(message).toMatch(
      /could change the statistics.*Days of UTC: 3, closed until 2026-02-07.*Last run: \d{4}-.*Catalog \d/
    );
  });

  test('relations that are not there are named', async () => {
    await statsdb.execute('SET search_path = public');
    try {
      const [surroundings] = await rowsOf(surroundingsSql);
      expect(judgeSurroundings(surroundings as never)?.message).toMatch(
        /rollups, days, freshness.*search_path: public/
      );
    } finally {
      await statsdb.execute('SET search_path = stats, public');
    }
  });

  test('hostile values in every editable place reach the database as they are, and do no harm', async () => {
    let asked = 0;
    await fc.assert(
      fc.asyncProperty(hostileQuery, async ({ query, variables, filters }) => {
        const compiled = compile(query, { ...context, hosts: kept, variables: () => variables, filters });
        if (compiled.kind === 'faults') {
          return;
        }
        asked++;
        for (const sql of [panelSql(compiled.plan), plainSql(compiled.plan)]) {
          expect(throughGrafana(sql)).toBe(sql);
          await statsdb.query(sql);
        }
      }),
      { numRuns: 200 }
    );
    expect(asked).toBeGreaterThan(20);
    for (const search of hostileValues) {
      const sql = printValues({
        dimension: 'identifier',
        search,
        where: [],
        from: '2026-01-01',
        to: '2026-01-02',
        limit: 5,
      });
      expect(throughGrafana(sql)).toBe(sql);
      expect(await rowsOf(sql)).toEqual([]);
    }
    expect((await statsdb.query('SELECT count(*) FROM canary')).rows).toEqual([['0']]);
  });
});

const hostile = fc.oneof(fc.constantFrom(...hostileValues), fc.string({ unit: 'grapheme' }));

/** Hostile texts as filter values, as values of variables, and as ad-hoc filters; now and then as names. */
const hostileQuery = fc.record({
  query: fc.record({
    refId: fc.constant('A'),
    version: fc.constant(1),
    measure: fc.constantFrom('events', 'ips', '$x'),
    by: fc.uniqueArray(fc.constantFrom('identifier', 'asn', '$x'), { maxLength: 2 }),
    where: fc.array(
      fc.record({
        dimension: fc.constantFrom(...dimensionNames.filter((name) => dimensions[name].type === 'text')),
        operator: fc.constantFrom('in', 'not in', 'contains'),
        values: fc.array(fc.oneof(hostile, fc.constantFrom('$x', 'a ${x} b')), { minLength: 1, maxLength: 3 }),
      }),
      { maxLength: 2 }
    ),
    grain: fc.constantFrom('auto', 'day', 'month'),
    top: fc.constantFrom(null, 2),
    shape: fc.constantFrom('series', 'table', 'ranking', 'trend'),
  }),
  variables: fc.oneof(fc.constant('all' as const), fc.array(hostile, { minLength: 1, maxLength: 3 })),
  filters: fc.array(
    fc.record({
      key: fc.oneof({ weight: 5, arbitrary: fc.constantFrom('identifier', 'feed.name') }, hostile),
      operator: fc.constantFrom('=', '!=', '=|', '=~'),
      value: hostile,
      values: fc.array(hostile, { minLength: 1, maxLength: 2 }),
    }),
    { maxLength: 1 }
  ),
});

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
