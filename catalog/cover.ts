import { dimensions, type DimensionName } from './dimensions.ts';
import { measures, type MeasureName } from './measures.ts';
import type { Rollup } from './rollups.ts';

/** What an answer needs from the table that it is read from. */
export interface Need {
  readonly measure: MeasureName;
  /** Dimensions that the answer is split by. */
  readonly grouped: readonly DimensionName[];
  /** Dimensions that filters hold to one single value. */
  readonly fixed: readonly DimensionName[];
  /** Dimensions with any other filter. */
  readonly filtered: readonly DimensionName[];
}

/** Dimensions that the rollup lacks: from it there is no answer at all. */
export function missing(rollup: Rollup, need: Need): DimensionName[] {
  const asked = new Set([...need.grouped, ...need.fixed, ...need.filtered]);
  return [...asked].filter((dimension) => !rollup.dimensions.includes(dimension));
}

/** Dimensions over which cells would have to be added up, though the measure does not add up. */
export function summed(rollup: Rollup, need: Need): DimensionName[] {
  if (measures[need.measure].additive) {
    return [];
  }
  return rollup.dimensions.filter((dimension) => !need.grouped.includes(dimension) && !need.fixed.includes(dimension));
}

/** Why the rollup cannot answer exactly, in words; empty where it can. */
export function obstacles(rollup: Rollup, need: Need): string[] {
  const lacking = missing(rollup, need);
  const over = summed(rollup, need);
  return [
    ...(lacking.length === 0 ? [] : [`it is not split by ${labels(lacking)}`]),
    ...(over.length === 0 ? [] : [`${measures[need.measure].unit} would be added up over ${labels(over)}`]),
  ];
}

/** "ASN, Feed" */
export function labels(names: readonly DimensionName[]): string {
  return names.map((name) => dimensions[name].label).join(', ');
}
