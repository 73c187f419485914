import { useEffect, useState } from 'react';
import { getDataSourceSrv } from '@grafana/runtime';
import type { StatsDataSource } from '../datasource/DataSource.ts';
import type { Cell } from '../datasource/columns.ts';

export type Row = Readonly<Record<string, Cell>>;

export type Loaded =
  | { readonly kind: 'loading' }
  | { readonly kind: 'rows'; readonly rows: readonly Row[] }
  | { readonly kind: 'error'; readonly message: string };

/** The data sources of the statistics that the user may see, the first one first. */
export function statisticsSources(): Array<{ readonly uid: string; readonly name: string }> {
  return (
    getDataSourceSrv()
      // By type Grafana adds its own built-in sources to every list.
      .getList({ pluginId: 'csirt-statsportal-datasource' })
      .map(({ uid, name }) => ({ uid, name }))
  );
}

/** Rows of one statement, asked through the data source of that uid, with the rights of its database role. */
export function useRows(uid: string, sql: string): Loaded {
  const [answer, setAnswer] = useState<{ readonly uid: string; readonly sql: string; readonly loaded: Loaded }>();
  useEffect(() => {
    let isCurrent = true;
    const show = (loaded: Loaded): void => {
      if (isCurrent) {
        setAnswer({ uid, sql, loaded });
      }
    };
    getDataSourceSrv()
      .get({ uid })
      .then((source) => (source as unknown as StatsDataSource).rows(sql))
      .then((rows) => show({ kind: 'rows', rows }))
      .catch((error: unknown) =>
        show({ kind: 'error', message: error instanceof Error ? error.message : String(error) })
      );
    return () => {
      isCurrent = false;
    };
  }, [uid, sql]);
  return answer !== undefined && answer.uid === uid && answer.sql === sql ? answer.loaded : { kind: 'loading' };
}
