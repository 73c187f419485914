import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { alertGroups } from '../dashboards/alerts.ts';
import { dashboards } from '../dashboards/index.ts';

const root = join(__dirname, '..');
const read = (path: string): unknown => parse(readFileSync(join(root, path), 'utf8'));

interface Plugin {
  readonly id: string;
  readonly includes?: ReadonlyArray<{ readonly type: string; readonly name: string; readonly path?: string }>;
}
interface DataSource {
  readonly uid: string;
  readonly type: string;
  readonly url?: string;
  readonly user?: string;
  readonly jsonData: Readonly<Record<string, unknown>>;
  readonly secureJsonData?: Readonly<Record<string, string>>;
}
interface Rule {
  readonly uid: string;
  readonly title: string;
  readonly condition: string;
  readonly noDataState: string;
  readonly execErrState: string;
  readonly for: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly data: ReadonlyArray<{
    readonly refId: string;
    readonly datasourceUid: string;
    readonly model: {
      readonly refId: string;
      readonly rawSql?: string;
      readonly type?: string;
      readonly expression?: string;
      readonly conditions?: ReadonlyArray<{ readonly evaluator: { readonly type: string; readonly params: number[] } }>;
    };
  }>;
}
interface Group {
  readonly name: string;
  readonly folder: string;
  readonly interval: string;
  readonly rules: readonly Rule[];
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly configs: Readonly<Record<string, unknown>>;
}
interface Service {
  readonly environment: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly configs?: ReadonlyArray<{ readonly source: string }>;
  readonly healthcheck?: object;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}

const app = read('src/plugin.json') as Plugin;
const nested = read('src/datasource/plugin.json') as Plugin;
const { datasources } = read('provisioning/datasources/statistics.yaml') as { datasources: DataSource[] };
const { groups } = read('provisioning/alerting/statistics.yaml') as { groups: Group[] };
const { providers } = read('provisioning/dashboards/csirt.yaml') as { providers: Array<{ options: { path: string } }> };
const compose = parse(readFileSync(join(root, 'docker-compose.yaml'), 'utf8'), { merge: true }) as Compose;
const postgres = datasources.find(({ type }) => type === 'grafana-postgresql-datasource')!;
const statistics = datasources.find(({ type }) => type === nested.id)!;

/** What Grafana puts in from its environment. */
const variablesIn = (path: string): string[] => [
  ...new Set([...readFileSync(join(root, path), 'utf8').matchAll(/(?<!\$)\$\{?([A-Z_]+)/g)].map(([, name]) => name!)),
];

describe('provisioned', () => {
  test('the app is enabled', () => {
    expect(read('provisioning/plugins/app.yaml')).toMatchObject({ apps: [{ type: app.id, disabled: false }] });
  });

  test('the app’s data source asks through the PostgreSQL data source', () => {
    expect(datasources).toHaveLength(2);
    expect(statistics.jsonData).toEqual({ postgresUid: postgres.uid });
    expect(postgres.jsonData).toMatchObject({ timescaledb: true });
  });

  test('no password, login or address is in the files', () => {
    expect(postgres.secureJsonData).toEqual({ password: '$STATISTICS_READER_PASSWORD' });
    for (const value of [postgres.url, postgres.user, postgres.jsonData.database, postgres.jsonData.sslmode]) {
      expect(value).toMatch(/^\$/);
    }
  });

  test('the dashboards are those of the CSIRT, and none that the app brings', () => {
    const folder = `/var/lib/grafana/plugins/${app.id}/`;
    expect(providers.map(({ options }) => options.path)).toEqual([`${folder}dashboards/csirt`]);
    const titleOf = (path: string): string => (read(path) as { title: string }).title;
    const csirt = readdirSync(join(root, 'src/dashboards/csirt')).map((name) =>
      titleOf(`src/dashboards/csirt/${name}`)
    );
    const brought = (app.includes ?? []).filter(({ type }) => type === 'dashboard');
    expect(csirt.length).toBeGreaterThan(4);
    expect(brought.length).toBeGreaterThan(0);
    for (const { path } of brought) {
      expect(csirt).not.toContain(titleOf(`src/${path}`));
    }
  });
});

describe('alert rules', () => {
  const rules = groups.flatMap((group) => group.rules);

  test('are all there, each under its own name', () => {
    expect(rules.map(({ title }) => title)).toEqual(
      alertGroups.flatMap(({ alerts }) => alerts.map(({ title }) => title))
    );
    expect(new Set(rules.map(({ uid }) => uid)).size).toBe(rules.length);
    // Grafana takes no longer one.
    expect(rules.filter(({ uid }) => !/^[\w-]{1,40}$/.test(uid))).toEqual([]);
    for (const { folder, interval } of groups) {
      expect(folder).not.toBe('');
      // A multiple of ten seconds, which is how often Grafana looks.
      expect(interval).toMatch(/^\d+[mh]$/);
    }
  });

  test.each(rules.map((rule) => [rule.title, rule] as const))('%s', (_title, rule) => {
    const [question, limit, ...more] = rule.data;
    expect(more).toEqual([]);
    expect(question).toMatchObject({ datasourceUid: postgres.uid, model: { refId: question!.refId, format: 'table' } });
    expect(limit).toMatchObject({
      datasourceUid: '__expr__',
      model: { refId: rule.condition, type: 'threshold', expression: question!.refId },
    });
    expect(rule.condition).toBe(limit!.refId);
    expect(limit!.model.conditions).toHaveLength(1);
    expect(['OK', 'Alerting']).toContain(rule.noDataState);
    expect(rule.execErrState).toBe('Error');
    expect(rule.annotations.summary!.length).toBeGreaterThan(20);
    expect(rule.annotations.description!.length).toBeGreaterThan(80);
  });

  test('nothing in them is taken for a variable of the environment or a macro', () => {
    expect(readFileSync(join(root, 'provisioning/alerting/statistics.yaml'), 'utf8')).not.toContain('$');
  });

  test('what a sentence names is a text of the row, or its number', () => {
    for (const { annotations, data } of rules) {
      for (const [, word] of Object.values(annotations)
        .join(' ')
        .matchAll(/\{\{ ([^}]*) \}\}/g)) {
        const label = /^\.Labels\.(\w+)$/.exec(word!)?.[1];
        expect(label === undefined ? word : data[0]!.model.rawSql).toContain(label ?? `.Values.${data[0]!.refId}`);
      }
    }
  });
});

