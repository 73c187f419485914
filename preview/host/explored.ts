import { type RawTimeRange } from '@grafana/data';
import { type DataQuery } from '@grafana/schema';

/** What an address of Grafana's Explore asks. */
export interface Explored {
  readonly query: DataQuery;
  readonly range?: RawTimeRange;
}

interface Pane {
  readonly queries?: readonly DataQuery[];
  readonly range?: RawTimeRange;
}

/** The first query of an address of Explore: `panes` of today's form, or `left` of links within panels. */
export function readExplored(search: string): Explored | undefined {
  const parameters = new URLSearchParams(search);
  const panes = JSON.parse(parameters.get('panes') ?? '{}') as Record<string, Pane>;
  const left = JSON.parse(parameters.get('left') ?? 'null') as Pane | null;
  const pane = left ?? Object.values(panes)[0];
  const query = pane?.queries?.[0];
  return query && { query, range: pane.range };
}
