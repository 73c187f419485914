import { annotationsTable, identifier, literal, type DimensionName } from '@stats-portal/catalog';
import { condition } from './condition.ts';
import type { Filter } from './model.ts';

/** What is told beside curves (docs/feeds.md). */
export const annotationKinds = [
  'feed missing',
  'new feed',
  'new report',
  'new identifier',
  'reclassification',
  'counting',
  'back-fill',
  'manual',
] as const;

export type AnnotationKind = (typeof annotationKinds)[number];

/** What an annotation may be about: what is shown may be filtered by these. */
const about = ['provider', 'feed', 'feed_code', 'taxonomy', 'type', 'identifier'] as const satisfies DimensionName[];

const isAbout = (dimension: DimensionName): boolean => about.some((name) => name === dimension);

export interface AnnotationsQuestion {
  /** None: all. */
  readonly kinds: readonly AnnotationKind[];
  readonly where: readonly Filter[];
  /** First and last day, both included. */
  readonly from: string;
  readonly to: string;
  readonly limit: number;
}

/**
 * The annotations that have to do with these days and with what the filters leave, the newest first: `kind`, `day` and
 * `last_day` (`YYYY-MM-DD`; NULL: it goes on), what it is about, `text`. One that says nothing of a dimension is about all
 * of its values; dimensions that no annotation has are not asked for.
 */
export function printAnnotations({ kinds, where, from, to, limit }: AnnotationsQuestion): string {
  const conditions = [
    `day <= ${literal(to)}`,
    `(last_day IS NULL OR last_day >= ${literal(from)})`,
    ...(kinds.length === 0 ? [] : [`kind IN (${kinds.map(literal).join(', ')})`]),
    ...where
      .filter(({ dimension }) => isAbout(dimension))
      .map((filter) => `(${identifier(filter.dimension)} IS NULL OR ${condition(filter)})`),
  ];
  return [
    `SELECT kind, to_char(day, 'YYYY-MM-DD') AS day, to_char(last_day, 'YYYY-MM-DD') AS last_day,`,
    `  ${about.map(identifier).join(', ')}, text`,
    `FROM ${annotationsTable}`,
    `WHERE ${conditions.join('\n  AND ')}`,
    // Its columns have the same names.
    `ORDER BY ${annotationsTable}.day DESC, kind, text`,
    `LIMIT ${limit}`,
  ].join('\n');
}
