import { type AliasRule } from '@stats-portal/catalog';
import { aliasTables } from './aliases.ts';
import { projections, type Projection } from './shape.ts';
import { tupleDimensions } from './source.ts';

const tuple = tupleDimensions.join(', ');

/** Texts that rollups are split by; the others are only printed. */
const numberedDimensions = tupleDimensions.filter((name) =>
  projections.some(({ dimensions }) => dimensions.includes(name))
);

const number = (dimension: string) => `${dimension}_number`;

/** Different values get different numbers; NULL, which no join finds, is 0. */
function numberTable(dimension: string): string {
  return `LEFT JOIN (
      SELECT ${dimension}, row_number() OVER ()::integer AS ${number(dimension)}
      FROM entry WHERE ${dimension} IS NOT NULL GROUP BY ${dimension}) AS of_${dimension} USING (${dimension})`;
}

function projectionTable({ key, dimensions }: Projection): string {
  const numbers = dimensions.map(number).join(', ');
  return `LEFT JOIN (
      SELECT ${numbers}, row_number() OVER ()::integer AS ${key}
      FROM numbered GROUP BY ${numbers}) AS of_${key} USING (${numbers})`;
}

/**
 * Common table expressions that make numbers of texts, from `event (hash, texts …)`:
 * `entry`: each different tuple of texts once, under a number `code`, with the class of today and as reported;
 * `coded`: for each tuple the numbers that its rollups group by, and whether its port is a service.
 * Two tuples of one hash end the statement with division_by_zero.
 */
export function dictionaryTables(aliases: readonly AliasRule[]): string[] {
  const others = tupleDimensions.filter((name) => !['taxonomy', 'type', 'identifier'].includes(name));
  const single = projections.filter(({ dimensions }) => dimensions.length === 1);
  const several = projections.filter(({ dimensions }) => dimensions.length > 1);
  return [
    `tuple AS MATERIALIZED (
    SELECT row_number() OVER ()::integer AS code, * FROM (SELECT DISTINCT hash, ${tuple} FROM event) AS different)`,
    ...aliasTables(aliases),
    // The check is written as a comparison of each row: of that the planner expects few rows to pass, and so puts the
    // dictionary, which is small, on the hashed side of every join.
    `entry AS MATERIALIZED (
    SELECT code, hash, today.taxonomy, today.type, today.identifier, ${others.join(', ')},
      tuple.taxonomy AS reported_taxonomy, tuple.type AS reported_type, tuple.identifier AS reported_identifier
    FROM tuple JOIN today USING (code)
    WHERE tuple.code = tuple.code * (SELECT 1 / (count(*) = count(DISTINCT hash))::integer FROM tuple))`,
    `numbered AS MATERIALIZED (
    SELECT code, hash, taxonomy, ${numberedDimensions.map((name) => `coalesce(${number(name)}, 0) AS ${number(name)}`).join(', ')}
    FROM entry
    ${numberedDimensions.map(numberTable).join('\n    ')})`,
    `coded AS MATERIALIZED (
    SELECT code, hash, taxonomy, ${[
      ...single.map(({ key, dimensions }) => `${number(dimensions[0]!)} AS ${key}`),
      ...several.map(({ key }) => key),
    ].join(', ')}
    FROM numbered
    ${several.map(projectionTable).join('\n    ')})`,
  ];
}
