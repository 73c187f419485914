import { rollups, type DimensionName } from '@stats-portal/catalog';
import { tupleDimensions } from './source.ts';

/** Where a rollup is added up from: the coarsest table that has its direct dimensions. */
export type Level = 'line' | 'asn' | 'tuple';

/** A rollup as the day's statement sees it. */
export interface Shape {
  readonly id: number;
  readonly dimensions: readonly DimensionName[];
  readonly level: Level;
  /** Column of `coded` that stands for its texts; undefined where it has none. */
  readonly key: string | undefined;
  /** One bit of a bigint: whether a line's address was counted before in the same group. */
  readonly bit: bigint;
}

/** A set of texts that lines are grouped by, and the column of `coded` with a number for each combination of them. */
export interface Projection {
  readonly key: string;
  readonly dimensions: readonly DimensionName[];
}

function textsOf(names: readonly DimensionName[]): DimensionName[] {
  return tupleDimensions.filter((name) => names.includes(name));
}

/** The full tuple has a number already; it is needed where the class as reported is told apart. */
function isFullTuple(names: readonly DimensionName[]): boolean {
  return names.some((name) => name.startsWith('reported_'));
}

function levelOf(names: readonly DimensionName[]): Level {
  return names.includes('port') || names.includes('network') ? 'line' : names.includes('asn') ? 'asn' : 'tuple';
}

const found = new Map<string, Projection>();

function projectionOf(names: readonly DimensionName[]): Projection | undefined {
  const texts = textsOf(names);
  if (texts.length === 0) {
    return undefined;
  }
  const known = found.get(texts.join(' ')) ?? { key: `key_${found.size + 1}`, dimensions: texts };
  found.set(texts.join(' '), known);
  return known;
}

/** All rollups of the catalog. */
export const shapes: readonly Shape[] = rollups.map(({ id, dimensions }, index) => ({
  id,
  dimensions,
  level: levelOf(dimensions),
  key: isFullTuple(dimensions) ? 'code' : projectionOf(dimensions)?.key,
  bit: 1n << BigInt(index),
}));

if (shapes.length > 63) {
  throw new RangeError('more rollups than bits of a bigint');
}

/** Rollups of a level. */
export function shapesAt(...levels: readonly Level[]): Shape[] {
  return shapes.filter(({ level }) => levels.includes(level));
}

export const projections: readonly Projection[] = [...found.values()];
