import { stringify } from 'yaml';
import { alertGroups, type Alert } from '../../dashboards/alerts.ts';
import { postgres } from '../../dashboards/sources.ts';

/** Uid of the PostgreSQL data source that provisioning/datasources makes: a rule cannot have it chosen. */
const statisticsDatabase = 'statistics-database';

/** Grafana's name of what computes with the answers of other queries. */
const expression = '__expr__';

/** The alert rules as Grafana reads them from a file. */
export function alertFile(): string {
  const groups = alertGroups.map(({ name, every, alerts }) => ({
    orgId: 1,
    name,
    folder: 'Stats portal',
    interval: every,
    rules: alerts.map(rule),
  }));
  return [
    '# generated from dashboards/alerts.ts by npm run generate: do not edit.',
    '# Where which of these go to is a site’s own: docs/provisioning.md.',
    // Each line as it is, so that the SQL can be read.
    stringify({ apiVersion: 1, groups }, { lineWidth: 0 }),
  ].join('\n');
}

function rule(alert: Alert): object {
  return {
    uid: `csirt-stats-${alert.name}`,
    title: alert.title,
    condition: 'B',
    data: [question(alert), limit(alert)],
    noDataState: alert.noRow,
    execErrState: 'Error',
    for: alert.lasts,
    annotations: { summary: alert.summary, description: alert.description },
    labels: { source: 'stats-portal', severity: alert.severity },
    isPaused: false,
  };
}

/** A table of texts and one number is as many numbers as it has rows, labelled by the texts. */
function question({ sql }: Alert): object {
  return {
    refId: 'A',
    datasourceUid: statisticsDatabase,
    // Grafana wants one; the SQL has its own.
    relativeTimeRange: { from: 86400, to: 0 },
    model: {
      refId: 'A',
      datasource: { type: postgres.type, uid: statisticsDatabase },
      format: 'table',
      rawQuery: true,
      editorMode: 'code',
      rawSql: sql,
    },
  };
}

function limit({ above }: Alert): object {
  return {
    refId: 'B',
    datasourceUid: expression,
    relativeTimeRange: { from: 0, to: 0 },
    model: {
      refId: 'B',
      datasource: { type: expression, uid: expression },
      type: 'threshold',
      expression: 'A',
      conditions: [{ evaluator: { type: 'gt', params: [above] } }],
    },
  };
}
