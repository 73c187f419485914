import {
  dateTime,
  type DataQueryRequest,
  type DataSourceInstanceSettings,
  type TypedVariableModel,
} from '@grafana/data';
import {
  setBackendSrv,
  setDataSourceSrv,
  type BackendSrv,
  type BackendSrvRequest,
  type DataSourceSrv,
  type TemplateSrv,
} from '@grafana/runtime';
import { of, throwError, type Observable } from 'rxjs';
import { StatsDataSource } from './DataSource.ts';
import type { StatsOptions } from './options.ts';
import { portalSql } from './portal.ts';
import { defaultQuery, type StatsQuery } from './query.ts';

/** Stand-ins for Grafana's services: what was posted, and what is answered to each SQL. */
export interface Grafana {
  readonly posted: BackendSrvRequest[];
  /** What the server answers for one query: columns, or an error. */
  answer: (sql: string) => Columns | { readonly error: string };
}

type Columns = Readonly<Record<string, unknown[]>>;

export const postgres = { id: 7, uid: 'pg', type: 'grafana-postgresql-datasource', name: 'Statistics database' };

const portal: Columns = { zone: ['UTC'], closed_until: ['2026-01-28'], complete_until: ['2026-01-28'] };

/** A Grafana in which there is one PostgreSQL data source. Its portal has UTC days (`more` is known of it too); other answers are empty. */
export function startGrafana(more: Columns = {}): Grafana {
  const grafana: Grafana = { posted: [], answer: () => ({}) };
  setBackendSrv({
    fetch: (request: BackendSrvRequest): Observable<unknown> => {
      grafana.posted.push(request);
      const { queries } = request.data as { queries: Array<{ refId: string; rawSql: string }> };
      const answers = queries.map(({ refId, rawSql }) => {
        const answered = rawSql === portalSql ? { ...portal, ...more } : grafana.answer(rawSql);
        return [refId, result(refId, answered)] as const;
      });
      return of({ data: { results: Object.fromEntries(answers) } });
    },
  } as unknown as BackendSrv);
  setDataSourceSrv({
    getInstanceSettings: (ref: { uid: string }) => (ref.uid === postgres.uid ? postgres : undefined),
  } as unknown as DataSourceSrv);
  return grafana;
}

/** From now on the server cannot be reached. */
export function breakGrafana(error: object): void {
  setBackendSrv({ fetch: () => throwError(() => error) } as unknown as BackendSrv);
}

function result(refId: string, answered: Columns | { readonly error: string }): object {
  if ('error' in answered && typeof answered.error === 'string') {
    return { error: answered.error, status: 500 };
  }
  const columns = Object.entries(answered as Columns);
  const fields = columns.map(([name]) => ({ name, type: name === 'time' ? 'time' : 'other' }));
  return {
    status: 200,
    frames: [{ schema: { refId, fields }, data: { values: columns.map(([, values]) => values) } }],
  };
}

/** Template variables as Grafana's old and new dashboards resolve them: one pass, no look into values. */
export function templates(values: Readonly<Record<string, string | readonly string[]>> = {}): TemplateSrv {
  const replace = (text: string, _scoped?: unknown, format?: string | ((value: unknown) => string)): string =>
    text.replaceAll(/\$\{(\w+)(?::(\w+))?\}|\$(\w+)/g, (match, braced?: string, own?: string, plain?: string) => {
      const name = braced ?? plain ?? '';
      const value = values[name];
      if (value === undefined) {
        return match;
      }
      if (own === 'queryparam') {
        return [value]
          .flat()
          .map((one) => `var-${name}=${encodeURIComponent(one)}`)
          .join('&');
      }
      return typeof format === 'function' ? format(value) : String(value);
    });
  const getVariables = (): TypedVariableModel[] =>
    Object.keys(values).map((name) => ({ name, type: 'query' }) as TypedVariableModel);
  return { replace, getVariables } as TemplateSrv;
}

export function dataSource(
  postgresUid: string | undefined = 'pg',
  templateSrv = templates(),
  uid = 'stats'
): StatsDataSource {
  const settings = {
    id: 8,
    uid,
    type: 'csirt-statsportal-datasource',
    name: 'Stats',
    jsonData: postgresUid === undefined ? {} : { postgresUid },
  } as unknown as DataSourceInstanceSettings<StatsOptions>;
  return new StatsDataSource(settings, templateSrv);
}

/** A panel's request over the last 30 days of January 2026. */
export function request(
  targets: Array<Partial<StatsQuery>>,
  more: Partial<DataQueryRequest<StatsQuery>> = {}
): DataQueryRequest<StatsQuery> {
  const from = dateTime('2026-01-02T12:00:00Z');
  const to = dateTime('2026-01-31T12:00:00Z');
  return {
    requestId: 'Q1',
    interval: '1h',
    intervalMs: 3_600_000,
    maxDataPoints: 1000,
    range: { from, to, raw: { from, to } },
    scopedVars: {},
    timezone: 'browser',
    app: 'dashboard',
    startTime: 0,
    targets: targets.map((target, position) => ({ refId: 'ABC'[position]!, ...defaultQuery, ...target })),
    ...more,
  };
}
