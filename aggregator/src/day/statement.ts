import {
  dimensionNames,
  identifier,
  literal,
  qualified,
  type AliasRule,
  type DimensionName,
} from '@stats-portal/catalog';
import { dictionaryTables } from './dictionary.ts';
import { bits, lineTables } from './lines.ts';
import { shapesAt, type Level, type Shape } from './shape.ts';
import {
  directDimensions,
  emptyValue,
  eventsOf,
  eventValue,
  tupleDimensions,
  type DayBounds,
  type EventsSource,
} from './source.ts';

/** SQLSTATE division_by_zero: two tuples of texts have one hash. Repeat the statement with another seed. */
export const hashCollision = '22012';

export interface DayStatementOptions {
  /** Of the hash over the texts. Default: 0. */
  readonly seed?: number;
  /** Bits of the hash, fewer than all of them to provoke collisions. Default: 64. */
  readonly hashBits?: number;
  /** Addresses with more lines than this take the way that does not grow with the square. Default: 32. */
  readonly pairsUpTo?: number;
}

const tuple = tupleDimensions.join(', ');
const direct = directDimensions.join(', ');

/** The events of the day, with a hash over their texts. */
function eventTable(source: EventsSource, day: DayBounds, seed: number, hashBits: number): string {
  const values = [...tupleDimensions, ...directDimensions].map((name) => `${eventValue(source, name)} AS ${name}`);
  const hash = `hash_record_extended(row(${tuple}), ${seed})`;
  return `event AS MATERIALIZED (
    SELECT ${hashBits < 64 ? `${hash} & ${2 ** hashBits - 1}` : hash} AS hash, ${direct}, ip, ${tuple}
    FROM (
      SELECT ${values.join(',\n        ')},
        ${identifier('source.ip')} AS ip
      FROM ${qualified(source.table)}
      WHERE ${eventsOf(source, day)}
      -- Each value is computed once.
      OFFSET 0) AS event)`;
}

function keysAt(...levels: readonly Level[]): string {
  return [...new Set(shapesAt(...levels).map(({ key }) => key))].filter((key) => key !== undefined).join(', ');
}

/** Lines added up once for all rollups without a network and a port, apart by what they count again. */
function levelTables(): string[] {
  return [
    `by_asn AS MATERIALIZED (
    SELECT cell.*, ${keysAt('asn')}
    FROM (
      SELECT code, asn, again & ${bits(shapesAt('asn', 'tuple'))} AS again, count(*)::integer AS lines,
        sum(events)::integer AS events
      FROM marked GROUP BY code, asn, again & ${bits(shapesAt('asn', 'tuple'))}) AS cell
    LEFT JOIN coded USING (code))`,
    `by_tuple AS MATERIALIZED (
    SELECT cell.*, ${keysAt('tuple')}
    FROM (
      SELECT code, again & ${bits(shapesAt('tuple'))} AS again, sum(lines)::integer AS lines,
        sum(events)::integer AS events
      FROM by_asn GROUP BY code, again & ${bits(shapesAt('tuple'))}) AS cell
    LEFT JOIN coded USING (code))`,
  ];
}

const bitOf = (dimension: DimensionName) => 1 << dimensionNames.indexOf(dimension);

/**
 * The groups of one rollup; `shown` has a bit for each of its dimensions. The columns have the same types in all
 * rollups: else PostgreSQL would nest one append in another for each of them.
 */
function rollupCells({ id, dimensions, key, level, bit }: Shape): string {
  const split = directDimensions.filter((name) => dimensions.includes(name));
  const groups = [...(key === undefined ? [] : [key]), ...split];
  const values = directDimensions.map((name) => (dimensions.includes(name) ? name : `${emptyValue(name)} AS ${name}`));
  const from = level === 'line' ? 'marked' : `by_${level}`;
  const needsKey = level === 'line' && key !== undefined && key !== 'code';
  return `SELECT ${id}::smallint AS rollup, ${dimensions.reduce((sum, name) => sum | bitOf(name), 0)} AS shown,
      ${key === 'code' ? 'code' : 'min(code) AS code'}, ${values.join(', ')}, sum(events)::integer AS events,
      coalesce(${level === 'line' ? 'count(*)' : 'sum(lines)'} FILTER (WHERE again & ${bit} = 0), 0)::integer AS ips
    FROM ${from}${needsKey ? ' LEFT JOIN coded USING (code)' : ''}
    ${groups.length === 0 ? 'HAVING count(*) > 0' : `GROUP BY ${groups.join(', ')}`}`;
}

/** A dimension of the rows that are given out: from the group itself, or from any of its tuples. */
function shownValue(dimension: DimensionName): string {
  return (directDimensions as readonly string[]).includes(dimension)
    ? `cell.${dimension}`
    : `CASE WHEN shown & ${bitOf(dimension)} <> 0 THEN entry.${dimension} END AS ${dimension}`;
}

/**
 * One SELECT for all rows of all rollups of a day: rollup, day (as text), the dimensions and the measures in the
 * catalog's order, to be the inner part of a COPY. Needs the right to read the table and nothing else.
 * A day without events has no rows.
 *
 * Fails with SQLSTATE `hashCollision`, and with 22P02 where the aliases run in a circle.
 */
export function dayStatement(
  source: EventsSource,
  day: DayBounds,
  aliases: readonly AliasRule[],
  { seed = 0, hashBits = 64, pairsUpTo = 32 }: DayStatementOptions = {}
): string {
  const tables = [
    eventTable(source, day, seed, hashBits),
    ...dictionaryTables(aliases),
    ...lineTables(pairsUpTo),
    ...levelTables(),
  ];
  const cells = shapesAt('tuple', 'asn', 'line').map(rollupCells);
  return `WITH RECURSIVE
  ${tables.join(',\n  ')}
SELECT rollup, CAST(${literal(`${day.day} 00:00:00`)} AS text) AS day,
  ${dimensionNames.map(shownValue).join(',\n  ')},
  events, ips
FROM (
    ${cells.join('\n    UNION ALL\n    ')}) AS cell
LEFT JOIN entry USING (code)`;
}
