import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { released } from '@stats-portal/query';
import fc from 'fast-check';
import type { Database } from '../aggregator/src/database/database.ts';
import { setUpReading } from '../aggregator/src/statistics/statistics.ts';
import { publicDashboard } from '../dashboards/public.ts';
import { embeddedDatabase, temporaryFolder } from './environment/index.ts';
import { createEvents, insertEvents, type TestEvent } from './events.ts';
import { runAt, setUp, testSettings } from './portal.ts';

const feeds = [
  { provider: 'Provider', feed: 'Open', licence: 'CC BY 4.0' },
  { provider: "Team 'X'", feed: 'Sinkhole $1', licence: 'by agreement' },
];
const publication = { postgresUid: 'some-uid', feeds, atLeast: 5 };
const dashboard = publicDashboard(publication);

interface Asked {
  readonly datasource: object;
  readonly rawSql: string;
}

const panels = (dashboard.panels ?? []).flatMap((panel) =>
  ((panel as { targets?: unknown[] }).targets ?? []).map((target) => [panel.title!, target as Asked] as const)
);

test('has no variables, and asks the one PostgreSQL data source', () => {
  expect(dashboard.templating.list ?? []).toEqual([]);
  expect(dashboard.links ?? []).toEqual([]);
  expect(JSON.stringify(dashboard)).not.toMatch(/\$\{|\$__|\$[a-z]|\[\[|csirt-statsportal-datasource/);
  expect(panels.length).toBeGreaterThan(4);
  for (const [, { datasource }] of panels) {
    expect(datasource).toEqual({ type: 'grafana-postgresql-datasource', uid: 'some-uid' });
  }
});

test('names its sources and why small numbers are missing', () => {
  const text = JSON.stringify(dashboard.panels?.[0]);
  expect(text).toContain('Provider, Open (CC BY 4.0)');
  expect(text).toContain('fewer than 5 addresses');
});

const day = (index: number): string => `2026-01-${String(index + 1).padStart(2, '0')}`;
const days = 10;

interface Group {
  readonly index: number;
  readonly addresses: number;
  readonly provider?: string | undefined;
  readonly feed?: string | undefined;
  readonly identifier: string;
}

/** Two events of each address. */
function eventsOf({ index, addresses, provider, feed, identifier }: Group): TestEvent[] {
  return Array.from({ length: 2 * addresses }, (_, host) => ({
    'time.source': `${day(index)} 12:00:00+00`,
    'source.ip': `192.0.2.${(host % addresses) + 1}`,
    'feed.provider': provider,
    'feed.name': feed,
    'classification.taxonomy': 'vulnerable',
    'classification.type': 'weak-crypto',
    'classification.identifier': identifier,
  }));
}

async function counted(groups: readonly Group[]): Promise<Database> {
  const eventdb = await embeddedDatabase();
  const statsdb = await embeddedDatabase();
  const settings = await testSettings();
  await createEvents(eventdb);
  await insertEvents(eventdb, groups.flatMap(eventsOf));
  await setUp(statsdb, settings);
  await runAt('2026-01-13T04:00:00Z', { eventdb, statsdb, settings });
  await setUpReading(statsdb);
  return statsdb;
}

async function answers(statsdb: Database): Promise<Record<string, unknown>> {
  const all: Record<string, unknown> = {};
  for (const [title, { rawSql }] of panels) {
    all[title] = (await statsdb.query(rawSql)).rows;
  }
  return all;
}

const shown: readonly Group[] = Array.from({ length: days }, (_, index) => [
  { index, addresses: 5, provider: 'Provider', feed: 'Open', identifier: 'ssl-poodle' },
  { index, addresses: 20, provider: "Team 'X'", feed: 'Sinkhole $1', identifier: 'open-redis' },
]).flat();

test('shows what may be shown', async () => {
  const all = await answers(await counted(shown));
  const last = ['2026-01-10 00:00:00+00', '50'];
  expect(all).toMatchObject({
    'Complete until': [['2026-01-10']],
    'Most frequent problems of 90 days': [
      ['vulnerable / weak-crypto / open-redis', '400'],
      ['vulnerable / weak-crypto / ssl-poodle', '100'],
    ],
    'What each feed reports': [
      ["Team 'X'", 'Sinkhole $1', 'vulnerable', 'weak-crypto', 'open-redis', '20'],
      ['Provider', 'Open', 'vulnerable', 'weak-crypto', 'ssl-poodle', '5'],
    ],
  });
  expect((all['Events on the newest day shown'] as string[][]).at(-1)).toEqual([last[0], 'events', last[1]]);
  expect((all['Events per day by taxonomy'] as string[][]).at(-1)).toEqual([last[0], 'vulnerable', last[1]]);
  expect((all['Events per day by feed provider'] as string[][]).slice(-2)).toEqual([
    [last[0], 'Provider', '10'],
    [last[0], "Team 'X'", '40'],
  ]);
});

const hidden = fc.oneof(
  // Not on the list: another feed of the provider, the same name at another provider, no name.
  fc.record({
    index: fc.nat({ max: days - 1 }),
    addresses: fc.integer({ min: 1, max: 60 }),
    provider: fc.constantFrom('Provider', 'Elsewhere', undefined),
    feed: fc.constantFrom('Secret', 'Sinkhole $1', undefined),
    identifier: fc.constantFrom('ssl-poodle', 'open-redis', 'open-ntp'),
  }),
  fc.record({
    index: fc.nat({ max: days - 1 }),
    addresses: fc.integer({ min: 5, max: 60 }),
    provider: fc.constant('Elsewhere'),
    feed: fc.constant('Open'),
    identifier: fc.constantFrom('ssl-poodle', 'open-redis'),
  }),
  // On the list, but too few; each of its own kind, so that they stay few.
  fc.record({
    index: fc.nat({ max: days - 1 }),
    addresses: fc.integer({ min: 1, max: 4 }),
    provider: fc.constant('Provider'),
    feed: fc.constant('Open'),
    identifier: fc.constantFrom('open-ntp', 'open-snmp', 'open-ssdp', 'open-redis'),
  })
);

test('no number is another for what must not be shown, be it other feeds or small counts', async () => {
  const before = await answers(await counted(shown));
  await fc.assert(
    fc.asyncProperty(fc.array(hidden, { minLength: 1, maxLength: 30 }), async (groups) => {
      expect(await answers(await counted([...shown, ...groups]))).toEqual(before);
    }),
    { numRuns: 4, seed: 1 }
  );
});

test('a day on which all is too little is a gap, as a day without anything', async () => {
  const few = shown.filter(({ index }) => index !== 9);
  const statsdb = await counted([
    ...few,
    { index: 9, addresses: 4, provider: 'Provider', feed: 'Open', identifier: 'ssl-poodle' },
  ]);
  const curve = (await answers(statsdb))['Events per day by taxonomy'] as string[][];
  expect(curve.at(-1)).toEqual(['2026-01-10 00:00:00+00', 'vulnerable', null]);
});

test('refuses what would not be exact, and a release of nothing', () => {
  const release = { feeds, atLeast: 5, days: 30 };
  const asked = (question: object): string => released(release, question, (answer) => `SELECT * FROM ${answer}`);
  expect(() => asked({ measure: 'ips', by: ['taxonomy'] })).toThrow(RangeError);
  expect(() => asked({ measure: 'events', by: ['asn'] })).toThrow(RangeError);
  expect(() => released({ ...release, feeds: [] }, { measure: 'events' }, String)).toThrow('no feed');
});

describe('npm run dashboards -- --public', () => {
  const root = join(__dirname, '..');
  const run = (...args: string[]): { status: number | null; stderr: string } =>
    spawnSync(process.execPath, ['node_modules/.bin/tsx', 'scripts/dashboards.ts', ...args], {
      cwd: root,
      encoding: 'utf8',
    });

  test('writes the dashboard with a list of feeds, and refuses without one', async () => {
    const folder = await temporaryFolder();
    const list = join(folder, 'feeds.yaml');
    writeFileSync(list, JSON.stringify({ feeds: feeds.map((feed) => ({ ...feed, tlp: 'CLEAR' })) }));
    const options = ['--public', '--postgres-uid', 'some-uid', '--out', folder];
    expect(run(...options)).toMatchObject({ status: 2, stderr: expect.stringContaining('TLP and licence') as string });
    expect(run(...options, '--feeds', list, '--at-least', '4')).toMatchObject({ status: 2 });
    expect(run('--public', '--feeds', list)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--postgres-uid') as string,
    });
    expect(run(...options, '--feeds', list)).toMatchObject({ status: 0 });
    expect(JSON.parse(readFileSync(join(folder, 'reported-incidents.json'), 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(dashboard))
    );
  });
});
