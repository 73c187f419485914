import { dateTime, type DataFrame, type DataQueryRequest, type DataSourceInstanceSettings } from '@grafana/data';
import { getDataSourceSrv } from '@grafana/runtime';
import type { DataQuery, DataSourceRef } from '@grafana/schema';
import type { Cell } from './columns.ts';
import { postgresTypes } from './options.ts';

/** A query of Grafana's PostgreSQL data source. */
export interface PostgresQuery extends DataQuery {
  readonly rawSql: string;
  readonly format: 'table' | 'time_series';
  readonly rawQuery: true;
  readonly editorMode: 'code';
}

export function postgresQuery(
  refId: string,
  datasource: DataSourceRef,
  rawSql: string,
  format: PostgresQuery['format'] = 'table'
): PostgresQuery {
  return { refId, datasource, rawSql, format, rawQuery: true, editorMode: 'code' };
}

/** The PostgreSQL data source of that uid; null if there is none, or it is of another kind. */
export function findPostgres(uid: string | undefined): DataSourceRef | null {
  const settings = uid === undefined || uid === '' ? undefined : getDataSourceSrv().getInstanceSettings({ uid });
  return settings !== undefined && isPostgres(settings) ? { type: settings.type, uid: settings.uid } : null;
}

export function isPostgres({ type }: Pick<DataSourceInstanceSettings, 'type'>): boolean {
  return postgresTypes.includes(type);
}

/** A request that is no panel's: for the rows of one statement. */
export function rowsRequest(requestId: string, query: PostgresQuery): DataQueryRequest<PostgresQuery> {
  const now = dateTime();
  return {
    requestId,
    interval: '1d',
    intervalMs: 86_400_000,
    range: { from: now, to: now, raw: { from: now, to: now } },
    scopedVars: {},
    targets: [query],
    timezone: 'utc',
    app: 'stats-portal',
    startTime: now.valueOf(),
    hideFromInspector: true,
  };
}

/** The frame's rows as objects. */
export function rowsOf(frame: DataFrame | undefined): Array<Record<string, Cell>> {
  if (frame === undefined) {
    return [];
  }
  return Array.from({ length: frame.length }, (_, row) =>
    Object.fromEntries(frame.fields.map(({ name, values }) => [name, (values as Cell[])[row] ?? null]))
  );
}
