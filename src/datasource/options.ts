import type { DataSourceJsonData } from '@grafana/data';

/** Settings of the data source, as they are provisioned. */
export interface StatsOptions extends DataSourceJsonData {
  /** Grafana's PostgreSQL data source that reads the statistics database. */
  readonly postgresUid?: string;
}

/** Grafana's PostgreSQL data source: its plugin id, and its alias in older settings. */
export const postgresTypes: readonly string[] = ['grafana-postgresql-datasource', 'postgres'];
