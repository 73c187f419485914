import { dimensions, identifier, literal, rollupsTable, type DimensionName } from '@stats-portal/catalog';
import { condition } from './condition.ts';
import { defaults, type Filter } from './model.ts';
import { plan } from './plan.ts';

/** Which values of a dimension there are. */
export interface ValuesQuestion {
  readonly dimension: DimensionName;
  /** Literal text that the value contains; empty for all. */
  readonly search: string;
  readonly where: readonly Filter[];
  /** First and last day, both included. */
  readonly from: string;
  readonly to: string;
  readonly limit: number;
}

/** The values as one SELECT: `value` (a text, NULL for none) and `events`, most frequent first. */
export function printValues({ dimension, search, where, from, to, limit }: ValuesQuestion): string {
  const { rollup } = plan({ ...defaults, measure: 'events', by: [dimension], where, from, to });
  const column = identifier(dimension);
  const text = dimensions[dimension].type === 'text' ? column : `${column}::text`;
  const conditions = [
    `rollup = ${rollup.id}`,
    `day >= ${literal(from)}`,
    `day <= ${literal(to)}`,
    ...where.map(condition),
    ...(search === '' ? [] : [`strpos(lower(${text}), lower(${literal(search)})) > 0`]),
  ];
  return [
    `SELECT ${text} AS value, sum(events)::bigint AS events`,
    `FROM ${rollupsTable.name}`,
    `WHERE ${conditions.join('\n  AND ')}`,
    `GROUP BY ${column}`,
    `ORDER BY 2 DESC, ${column}`,
    `LIMIT ${limit}`,
  ].join('\n');
}
