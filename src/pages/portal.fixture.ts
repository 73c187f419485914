import { setDataSourceSrv, type DataSourceSrv } from '@grafana/runtime';
import type { Row } from './useRows.ts';

/** Makes Grafana know one data source of the statistics, or none; `rows` answers its statements. */
export function withStatistics(
  rows: ((sql: string) => Row[]) | null,
  health = { status: 'success', message: 'fine' }
): void {
  const source = {
    uid: 'stats',
    rows: (sql: string) => Promise.resolve().then(() => rows!(sql)),
    testDatasource: () => Promise.resolve(health),
  };
  setDataSourceSrv({
    getList: () =>
      rows === null
        ? []
        : [{ uid: 'stats', name: 'Statistics', type: 'stats', meta: { info: { logos: { small: '' } } } }],
    get: () => Promise.resolve(source),
    getInstanceSettings: () => undefined,
    reload: () => Promise.resolve(),
  } as unknown as DataSourceSrv);
}
