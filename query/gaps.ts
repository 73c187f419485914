import {
  measures,
  missing,
  obstacles,
  type DimensionName,
  type Need,
  type MeasureName,
  type Rollup,
} from '@stats-portal/catalog';
import type { Question } from './model.ts';

/**
 * A feed that gives more than this of a number leaves a gap where it is missing. Days differ by a fifth as a rule, so that
 * less would not be seen in a curve, and more would be taken for news.
 */
export const gapShare = 0.2;

/** A feed's share is that of its last deliveries before it went missing: those of so many days. */
export const shareDays = 14;

/** Where it is known from how much of each row a feed usually gives. */
export interface Gaps {
  /** Has the feeds and what is asked by. Null: none has, so gaps cannot be told row by row, and are only mentioned. */
  readonly rollup: Rollup | null;
  /** What the shares are of: events, where addresses would have to be added up. */
  readonly measure: MeasureName;
}

const feedDimensions: readonly DimensionName[] = ['provider', 'feed'];

/** `isExact`: of the answer itself. The rollup of all dimensions has shares of everything, but takes too long. */
export function gapsOf({ gaps }: Question, need: Need, from: readonly Rollup[], isExact: boolean): Gaps | null {
  if (gaps === 'ignore') {
    return null;
  }
  const able = from.filter((rollup) => rollup.name !== 'cells');
  const needs = { ...need, grouped: [...need.grouped, ...feedDimensions] };
  const exact = able.find((rollup) => obstacles(rollup, needs).length === 0);
  if (exact !== undefined && isExact) {
    return { rollup: exact, measure: need.measure };
  }
  return { rollup: able.find((rollup) => missing(rollup, needs).length === 0) ?? null, measure: 'events' };
}

/** Of what is no number of a day: missing feeds are only mentioned, as of the addresses of each day. */
export function mentionedOnly({ gaps }: Question): Gaps | null {
  return gaps === 'ignore' ? null : { rollup: null, measure: 'ips' };
}

/** Whether a question of this kind has gaps in its answer. Of sums of events they are mentioned only. */
export function hasGaps({ shape, grain, measure }: Question): boolean {
  return shape === 'trend' || grain === 'day' || !measures[measure].additive;
}
