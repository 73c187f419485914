import type * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { readFile } from 'node:fs/promises';
import { periodMeasures, rollups } from '@stats-portal/catalog';
import type { Database } from '../aggregator/src/database/database.ts';
import { storeConstituency } from '../aggregator/src/operators/store.ts';
import { setUpReading } from '../aggregator/src/statistics/statistics.ts';
import { build, dashboards, revised } from '../dashboards/index.ts';
import { annotationsSql } from '../src/datasource/annotationQuery.ts';
import { compile, panelSql } from '../src/datasource/compile.ts';
import { embeddedDatabase } from './environment/index.ts';
import { createEvents, insertEvents, type TestEvent } from './events.ts';
import { runAt, setUp, testSettings } from './portal.ts';

type Dashboard = ReturnType<typeof build>;
type Panel = dashboard.Panel;
interface Target {
  readonly refId: string;
  readonly datasource: { readonly type: string; readonly uid: string };
  readonly rawSql?: string;
}

const built: ReadonlyArray<readonly [title: string, dashboard: Dashboard]> = dashboards.map((portal) => [
  portal.title,
  build(portal),
]);

const panelsOf = ({ panels = [] }: Dashboard): Panel[] => panels;
const targetsOf = (panel: Panel): Target[] => (panel.targets ?? []) as unknown as Target[];
const marksOf = ({ annotations }: Dashboard): Target[] =>
  (annotations.list ?? []).map(({ target }) => target as unknown as Target);

type Choice = Readonly<Record<string, readonly string[] | 'all'>>;
type Row = Record<string, string | null>;

/** What a reader has chosen: one value of each variable. */
const chosen: Choice = {
  asn: ['64496'],
  operator: 'all',
  taxonomy: ['vulnerable'],
  country: 'all',
  provider: 'all',
  identifier: 'all',
  measure: ['ips'],
  group: ['type'],
};

/** Other choices, one at a time: each value of each switch, "All" and one value of what has both. */
const choices: readonly Choice[] = [
  {},
  { taxonomy: 'all' },
  { country: ['AT'] },
  { operator: ['example'] },
  { operator: ['example'], taxonomy: 'all' },
  { provider: ['Provider'] },
  { measure: ['events'] },
  ...['taxonomy', 'identifier', 'malware', 'application', 'transport', 'provider', 'feed', 'country'].map((name) => ({
    group: [name],
    taxonomy: 'all' as const,
  })),
];

const days = { from: '2026-01-01', to: '2026-01-31' };

function compiled(target: Target, variables = chosen): ReturnType<typeof compile> {
  // What is counted each day has to be exact without presence, which a site need not keep.
  const isOfPeriod = Object.hasOwn(periodMeasures, String((target as { measure?: string }).measure));
  const hosts = isOfPeriod ? { from: '2025-10-01', to: '2026-01-31' } : null;
  return compile(target, { days, maxDataPoints: 800, filters: [], hosts, variables: (name) => variables[name] });
}

test('a dashboard keeps its revision as long as its content, and gets the next one with another', () => {
  const [portal] = dashboards;
  const shipped = JSON.stringify(revised(portal, ''));
  expect(JSON.parse(shipped)).toMatchObject({ revision: 1 });
  expect(JSON.stringify(revised(portal, shipped))).toBe(shipped);
  expect(revised({ ...portal, description: 'Another one.' }, shipped).revision).toBe(2);
});

test.each(dashboards.map((portal) => [portal.title, portal] as const))(
  'the file of %s is as it is described, and has no revision that was not raised',
  async (_title, portal) => {
    const folder = portal.audience === 'everyone' ? '' : `${portal.audience}/`;
    const file = await readFile(`src/dashboards/${folder}${portal.name}.json`, 'utf8');
    expect(JSON.parse(JSON.stringify(revised(portal, file)))).toEqual(JSON.parse(file));
  }
);

test('titles, uids and files are each their own', () => {
  for (const names of [
    dashboards.map(({ title }) => title),
    dashboards.map(({ name }) => name),
    built.map(([, { uid }]) => uid),
  ]) {
    expect(new Set(names).size).toBe(names.length);
  }
});

