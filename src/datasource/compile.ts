import type { AdHocVariableFilter } from '@grafana/data';
import { isPeriodMeasure, type MeasureName } from '@stats-portal/catalog';
import {
  parseQuestion,
  plan,
  print,
  QuestionError,
  withoutNeedlessLook,
  type Filter,
  type Plan,
  type Presence,
} from '@stats-portal/query';
import { adHocFilters } from './adHoc.ts';
import { interpolate, type Variables } from './interpolate.ts';
import type { StatsQuery } from './query.ts';
import { automaticGrain, type Days } from './range.ts';
import { upgrade } from './upgrade.ts';

/** What a panel adds to its query. */
export interface Context {
  readonly days: Days;
  readonly maxDataPoints?: number;
  readonly variables: Variables;
  readonly filters: readonly AdHocVariableFilter[];
  /** What presence is kept, as far as it is known. */
  readonly hosts?: Presence | null;
  /** On which days a feed was missing, if that is known. */
  readonly missingDays?: readonly string[];
}

/** A query that can be asked, or why it cannot. */
export type Compiled =
  | { readonly kind: 'plan'; readonly query: StatsQuery; readonly plan: Plan }
  | { readonly kind: 'faults'; readonly faults: readonly string[] };

/** upgrade -> interpolate -> parse -> plan. All faults at once; anything at all may come in. */
export function compile(saved: unknown, context: Context): Compiled {
  const upgraded = upgrade(saved);
  if (upgraded.kind === 'damaged') {
    return { kind: 'faults', faults: upgraded.faults };
  }
  const { query } = upgraded;
  const { faults: unresolved, measure, by, where } = interpolate(query, context.variables);
  const faults = [...unresolved];
  const filters = adHocFilters(context.filters, faults);
  const { top, remaining, shape, compare, movingMedian, expected, closed, gaps } = query;
  const parts = { version: 1, measure, by, top, remaining, shape, compare, movingMedian, expected, closed, gaps };
  if (faults.length > 0) {
    return { kind: 'faults', faults };
  }
  try {
    const grain = grainOf({ ...query, measure }, context);
    const question = parseQuestion({ ...parts, where: [...where, ...filters], grain, ...context.days });
    const chosen = plan(question, undefined, context.hosts);
    const { missingDays } = context;
    return {
      kind: 'plan',
      query,
      plan: missingDays === undefined ? chosen : withoutNeedlessLook(chosen, missingDays),
    };
  } catch (error) {
    if (error instanceof QuestionError) {
      return { kind: 'faults', faults: error.faults };
    }
    throw error;
  }
}

/** Whether the filter, without variables, is one that can be asked. */
export function isAskable(filter: Filter): boolean {
  try {
    parseQuestion({ where: [filter], from: '2000-01-01', to: '2000-01-01' });
    return true;
  } catch {
    return false;
  }
}

/** Rankings have one number for the whole range; so has a table, unless it is split by time. */
function grainOf(
  { measure, grain, shape, movingMedian, expected }: StatsQuery & { readonly measure: MeasureName },
  { days, maxDataPoints }: Context
): string {
  if (grain !== 'auto') {
    return grain;
  }
  if (movingMedian !== null || expected) {
    return 'day';
  }
  if (shape !== 'series') {
    return 'none';
  }
  const automatic = automaticGrain(days, maxDataPoints);
  // A week is the shortest period.
  return isPeriodMeasure(measure) && automatic === 'day' ? 'week' : automatic;
}

/** For the panel: a column per dimension, days as instants. The last closed day, if known, makes it faster. */
export function panelSql(chosen: Plan, closedUntil: string | null = null): string {
  return print(chosen, { instants: true, columns: true, asNames: true, mentions: true, closedUntil });
}

/** For Explore, expressions and alert rules, which read PostgreSQL's answer themselves. */
export function plainSql(chosen: Plan): string {
  return print(chosen, { instants: true });
}
