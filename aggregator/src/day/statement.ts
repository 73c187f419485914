import { dimensionNames, identifier, literal, qualified, type AliasRule, type DimensionName } from '@stats-portal/catalog';
import { dictionaryTables } from './dictionary.ts';
import { lineTables } from './lines.ts';
import { networkProjection, shapesAt, tupleProjection, type Level, type Shape } from './shape.ts';
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

const counts = (shape: Shape) => `ips_${shape.id}`;

/** Addresses of the rollup: the lines of the group that count theirs for the first time. */
function lifted(shape: Shape): string {
  return `(count(*) FILTER (WHERE again & ${shape.bit} = 0))::integer`;
}

function liftedAll(of: readonly Shape[]): string {
  return of.map((shape) => `${lifted(shape)} AS ${counts(shape)}`).join(',\n      ');
}

function keysAt(...levels: readonly Level[]): string {
  return [...new Set(shapesAt(...levels).map(({ key }) => key))].filter((key) => key !== undefined).join(', ');
}

/** Lines added up once for all rollups of a level. `code` is any tuple of the group: they agree in all that counts. */
function levelTables(): string[] {
  return [
    `by_network AS MATERIALIZED (
    SELECT min(code) AS code, ${networkProjection.key}, asn, network, sum(events)::integer AS events,
      ${liftedAll(shapesAt('network'))}
    FROM marked JOIN coded USING (code)
    GROUP BY ${networkProjection.key}, asn, network)`,
    `by_asn AS MATERIALIZED (
    SELECT cell.*, ${keysAt('asn')}
    FROM (
    SELECT min(code) AS code, asn, sum(events)::integer AS events,
      ${liftedAll(shapesAt('asn', 'tuple'))}
    FROM marked JOIN coded USING (code)
    GROUP BY ${tupleProjection.key}, asn) AS cell JOIN coded USING (code))`,
    `by_tuple AS MATERIALIZED (
    SELECT cell.*, ${keysAt('tuple')}
    FROM (
    SELECT code, sum(events)::integer AS events,
      ${shapesAt('tuple').map((shape) => `sum(${counts(shape)})::integer AS ${counts(shape)}`).join(',\n      ')}
    FROM by_asn
    GROUP BY code) AS cell JOIN coded USING (code))`,
  ];
}

/** The rows of one rollup. All have the same types: else PostgreSQL would nest one append in another for each rollup. */
function rollupRows(shape: Shape, day: DayBounds): string {
  const split = directDimensions.filter((name) => shape.dimensions.includes(name));
  const groups = [...(shape.key === undefined ? [] : [shape.key]), ...split];
  const value = (name: DimensionName) => {
    if (!shape.dimensions.includes(name)) {
      return emptyValue(name);
    }
    return (split as readonly string[]).includes(name) ? `cell.${name}` : `entry.${name}`;
  };
  const ips = shape.level === 'line' ? lifted(shape) : `sum(${counts(shape)})::integer`;
  return `SELECT ${shape.id}::smallint AS rollup, CAST(${literal(`${day.day} 00:00:00`)} AS text) AS day,
    ${dimensionNames.map((name) => `${value(name)} AS ${name}`).join(', ')},
    cell.events, cell.ips
  FROM (
    SELECT ${['min(code) AS code', ...split].join(', ')}, sum(events)::integer AS events, ${ips} AS ips
    FROM ${shape.level === 'line' ? 'marked' : `by_${shape.level}`}
    GROUP BY ${groups.length === 0 ? '()' : groups.join(', ')}) AS cell
  JOIN entry USING (code)`;
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
  const rows = shapesAt('tuple', 'asn', 'network', 'line').map((shape) => rollupRows(shape, day));
  return `WITH RECURSIVE
  ${tables.join(',\n  ')}
${rows.join('\nUNION ALL\n')}`;
}
