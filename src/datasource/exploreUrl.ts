import type { TimeRange } from '@grafana/data';
import type { PostgresQuery } from './postgres.ts';

/** Grafana's Explore with a query of the PostgreSQL data source, relative to where Grafana is. */
export function exploreUrl(query: PostgresQuery, range: TimeRange | undefined): string {
  const pane = {
    datasource: query.datasource?.uid,
    queries: [query],
    range: {
      from: range === undefined ? 'now-30d' : asText(range.raw.from),
      to: range === undefined ? 'now' : asText(range.raw.to),
    },
  };
  return `/explore?schemaVersion=1&panes=${encodeURIComponent(JSON.stringify({ sql: pane }))}`;
}

function asText(time: TimeRange['raw']['from']): string {
  return typeof time === 'string' ? time : String(time.valueOf());
}
