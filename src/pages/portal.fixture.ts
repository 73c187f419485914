import {
  setBackendSrv,
  setDataSourceSrv,
  type BackendSrv,
  type DataSourceSrv,
  type GetDataSourceListFilters,
} from '@grafana/runtime';
import { shippedDashboards } from '../names.ts';
import type { Row } from './useRows.ts';

/** Makes Grafana know one data source of the statistics, or none; `rows` answers its statements. */
export function withStatistics(
  rows: ((sql: string) => Row[]) | null,
  health = { status: 'success', message: 'fine' }
): void {
  withDashboards(shippedDashboards.map(({ uid }) => uid));
  const source = {
    uid: 'stats',
    rows: (sql: string) => Promise.resolve().then(() => rows!(sql)),
    testDatasource: () => Promise.resolve(health),
  };
  setDataSourceSrv({
    // Grafana's own source is in each list that is neither of one plugin nor of alerting.
    getList: ({ pluginId, alerting }: GetDataSourceListFilters = {}) => [
      ...(rows === null ? [] : [listed('stats', 'Statistics')]),
      ...(pluginId === undefined && alerting !== true ? [listed('grafana', '-- Grafana --')] : []),
    ],
    get: () => Promise.resolve(source),
    getInstanceSettings: () => undefined,
    reload: () => Promise.resolve(),
  } as unknown as DataSourceSrv);
}

/** Makes Grafana find these dashboards in the user's organisation; null: it fails. */
export function withDashboards(uids: readonly string[] | null): void {
  setBackendSrv({
    get: () => (uids === null ? Promise.reject(new Error('500')) : Promise.resolve(uids.map((uid) => ({ uid })))),
  } as unknown as BackendSrv);
}

const listed = (uid: string, name: string): object => ({
  uid,
  name,
  type: uid,
  meta: { info: { logos: { small: '' } } },
});
