import type { Database } from '../aggregator/src/database/database.ts';
import type { ShippedDashboard } from './dashboards.ts';
import type { Route } from './http.ts';
import { instancesByName } from './page.ts';
import type { BuiltPlugin } from './plugins.ts';
import { answer, type Result, type Target } from './postgres/query.ts';
import { postgresType, type DataSource, type DataSources } from './sources.ts';

interface QueryRequest {
  readonly queries: ReadonlyArray<Target & { readonly datasource?: { readonly uid?: string } }>;
  readonly from?: string;
  readonly to?: string;
}

/** As much of Grafana's HTTP API as the plugin and the host page ask for. Nothing of it outlives the process. */
export function apiRoutes(context: {
  readonly statsdb: Database;
  readonly plugins: readonly BuiltPlugin[];
  readonly sources: DataSources;
  readonly dashboards: () => Promise<readonly ShippedDashboard[]>;
}): Route[] {
  const { plugins, sources, dashboards } = context;
  const one = inTurn();
  const found = (source: DataSource | undefined, uid: string) =>
    source ? { body: source } : { status: 404, body: { message: `Data source ${uid} not found` } };
  const settings = new Map<string, object>();
  return [
    ['POST', /^\/api\/ds\/query$/, ({ body }) => one(() => query(context, body as QueryRequest))],
    ['GET', /^\/api\/frontend\/settings$/, () => ({ body: { datasources: instancesByName(sources.list(), plugins) } })],
    ['GET', /^\/api\/datasources$/, () => ({ body: sources.list() })],
    ['GET', /^\/api\/datasources\/(?:uid|name)\/([^/]+)$/, ({ parts: [key] }) => found(sources.find(key!), key!)],
    [
      'POST',
      /^\/api\/datasources$/,
      ({ body }) => {
        const datasource = sources.add(body as Partial<DataSource>);
        return { body: { id: datasource.id, message: 'Datasource added', name: datasource.name, datasource } };
      },
    ],
    [
      'PUT',
      /^\/api\/datasources\/uid\/([^/]+)$/,
      ({ parts: [uid], body }) => found(sources.change(uid!, body as Partial<DataSource>), uid!),
    ],
    [
      'GET',
      /^\/api\/datasources\/uid\/([^/]+)\/health$/,
      async ({ parts: [uid] }) => {
        await one(() => context.statsdb.query('SELECT 1'));
        return sources.find(uid!)?.type === postgresType
          ? { body: { status: 'OK', message: 'Database Connection OK' } }
          : { status: 404, body: { message: 'This plugin has no backend' } };
      },
    ],
    [
      'GET',
      /^\/api\/plugins\/([^/]+)\/settings$/,
      ({ parts: [id] }) => {
        const plugin = plugins.find(({ json }) => json.id === id);
        return plugin
          ? { body: { ...plugin.json, enabled: true, pinned: true, jsonData: {}, ...settings.get(id!) } }
          : { status: 404, body: { message: 'Plugin not found, no installed plugin with that id' } };
      },
    ],
    [
      'POST',
      /^\/api\/plugins\/([^/]+)\/settings$/,
      ({ parts: [id], body }) => {
        settings.set(id!, body as object);
        return { body: { message: 'Plugin settings updated' } };
      },
    ],
    [
      'GET',
      /^\/api\/search$/,
      async ({ parameters }) => {
        const asked = parameters.getAll('dashboardUIDs');
        const hits = (await dashboards()).map(({ hit }) => hit);
        return { body: hits.filter(({ uid }) => asked.length === 0 || asked.includes(uid)) };
      },
    ],
    [
      'GET',
      /^\/api\/dashboards\/uid\/([^/]+)$/,
      async ({ parts: [uid] }) => {
        const dashboard = (await dashboards()).find(({ hit }) => hit.uid === uid);
        return dashboard
          ? { body: { dashboard: dashboard.model, meta: { slug: dashboard.hit.slug, url: dashboard.hit.url } } }
          : { status: 404, body: { message: 'Dashboard not found' } };
      },
    ],
  ];
}

/** All targets of a request. One that fails makes the whole response a 400, with the others' frames in it. */
async function query(
  { statsdb, sources }: { readonly statsdb: Database; readonly sources: DataSources },
  { queries, from, to }: QueryRequest
): Promise<{ readonly status: number; readonly body: object }> {
  const range = { from: instant(from), to: instant(to) };
  const results: Record<string, Result> = {};
  for (const target of queries) {
    const source = sources.find(target.datasource?.uid ?? '');
    if (source?.type !== postgresType) {
      const message = source ? 'This plugin has no backend' : 'Data source not found';
      return { status: 404, body: { message, messageId: 'datasource.notFound' } };
    }
    // Grafana leaves out a target without a statement.
    if (target.rawSql !== undefined && target.rawSql !== '') {
      results[target.refId] = await answer(statsdb, target, range, { role: source.user });
    }
  }
  const failed = Object.values(results).some(({ error }) => error !== undefined);
  return { status: failed ? 400 : 200, body: { results } };
}

/** Milliseconds, as the browser posts them. */
function instant(text: string | undefined): Date {
  const time = new Date(Number(text));
  if (Number.isNaN(time.getTime())) {
    throw new TypeError('A query needs from and to, in milliseconds.');
  }
  return time;
}

/** One after the other: the embedded database is one connection, and a transaction on it must stay alone. */
function inTurn(): <Answer>(work: () => Promise<Answer>) => Promise<Answer> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work, work);
    last = mine.catch(() => undefined);
    return mine;
  };
}
