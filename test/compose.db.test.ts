import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { parse } from 'yaml';
import type { Database } from '../aggregator/src/database/database.ts';
import { openPostgres } from '../aggregator/src/database/postgres.ts';
import { alertGroups } from '../dashboards/alerts.ts';
import { publicDashboard } from '../dashboards/public.ts';
import { atEnd, describePostgres, postgresUrl, temporaryFolder } from './environment/index.ts';

const root = join(__dirname, '..');

interface Compose {
  readonly services: Readonly<
    Record<string, { readonly environment: Readonly<Record<string, string>>; readonly healthcheck: { test: string[] } }>
  >;
  readonly configs: Readonly<Record<string, { readonly content: string }>>;
}

const { services, configs } = parse(readFileSync(join(root, 'docker-compose.yaml'), 'utf8'), {
  merge: true,
}) as Compose;

/** .env as somebody fills it in; names of roles that no other test has. */
const site: Readonly<Record<string, string>> = {
  COUNTRY: 'AT',
  EVENTDB_READER: 'compose_events',
  EVENTDB_READER_PASSWORD: `it's "one"`,
  STATISTICS_READER: 'compose_grafana',
  STATISTICS_READER_PASSWORD: '$two',
};

/** Each service of docker-compose.yaml, started by hand: the containers’ commands, in the order of the file. */
describePostgres('the services of docker-compose.yaml', () => {
  let home: string;
  let urls: { eventdb: URL; statsdb: URL };

  /** The database’s address as one of its roles. */
  const as = (url: URL, role: string): string => {
    const address = new URL(url.href);
    address.username = role;
    return address.href;
  };

  const open = async (url: string): Promise<Database> => {
    const database = await openPostgres(url);
    atEnd(() => database.close());
    return database;
  };

  /** What the image of PostgreSQL runs when its data folder is new. */
  const initialize = (url: URL, config: string): void => {
    const script = configs[config]!.content.replaceAll('$$', '$');
    const { status, stderr } = spawnSync('/bin/sh', ['-ec', script], {
      env: {
        ...site,
        PATH: process.env.PATH,
        PGHOST: url.hostname,
        PGPORT: url.port,
        POSTGRES_USER: url.username,
        POSTGRES_DB: url.pathname.slice(1),
      },
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  };

  const environment = (more: Record<string, string>): NodeJS.ProcessEnv => ({
    PATH: `${join(home, 'bin')}:/usr/bin:/bin`,
    HOME: home,
    ...more,
  });

  const aggregator = (): NodeJS.ProcessEnv =>
    environment({
      STATS_PORTAL_EVENTDB_URL: as(urls.eventdb, site.EVENTDB_READER!),
      STATS_PORTAL_STATSDB_URL: urls.statsdb.href,
      STATS_PORTAL_COUNTRY: site.COUNTRY!,
      STATS_PORTAL_PAUSE: services.aggregator!.environment.STATS_PORTAL_PAUSE!,
    });

  beforeAll(async () => {
    home = await temporaryFolder();
    urls = { eventdb: new URL(await postgresUrl()), statsdb: new URL(await postgresUrl()) };
    mkdirSync(join(home, 'bin'));
    symlinkSync(join(root, 'aggregator/bin/stats-portal.js'), join(home, 'bin/stats-portal'));
    symlinkSync(process.execPath, join(home, 'bin/node'));
    initialize(urls.eventdb, 'events-reader');
    initialize(urls.statsdb, 'reader');
  });

  test('are healthy one after the other, and Grafana’s login reads what was counted and nothing else', async () => {
    // As the image builds it; fewer days, and so that all of them are closed.
    const sample = join(home, 'sample.mjs');
    const { outputFiles } = await build({
      entryPoints: [join(root, 'deploy/sample.ts')],
      bundle: true,
      platform: 'node',
      format: 'esm',
      write: false,
    });
    writeFileSync(sample, outputFiles[0]!.text);
    const loaded = spawnSync('/bin/sh', [join(root, 'deploy/load-sample.sh')], {
      env: environment({
        STATS_PORTAL_EVENTDB_URL: urls.eventdb.href,
        SAMPLE: sample,
        SAMPLE_DAYS: '12',
        SAMPLE_EVENTS_PER_DAY: '200',
      }),
      encoding: 'utf8',
    });
    expect({ status: loaded.status, stderr: loaded.status === 0 ? '' : loaded.stderr }).toEqual({
      status: 0,
      stderr: '',
    });

    const [health, ...args] = services.aggregator!.healthcheck.test.slice(1);
    const healthy = (): boolean => spawnSync(health!, args, { env: aggregator() }).status === 0;
    expect(healthy()).toBe(false);

    const schedule = spawn('/bin/sh', [join(root, 'deploy/schedule.sh')], {
      env: aggregator(),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    atEnd(() => schedule.kill('SIGKILL'));
    for await (const line of createInterface({ input: schedule.stderr })) {
      if (/counted \d+ days/.test(line)) {
        break;
      }
    }
    const ended = once(schedule, 'exit');
    schedule.kill('SIGTERM');
    await ended;
    expect(healthy()).toBe(true);

    const grafana = await open(as(urls.statsdb, site.STATISTICS_READER!));
    const { rows } = await grafana.query('SELECT count(*) > 0, sum(events) > 1000 FROM days');
    expect(rows).toEqual([['t', 't']]);
    const { rows: country } = await grafana.query(`SELECT current_setting('stats_portal.country')`);
    expect(country).toEqual([['AT']]);
    const asked = [...alertGroups.flatMap(({ alerts }) => alerts.map(({ sql }) => sql)), ...publicSql()];
    expect(asked.length).toBeGreaterThan(8);
    for (const sql of asked) {
      await grafana.query(sql);
    }
    await expect(grafana.query('DELETE FROM days')).rejects.toMatchObject({ code: '42501' });
    const events = await open(as(urls.eventdb, site.EVENTDB_READER!));
    await expect(events.query('DELETE FROM events')).rejects.toMatchObject({ code: '42501' });
  });
});

function publicSql(): string[] {
  const feeds = [{ provider: 'Provider', feed: 'Feed', licence: '' }];
  const { panels = [] } = publicDashboard({ postgresUid: 'uid', feeds, atLeast: 5 });
  return panels.flatMap((panel) =>
    ((panel as { targets?: Array<{ rawSql: string }> }).targets ?? []).map(({ rawSql }) => rawSql)
  );
}
