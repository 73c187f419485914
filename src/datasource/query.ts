import type { TimeRange } from '@grafana/data';
import type { DataQuery, DataSourceRef } from '@grafana/schema';
import type { DimensionName, Grain, MeasureName } from '@stats-portal/catalog';
import {
  defaults,
  type Comparison,
  type Filter,
  type GapRule,
  type Plan,
  type Presence,
  type Question,
  type Shape,
} from '@stats-portal/query';

/** A template variable in place of a name, so that a dashboard may have a switch: `$group` or `${group}`. */
export type Variable = `$${string}`;

/** `auto`: as the panel's range and width say for a time series, one number for the whole range otherwise. */
export const savedGrains = ['auto', 'day', 'week', 'month', 'quarter', 'year', 'none'] as const satisfies ReadonlyArray<
  Grain | 'auto'
>;

export type SavedGrain = (typeof savedGrains)[number];

/**
 * A question as a panel saves it: without a range, which is the panel's. Values of filters, the measure and the
 * dimensions may be template variables; they are resolved here, in the model, never in SQL.
 */
export interface StatsQuery extends DataQuery {
  readonly version: 1;
  readonly measure: MeasureName | Variable;
  readonly by: ReadonlyArray<DimensionName | Variable>;
  readonly where: readonly Filter[];
  readonly grain: SavedGrain;
  readonly top: number | null;
  readonly remaining: boolean;
  readonly shape: Shape;
  readonly compare: Comparison;
  readonly movingMedian: number | null;
  readonly expected: boolean;
  readonly closed: boolean | null;
  readonly gaps: GapRule;
}

/** The parts of a query that are ours; the others (refId, hide, datasource) are Grafana's. */
export type StatsParts = Omit<StatsQuery, keyof DataQuery>;

/** What a new panel asks: addresses per day, as a curve with gaps where a feed was missing. */
export const defaultQuery: StatsParts = { ...defaults, grain: 'auto', shape: 'series', gaps: 'show' };

/** Whether the text is a template variable as a whole. */
export function isVariable(text: string): text is Variable {
  return /^\$(\w+|\{[^{}]+\})$/.test(text);
}

/** Whether the text has a template variable in it: what it stands for is not known before the query is asked. */
export function hasVariable(text: string): boolean {
  return /\$\w|\$\{[^{}]+\}|\[\[[^[\]]+\]\]/.test(text);
}

/** The query in another shape, without the parts that the shape cannot have. */
export function inShape(query: StatsQuery, shape: Shape): StatsQuery {
  switch (shape) {
    case 'series':
      return { ...query, shape, grain: query.grain === 'none' ? 'auto' : query.grain };
    case 'table':
      return { ...query, shape, expected: false };
    case 'ranking':
      return { ...query, shape, grain: 'auto', movingMedian: null, expected: false };
    case 'trend':
      return { ...query, shape, grain: 'auto', movingMedian: null, expected: false, compare: 'none' };
  }
}

/** A value of a dimension that the statistics have, most frequent first. Null is the empty value, "(none)". */
export interface KnownValue {
  readonly value: string | null;
  /** Events in the looked-at days. */
  readonly events: number;
}

/** What a query gives as it stands: its SQL and where it is answered from, or why it cannot be asked. */
export type Preview =
  | {
      readonly kind: 'answer';
      readonly sql: string;
      readonly plan: Plan;
      readonly question: Question;
      /** Grafana's Explore with this SQL, for the PostgreSQL data source. */
      readonly exploreUrl: string;
    }
  | { readonly kind: 'faults'; readonly faults: readonly string[] };

/** What is known of the statistics database. Days are `YYYY-MM-DD` in the portal's zone. */
export interface Portal {
  readonly zone: string;
  /** The last closed day. */
  readonly closedUntil: string | null;
  /** The last day up to which nothing waits to be counted. */
  readonly completeUntil: string | null;
  /** Which days of presence can be asked; null where none is kept. */
  readonly hosts: Presence | null;
  /** On which days a feed was missing. */
  readonly missingDays: readonly string[];
}

/** What the query editor needs from the data source. */
export interface EditorSource {
  /** The PostgreSQL data source that is asked; null if none is set. */
  readonly postgres: DataSourceRef | null;
  /** Names of the template variables, with their `$`. */
  variables: { names: () => Variable[] };
  /** Values of the dimension that contain the searched text, by popularity; `others` narrow them down. */
  getValues: (dimension: DimensionName, search: string, others: readonly Filter[]) => Promise<KnownValue[]>;
  preview: (query: StatsQuery, range: TimeRange | undefined) => Promise<Preview>;
  portal: () => Promise<Portal>;
}
