import { dimensions, hostDimensions, isPeriodMeasure, type DimensionName } from '@stats-portal/catalog';
import {
  expectedFaults,
  parseQuestion,
  periodFaults,
  QuestionError,
  type Filter,
  type Operator,
  type Shape,
} from '@stats-portal/query';
import { withNone } from '../interpolate.ts';
import { hasVariable, isVariable, type SavedGrain, type StatsQuery } from '../query.ts';
import { words } from './words.ts';

const { reasons } = words;

/** Why a clause can have no other value here; null where it can. */
export interface Reasons {
  readonly grain: string | null;
  readonly remaining: string | null;
  readonly compare: string | null;
  readonly movingMedian: string | null;
  readonly expected: string | null;
  readonly closed: string | null;
}

/** Reasons for which a clause does nothing, or nothing possible, in this query. */
export function reasonsOf(query: StatsQuery): Reasons {
  const { shape, grain, top } = query;
  const trend = shape === 'trend' ? reasons.trendHasWeeks : null;
  return {
    grain: shape === 'ranking' ? reasons.rankingHasNoGrain : trend,
    remaining: shape === 'trend' ? reasons.trendHasNoRemaining : top === null ? reasons.needsTop : null,
    compare: trend,
    movingMedian: medianObstacle(shape, grain),
    expected: expectationFaults({ ...query, expected: true })[0] ?? null,
    closed: shape === 'trend' ? reasons.trendIsClosed : null,
  };
}

/** Why the query cannot have the shape. */
export function shapeObstacle({ by }: StatsQuery, shape: Shape): string | null {
  return (shape === 'ranking' || shape === 'trend') && by.length === 0 ? reasons.needsGroup : null;
}

/** Why the operator does not work on the dimension. */
export function operatorObstacle(dimension: DimensionName, operator: Operator): string | null {
  const { type } = dimensions[dimension];
  if (operator === 'contains' && type !== 'text') {
    return reasons.notText;
  }
  return operator === 'within' && type !== 'inet' ? reasons.notNetwork : null;
}

/** Whether the filter has no value yet. */
export function waits({ operator, values }: Filter): boolean {
  return operator !== 'none' && operator !== 'not none' && values.length === 0;
}

/** What is wrong with each clause, in words; `where` has a list for each filter. */
export interface Faults {
  /** What cannot be asked of a whole period. */
  readonly measure: readonly string[];
  readonly by: readonly string[];
  readonly where: ReadonlyArray<readonly string[]>;
  readonly grain: readonly string[];
  readonly top: readonly string[];
  readonly compare: readonly string[];
  readonly movingMedian: readonly string[];
  readonly expected: readonly string[];
}

/**
 * The faults of the question, clause by clause: those that the query package's parser finds (a test holds the two
 * together). What a template variable stands for is not known here, and taken as good.
 */
export function faultsOf(query: StatsQuery): Faults {
  const { by, where, grain, shape, top, compare, movingMedian } = query;
  const needsGroup = by.length === 0;
  const medianReason = medianObstacle(shape, grain);
  return {
    measure: measureFaults(query),
    by: [
      ...(needsGroup && (shape === 'ranking' || shape === 'trend')
        ? [words.faults.shapeNeedsGroup({ shape: words.shape.choices[shape].label })]
        : []),
    ],
    where: where.map(filterFaults),
    grain: [
      ...(shape === 'series' && grain === 'none' ? [reasons.seriesNeedsGrain] : []),
      ...(shape === 'ranking' && grain !== 'none' && grain !== 'auto' ? [reasons.rankingHasNoGrain] : []),
    ],
    top: needsGroup && top !== null ? [reasons.needsGroup] : [],
    compare: shape === 'trend' && compare !== 'none' ? [reasons.trendHasWeeks] : [],
    movingMedian: movingMedian === null || medianReason === null ? [] : [medianReason],
    expected: expectationFaults(query),
  };
}

/** Whether there is any fault. */
export function isFaulty(faults: Faults): boolean {
  return [
    ...faults.where,
    faults.measure,
    faults.by,
    faults.grain,
    faults.top,
    faults.compare,
    faults.movingMedian,
    faults.expected,
  ].some((clause) => clause.length > 0);
}

/** The parser's own words about a measure of a period; a variable stands for one more dimension that can be asked by. */
function measureFaults({
  measure,
  by,
  grain,
  shape,
  movingMedian,
  expected,
  ...others
}: StatsQuery): readonly string[] {
  if (isVariable(measure) || !isPeriodMeasure(measure)) {
    return [];
  }
  const automatic = movingMedian !== null || expected ? 'day' : shape === 'series' ? 'week' : 'none';
  const good = hostDimensions.find((name) => !by.includes(name))!;
  const names = by.map((name) => (isVariable(name) ? good : name));
  return periodFaults({ ...others, measure, by: names, grain: grain === 'auto' ? automatic : grain, shape });
}

/** Automatic becomes a day. */
function expectationFaults({ grain, ...query }: StatsQuery): readonly string[] {
  const faults = expectedFaults({ ...query, grain: grain === 'auto' ? 'day' : grain });
  return faults.length === 0 ? [] : [reasons.noExpectation];
}

/** Automatic becomes a day where there is a median. */
function medianObstacle(shape: Shape, grain: SavedGrain): string | null {
  switch (shape) {
    case 'trend':
      return reasons.trendHasWeeks;
    case 'ranking':
      return reasons.rankingHasNoGrain;
    case 'series':
    case 'table':
      return grain === 'day' || grain === 'auto' ? null : reasons.needsDay;
  }
}

/** The parser's own words about one filter. */
export function filterFaults(filter: Filter): readonly string[] {
  const values = filter.values.map((value) => (hasVariable(value) ? exampleOf(filter.dimension) : value));
  return withNone({ ...filter, values }).flatMap(parsersFaults);
}

function parsersFaults(filter: Filter): readonly string[] {
  try {
    parseQuestion({ where: [filter], from: '2026-01-01', to: '2026-01-01' });
    return [];
  } catch (error) {
    if (error instanceof QuestionError) {
      return error.faults;
    }
    throw error;
  }
}

function exampleOf(dimension: DimensionName): string {
  const { type } = dimensions[dimension];
  return type === 'inet' ? '192.0.2.0/24' : type === 'text' ? 'x' : '4';
}
