/** A dashboard on the PostgreSQL data source with one panel of each kind that the preview draws in a way of its own. */
const datasource = { type: 'grafana-postgresql-datasource', uid: '${database}' };

const bySomething = (column: string) =>
  `SELECT ${column}, sum(events)::bigint AS events FROM rollups WHERE rollup = 5 AND $__timeFilter(day) ` +
  `AND ('$taxonomy' = '' OR taxonomy = '$taxonomy') GROUP BY 1 ORDER BY 2 DESC`;

function panel(id: number, type: string, title: string, rest: object): object {
  const gridPos = { x: (id % 2) * 12, y: Math.floor(id / 2) * 7, w: 12, h: 7 };
  return { id, type, title, gridPos, datasource, ...rest };
}

const ask = (rawSql: string, format = 'table') => ({
  targets: [{ refId: 'A', datasource, rawSql, format, rawQuery: true, editorMode: 'code' }],
});

export const fixture = {
  uid: 'fixture',
  title: 'Kinds of panels',
  tags: ['fixture'],
  time: { from: '2026-01-01T00:00:00Z', to: '2026-01-10T00:00:00Z' },
  templating: {
    list: [
      { name: 'database', type: 'datasource', label: 'Database', query: 'grafana-postgresql-datasource' },
      { name: 'shown', type: 'custom', label: 'Shown', query: 'Everything : all,Nothing : none' },
    ],
  },
  links: [{ type: 'dashboards', title: 'Others', tags: ['fixture'], keepTime: true, includeVars: true }],
  panels: [
    panel(0, 'text', 'Words', { options: { mode: 'markdown', content: 'What is shown: *$shown*' } }),
    panel(1, 'table', 'Rows', {
      ...ask(bySomething('taxonomy').replaceAll("'$taxonomy'", "''")),
      fieldConfig: {
        defaults: {},
        overrides: [
          {
            matcher: { id: 'byName', options: 'taxonomy' },
            properties: [
              { id: 'links', value: [{ title: 'More', url: '/d/fixture?var-t=${__data.fields.taxonomy}' }] },
            ],
          },
        ],
      },
    }),
    panel(2, 'stat', 'One number', {
      ...ask('SELECT sum(events)::bigint AS events FROM rollups WHERE rollup = 1 AND $__timeFilter(day)'),
      fieldConfig: { defaults: { unit: 'suffix: events' }, overrides: [] },
    }),
    panel(3, 'bargauge', 'Bars', {
      ...ask(bySomething('taxonomy').replaceAll("'$taxonomy'", "''")),
      options: { reduceOptions: { values: true, calcs: [] } },
    }),
    panel(4, 'timeseries', 'Lines', {
      ...ask(
        'SELECT day AS time, taxonomy AS metric, sum(events) AS value FROM rollups WHERE rollup = 5 AND $__timeFilter(day) GROUP BY 1, 2 ORDER BY 1',
        'time_series'
      ),
    }),
    panel(5, 'heatmap', 'Another kind', ask("SELECT 'drawn as rows' AS answer")),
    panel(6, 'table', 'Broken', ask('SELECT nothing FROM nowhere')),
    panel(7, 'table', 'Empty', ask('SELECT 1 AS one WHERE false')),
  ],
};
