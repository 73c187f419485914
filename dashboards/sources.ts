/** The data source of the statistics: chosen by the dashboard's reader, never fixed. */
export const statistics = { type: 'csirt-statsportal-datasource', uid: '${datasource}' } as const;

/** The PostgreSQL data source below it, for the portal's own records. */
export const postgres = { type: 'grafana-postgresql-datasource', uid: '${postgres}' } as const;