describe('docker-compose.yaml', () => {
  const { services, volumes, configs } = compose;

  test('Grafana has the app, may load it, and begins with a dashboard that is there', () => {
    const { environment, volumes: mounted = [] } = services.grafana!;
    const place = `/var/lib/grafana/plugins/${app.id}`;
    expect(mounted).toContain(`./dist:${place}:ro`);
    expect(mounted).toContain('./provisioning:/etc/grafana/provisioning:ro');
    expect(environment.GF_PLUGINS_ALLOW_LOADING_UNSIGNED_PLUGINS!.split(',')).toEqual([app.id, nested.id]);
    const home = environment.GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH!;
    expect(home.startsWith(`${place}/`)).toBe(true);
    expect(existsSync(join(root, 'src', home.slice(place.length)))).toBe(true);
  });

  test('what the provisioned files take from the environment is there', () => {
    const wanted = ['datasources/statistics.yaml', 'dashboards/csirt.yaml', 'plugins/app.yaml'].flatMap((path) =>
      variablesIn(`provisioning/${path}`)
    );
    expect(wanted.length).toBeGreaterThan(4);
    expect(Object.keys(services.grafana!.environment)).toEqual(expect.arrayContaining(wanted));
  });

  test('what one service waits for, the other one can tell', () => {
    const conditions = Object.entries(services).flatMap(([name, { depends_on: others = {} }]) =>
      Object.entries(others).map(([other, { condition }]) => ({ name, other, condition }))
    );
    expect(conditions.length).toBeGreaterThan(4);
    for (const { other, condition } of conditions) {
      expect(['service_healthy', 'service_completed_successfully']).toContain(condition);
      if (condition === 'service_healthy') {
        expect([other, services[other]?.healthcheck]).toEqual([other, expect.anything()]);
      }
    }
  });

  test('the order has no circle', () => {
    const started = new Set<string>();
    const startable = (): string[] =>
      Object.entries(services)
        .filter(([name, { depends_on: others = {} }]) => {
          return !started.has(name) && Object.keys(others).every((other) => started.has(other));
        })
        .map(([name]) => name);
    for (let next = startable(); next.length > 0; next = startable()) {
      next.forEach((name) => started.add(name));
    }
    expect([...started].sort()).toEqual(Object.keys(services).sort());
  });

  test('named volumes and configs are declared, and all of them used', () => {
    const mounted = Object.values(services).flatMap(({ volumes: some = [] }) => some.map((one) => one.split(':')[0]!));
    expect([...new Set(mounted.filter((source) => !source.startsWith('.')))].sort()).toEqual(
      Object.keys(volumes).sort()
    );
    const sources = Object.values(services).flatMap(({ configs: some = [] }) => some.map(({ source }) => source));
    expect(sources.sort()).toEqual(Object.keys(configs).sort());
  });
});

describe('the docs', () => {
  const text = (name: string): string => readFileSync(join(root, 'docs', name), 'utf8');

  test('name every alert and every dashboard', () => {
    expect(titlesIn(text('provisioning.md'))).toEqual(
      expect.arrayContaining(groups.flatMap((group) => group.rules.map(({ title }) => title)))
    );
    expect(titlesIn(text('dashboards.md'))).toEqual(expect.arrayContaining(dashboards.map(({ title }) => title)));
  });

  test('link to files that are there', () => {
    for (const name of ['provisioning.md', 'dashboards.md']) {
      const targets = [...text(name).matchAll(/\]\(([^):#]+)(#[^)]*)?\)/g)].map(([, target]) => target!);
      expect(targets.length).toBeGreaterThan(2);
      expect(targets.filter((target) => !existsSync(join(root, 'docs', target)))).toEqual([]);
    }
  });

  test('name every variable that the files take', () => {
    const named = [...text('provisioning.md').matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name);
    expect(named).toEqual(expect.arrayContaining(variablesIn('provisioning/datasources/statistics.yaml')));
  });
});

/** What stands first in the rows of tables. */
function titlesIn(markdown: string): string[] {
  return [...markdown.matchAll(/^\| (.+?) +\|/gm)].map(([, title]) => title!);
}