describe.each(built)('%s', (_title, dashboard) => {
  test('names no data source of its own, and says how every number is counted', () => {
    const titles = panelsOf(dashboard).map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
    expect(JSON.stringify(dashboard)).not.toContain('__inputs');
    for (const panel of panelsOf(dashboard)) {
      expect(panel.description?.length).toBeGreaterThan(20);
      for (const { datasource } of targetsOf(panel)) {
        expect(datasource.uid).toMatch(/^\$\{(datasource|postgres)\}$/);
      }
    }
  });

  test('panels lie beside each other, not on each other', () => {
    const cells = new Set<string>();
    for (const { gridPos } of panelsOf(dashboard)) {
      const { x, y, w, h } = gridPos!;
      expect(x + w).toBeLessThanOrEqual(24);
      for (let column = x; column < x + w; column++) {
        for (let row = y; row < y + h; row++) {
          const cell = `${column} ${row}`;
          expect(cells).not.toContain(cell);
          cells.add(cell);
        }
      }
    }
  });

  test.each(choices)('asks nothing that is only "at most" where a rollup is exact: %j', (choice) => {
    for (const panel of panelsOf(dashboard)) {
      for (const target of targetsOf(panel).filter(({ rawSql }) => rawSql === undefined)) {
        const answer = compiled(target, { ...chosen, ...choice });
        expect(answer).toMatchObject({ kind: 'plan' });
        if (answer.kind === 'plan' && answer.plan.exactness.kind === 'at most') {
          const { by, where } = answer.plan.question;
          const asked = new Set([...by, ...where.map(({ dimension }) => dimension)]);
          expect(
            rollups.filter(
              ({ dimensions }) => dimensions.length === asked.size && dimensions.every((name) => asked.has(name))
            )
          ).toEqual([]);
        }
      }
    }
  });

  test('has variables for all that it asks with, and links only to dashboards that there are', () => {
    const variables = new Set(dashboard.templating.list?.map(({ name }) => name));
    const text = JSON.stringify([dashboard.panels, dashboard.annotations]);
    const used = [...text.matchAll(/\$\{?(\w+)/g)].map(([, name]) => name!).filter((name) => !name.startsWith('__'));
    expect(used.filter((name) => !variables.has(name))).toEqual(used.filter((name) => name === '1'));
    const uids = built.map(([, { uid }]) => uid);
    for (const [, uid] of text.matchAll(/\/d\/([\w-]+)/g)) {
      expect(uids).toContain(uid);
    }
  });

  test('its own SQL has no variable in it', () => {
    for (const { rawSql = '' } of panelsOf(dashboard).flatMap(targetsOf)) {
      expect(rawSql.replaceAll(/\$__timeFilter\([a-z_.]+\)/g, '')).not.toContain('$');
    }
  });
});

describe('on the embedded database', () => {
  let statsdb: Database;

  beforeAll(async () => {
    const eventdb = await embeddedDatabase();
    statsdb = await embeddedDatabase();
    const settings = await testSettings({ STATS_PORTAL_HOSTS_ADDRESSES: 'plain' });
    await createEvents(eventdb);
    await insertEvents(
      eventdb,
      Array.from({ length: 31 }, (_, index) => {
        const day = `2026-01-${String(index + 1).padStart(2, '0')}`;
        return [
          reported(day, '192.0.2.1', '64496', 'vulnerable', 'weak-crypto', 'Scans'),
          reported(day, '192.0.2.1', '64496', 'vulnerable', 'weak-crypto', 'Others'),
          // Enough that nothing would be told as missing.
          ...Array.from({ length: 12 }, () =>
            reported(day, '192.0.2.2', '64496', 'malicious-code', 'infected-system', 'Sinkhole')
          ),
          reported(day, '198.51.100.1', '64497', 'vulnerable', 'weak-crypto', 'Scans'),
        ];
      }).flat()
    );
    await setUp(statsdb, settings);
    const constituency = {
      operators: [{ key: 'example', name: 'Example' }],
      asns: [{ operator: 'example', asn: 64496, addresses: 1000, isPrimary: false }],
      networks: [],
    };
    await storeConstituency(statsdb, constituency, { source: 'test', now: new Date('2026-02-05T03:00:00Z') });
    await runAt('2026-02-05T04:00:00Z', { eventdb, statsdb, settings });
    await setUpReading(statsdb);
  });

  test.each(built)('every question of %s is answered', async (_title, dashboard) => {
    const empty: string[] = [];
    for (const panel of panelsOf(dashboard)) {
      for (const target of targetsOf(panel)) {
        const { rows } = await statsdb.query(sqlOf(target));
        if (rows.length === 0) {
          empty.push(panel.title!);
        }
      }
    }
    expect(empty).toEqual(empty.filter((title) => nothingToTell.includes(title)));
  });

  test.each(built)('every mark of %s can be asked for', async (_title, dashboard) => {
    for (const target of marksOf(dashboard)) {
      const asked = annotationsSql(target, { days, filters: [], variables: (name) => chosen[name] });
      expect(asked).toHaveProperty('sql');
      await statsdb.query('sql' in asked ? asked.sql : '');
    }
  });

  test('the situation is a sentence with number, date and caveat', async () => {
    expect(await answerOf('CSIRT overview', 'Situation')).toEqual([
      {
        Situation:
          '3 different addresses were reported on 2026-01-31, as many as the median of the four weeks before. All feeds that were due delivered (1). One feed is silent now.',
      },
    ]);
    expect(await answerOf('Feeds', 'What the numbers rest on')).toEqual([
      {
        'What the numbers rest on': 'Complete until 2026-02-02; later days may still grow. Silent feed: Sinkhole Feed.',
      },
    ]);
  });

  describe('the same number is the same on every dashboard:', () => {
    test('a network, in the overview, in the ranking, and in its own view', async () => {
      const [own] = await answerOf('Operator view', 'Against days before');
      expect(own).toMatchObject({ ips: '2' });
      const [ofItsSize] = await answerOf('Operator view', 'For the size of the network');
      expect(ofItsSize).toMatchObject({
        Operator: 'Example',
        'Per 1,000 addresses': '2',
        Addresses: '1000',
        Days: '31',
      });
      expect(await answerOf('Operator view', 'Against the country, by taxonomy')).toMatchObject([
        { Operator: 'example', Taxonomy: 'malicious-code', 'In the country': '1', 'Part of it': '1', Days: '31' },
        { Operator: 'example', Taxonomy: 'vulnerable', 'In the country': '2', 'Part of it': '0.5', Change: '0' },
      ]);
      expect(await answerOf('ASN ranking', 'Top operators', { taxonomy: 'all' })).toMatchObject([
        { operator: 'example', ips: own!.ips },
      ]);
      for (const [title, panel] of [
        ['CSIRT overview', 'Where is most reported?'],
        ['ASN ranking', 'Top ASNs'],
      ] as const) {
        const ranked = await answerOf(title, panel, { taxonomy: 'all' });
        expect(ranked.find(({ asn }) => asn === '64496')).toMatchObject({ ips: own!.ips, days: own!.days });
      }
    });

    test('its classes by day, in the ranking and in its own view', async () => {
      const own = await answerOf('Operator view', 'Addresses per day by taxonomy');
      expect(own.length).toBeGreaterThan(0);
      expect(await answerOf('ASN ranking', 'AS$asn by taxonomy')).toEqual(own);
    });

    test('a problem, in the overview and in the explorer', async () => {
      const problems = await answerOf('CSIRT overview', 'What are the biggest problems?');
      const all = await answerOf('Taxonomy explorer', 'Taxonomy, type, identifier', { taxonomy: 'all' });
      expect(problems.length).toBeGreaterThan(1);
      const told = ({ taxonomy, type, ips, share }: Row): Row => ({
        taxonomy: taxonomy!,
        type: type!,
        ips: ips!,
        share: share!,
      });
      expect(all.map(told)).toEqual(problems.map(told));
    });

    test('a provider, in the overview and among the feeds', async () => {
      const reported = await answerOf('CSIRT overview', 'Who reports?');
      expect(reported.length).toBeGreaterThan(0);
      expect(await answerOf('Feeds', 'Events per day by provider')).toEqual(reported);
    });

    test('the last closed day, in the overview and among the operations', async () => {
      const until = await answerOf('CSIRT overview', 'Complete until');
      expect(until).toEqual([{ 'Complete until': '2026-02-02' }]);
      expect(await answerOf('Operations', 'Complete until')).toEqual(until);
    });
  });

  /** What a panel asks first, as rows. */
  async function answerOf(title: string, panelTitle: string, choice: Choice = {}): Promise<Row[]> {
    const [, dashboard] = built.find(([name]) => name === title)!;
    const panel = panelsOf(dashboard).find((one) => one.title === panelTitle)!;
    return statsdb.rows<Row>(sqlOf(targetsOf(panel)[0]!, { ...chosen, ...choice }));
  }
});

/** Panels that have nothing to tell on these events. */
const nothingToTell = [
  'Rare but serious',
  'What is reported for the first time?',
  'Which networks rise against the whole?',
  'Rising against the whole',
  'Malware',
  'Malware families',
  'What changed, and why',
  'Figures that changed',
  'Counted a second time',
  'Networks compared',
  'Networks by the first days',
  'Operators compared',
  'Problems by clean-up',
  'Longest-lasting problems',
];

function reported(day: string, ip: string, asn: string, taxonomy: string, type: string, provider: string): TestEvent {
  return {
    'time.source': `${day} 12:00:00+00`,
    'source.ip': ip,
    'source.asn': asn,
    'source.network': `${ip.replace(/\d+$/, '0')}/24`,
    'source.geolocation.cc': 'AT',
    'feed.provider': provider,
    'feed.name': 'Feed',
    'classification.taxonomy': taxonomy,
    'classification.type': type,
  };
}

/** As Grafana's PostgreSQL data source would expand it. */
function sqlOf(target: Target, variables = chosen): string {
  if (target.rawSql !== undefined) {
    return target.rawSql.replaceAll(/\$__timeFilter\(([a-z_.]+)\)/g, `$1 BETWEEN '2026-01-01' AND '2027-01-01'`);
  }
  const answer = compiled(target, variables);
  if (answer.kind === 'faults') {
    throw new Error(answer.faults.join('; '));
  }
  return panelSql(answer.plan);
}
