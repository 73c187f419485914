import type * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { rollups } from '@stats-portal/catalog';
import type { Database } from '../aggregator/src/database/database.ts';
import { setUpReading } from '../aggregator/src/statistics/statistics.ts';
import { build, dashboards } from '../dashboards/index.ts';
import { compile, panelSql } from '../src/datasource/compile.ts';
import { embeddedDatabase } from './environment/index.ts';
import { createEvents, insertEvents } from './events.ts';
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

/** What a reader has chosen: one value of each variable. */
const chosen: Readonly<Record<string, readonly string[] | 'all'>> = {
  asn: ['64496'],
  taxonomy: ['vulnerable'],
  country: 'all',
  provider: 'all',
  measure: ['ips'],
  group: ['type'],
};

const days = { from: '2026-01-01', to: '2026-01-31' };

function compiled(target: Target, variables = chosen): ReturnType<typeof compile> {
  return compile(target, { days, maxDataPoints: 800, filters: [], variables: (name) => variables[name] });
}

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

  test('asks nothing that is only "at most" where a rollup is exact', () => {
    for (const panel of panelsOf(dashboard)) {
      for (const target of targetsOf(panel).filter(({ rawSql }) => rawSql === undefined)) {
        const answer = compiled(target);
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
    const settings = await testSettings();
    await createEvents(eventdb);
    await insertEvents(
      eventdb,
      Array.from({ length: 31 }, (_, index) => ({
        'time.source': `2026-01-${String(index + 1).padStart(2, '0')} 12:00:00+00`,
        'source.ip': '192.0.2.1',
        'source.asn': '64496',
        'source.network': '192.0.2.0/24',
        'feed.provider': 'Provider',
        'feed.name': 'Feed',
        'classification.taxonomy': 'vulnerable',
        'classification.type': 'weak-crypto',
      }))
    );
    await setUp(statsdb, settings);
    await runAt('2026-02-05T04:00:00Z', { eventdb, statsdb, settings });
    await setUpReading(statsdb);
  });

  test.each(built)('every question of %s is answered', async (_title, dashboard) => {
    for (const panel of panelsOf(dashboard)) {
      for (const target of targetsOf(panel)) {
        const sql = sqlOf(target);
        const { rows } = await statsdb.query(sql);
        const empty = ['Rare but serious', 'What is reported for the first time?', 'Malware', 'Malware families'];
        if (!empty.includes(panel.title!) && !panel.title!.includes('ising') && !panel.title!.includes('rise')) {
          expect([panel.title, rows.length > 0]).toEqual([panel.title, true]);
        }
      }
    }
  });

  test('the situation is a sentence with number, date and caveat', async () => {
    const [, overview] = built[0]!;
    const { rows } = await statsdb.query(sqlOf(targetsOf(panelsOf(overview)[0]!)[0]!));
    expect(rows).toEqual([
      ['One address was reported on 2026-01-31, as many as the median of the four weeks before. One feed is silent.'],
    ]);
  });
});

/** As Grafana's PostgreSQL data source would expand it. */
function sqlOf(target: Target): string {
  if (target.rawSql !== undefined) {
    return target.rawSql.replaceAll(/\$__timeFilter\(([a-z_.]+)\)/g, `$1 BETWEEN '2026-01-01' AND '2027-01-01'`);
  }
  const answer = compiled(target);
  if (answer.kind === 'faults') {
    throw new Error(answer.faults.join('; '));
  }
  return panelSql(answer.plan);
}
