import { isPeriodMeasure, type DimensionName, type Grain, type MeasureName } from '@stats-portal/catalog';

/** What a filter does with its values. `none` and `not none` have no values, `contains` and `within` have one or more. */
export const operators = ['in', 'not in', 'none', 'not none', 'contains', 'within'] as const;

export type Operator = (typeof operators)[number];

/** A condition on one dimension. Several filters must all hold; several values of one filter are alternatives. */
export interface Filter {
  readonly dimension: DimensionName;
  readonly operator: Operator;
  readonly values: readonly string[];
  /** With `in`: what has no value, too. */
  readonly orNone?: true;
}

/**
 * series: time, metric, value, as Grafana's time series want them, without holes where a real zero was counted.
 * table: one row per combination, a column per dimension. ranking: the same by size, each with its share of the whole.
 * trend: who rises against the whole (see trend.ts).
 */
export const shapes = ['table', 'series', 'ranking', 'trend'] as const;

export type Shape = (typeof shapes)[number];

/** What the numbers are set against: the days just before, or the same days a year ago. */
export const comparisons = ['none', 'previous', 'last-year'] as const;

export type Comparison = (typeof comparisons)[number];

/** What becomes of the days on which a feed was missing that matters. */
export const gapRules = ['show', 'ignore'] as const;

export type GapRule = (typeof gapRules)[number];

/** A question to the statistics, as it is saved and asked. Dates are calendar days of the portal's zone. */
export interface Question {
  readonly version: 1;
  readonly measure: MeasureName;
  readonly by: readonly DimensionName[];
  readonly where: readonly Filter[];
  readonly grain: Grain;
  /** First and last day, both included: `YYYY-MM-DD`. */
  readonly from: string;
  readonly to: string;
  /** Only the N largest; the others become one row or series "remaining", unless `remaining` is false. */
  readonly top: number | null;
  readonly remaining: boolean;
  readonly shape: Shape;
  readonly compare: Comparison;
  /** Median over so many delivered days up to each day; only with grain day. */
  readonly movingMedian: number | null;
  /** With what was to be expected of each day; only of time series by day (expected.ts). */
  readonly expected: boolean;
  /** Whether what rests on a missing feed is a gap (gaps.ts), or is shown like any other number. */
  readonly gaps: GapRule;
  /** Leave out provisional days. Null: as counting.md says (rankings, averages and trends do, daily curves do not). */
  readonly closed: boolean | null;
}

/** What is asked where a question leaves something open. */
export const defaults = {
  version: 1,
  measure: 'ips',
  by: [],
  where: [],
  grain: 'none',
  top: null,
  remaining: true,
  shape: 'table',
  compare: 'none',
  movingMedian: null,
  expected: false,
  closed: null,
  gaps: 'ignore',
} as const satisfies Omit<Question, 'from' | 'to'>;

/** Whether only closed days count for this question. */
export function closedOnly(question: Question): boolean {
  if (question.closed !== null) {
    return question.closed;
  }
  if (isPeriodMeasure(question.measure)) {
    // A day that is not complete would make addresses go away.
    return true;
  }
  return question.grain !== 'day' && (question.measure === 'ips' || isRanked(question));
}

/** Whether rows have a rank and a part. */
export function isRanked({ shape, top }: Question): boolean {
  return shape === 'ranking' || top !== null;
}
