import {
  applyAliases,
  dimensionNames,
  dimensions,
  hostDimensions,
  identifier,
  literal,
  qualified,
  rollupsMade,
  type AliasRule,
  type Classified,
  type DimensionName,
  type Rollup,
} from '@stats-portal/catalog';
import type { Database } from '../database/database.ts';
import { ownersOf, type Constituency } from '../operators/constituency.ts';
import { eventsOf, type DayBounds, type EventsSource } from '../day/source.ts';

/**
 * The second way to count a day, which shares nothing with the first but the catalogue and where a day's events lie:
 * one plain GROUP BY over the events for each rollup, by PostgreSQL. The counter of `run` counts all rollups together,
 * in this program, with numbers for texts and bits for addresses; a fault in any of that does not reach this one.
 * Counting twice with the same code would only find rows that somebody has spoilt.
 * It costs about three times as much for a day, and needs nothing but SELECT either.
 */

const classified = {
  taxonomy: 'classification.taxonomy',
  type: 'classification.type',
  identifier: 'classification.identifier',
  malware: 'malware.name',
  feed: 'feed.name',
} as const satisfies Record<keyof Classified, string>;

const today = ['taxonomy', 'type', 'identifier'] as const;

/** Classes of a day that have another name today. */
export type RenamedClasses = ReadonlyMap<string, Pick<Classified, (typeof today)[number]>>;

/** A field of the event as text, byte by byte; NULL where the live table lacks the column. */
function text(source: EventsSource, field: string): string {
  const value = source.columns.has(field) ? `${identifier(field)}::text` : 'NULL::text';
  return `${value} COLLATE ${identifier('C')}`;
}

/** The class and what aliases may look at, as one text that is different for different values. */
function classKey(source: EventsSource): string {
  return `row(${Object.values(classified)
    .map((field) => text(source, field))
    .join(', ')})::text`;
}

/** What the aliases make of the day's classes: asked once for each class, by the definition itself. */
export async function renamedClasses(
  eventdb: Database,
  source: EventsSource,
  day: DayBounds,
  aliases: readonly AliasRule[]
): Promise<RenamedClasses> {
  const fields = Object.entries(classified).map(([name, field]) => `${text(source, field)} AS ${name}`);
  const found = await eventdb.rows<Record<keyof Classified | 'key', string | null>>(
    `SELECT DISTINCT ${classKey(source)} AS key, ${fields.join(', ')}
     FROM ${qualified(source.table)} WHERE ${eventsOf(source, day)}`
  );
  return new Map(
    found.flatMap((event) => {
      const now = applyAliases(aliases, event);
      return today.some((field) => now[field] !== event[field]) ? [[event.key!, now]] : [];
    })
  );
}

/** A dimension of the event; the class of today stands beside it under its own name. */
function value(source: EventsSource, name: DimensionName): string {
  const { field, type } = dimensions[name];
  if (field === null) {
    return 'CASE WHEN located.address IS NULL THEN of_asn.operator ELSE located.operator END';
  }
  if (today.some((one) => one === name)) {
    return `CASE WHEN renamed.key IS NULL THEN ${text(source, field)} ELSE renamed.${name} END`;
  }
  if (name === 'family') {
    return `family(${identifier(field)})::smallint`;
  }
  if (type === 'text') {
    return text(source, field);
  }
  return source.columns.has(field) ? `${identifier(field)}::${type}` : `NULL::${type}`;
}

/** `source.port` is a service only there (docs/counting.md). */
function shown(name: DimensionName): string {
  return name === 'port' ? `CASE WHEN taxonomy = ${literal('vulnerable')} THEN port END AS port` : name;
}

function renamedTable(classes: RenamedClasses): string {
  const rows = [...classes].map(
    ([key, now]) => `(${[key, ...today.map((field) => now[field])].map(literalOrNull).join(', ')})`
  );
  return `renamed (key, ${today.join(', ')}) AS (VALUES
    ${['(NULL::text, NULL::text, NULL::text, NULL::text)', ...rows].join(',\n    ')})`;
}

/** Whose the networks and ASNs are, one row for each; NULL where several operators name one without a rule. */
function ownerTables({ networks, asns }: Constituency): string {
  const rowsOf = (owners: Map<string | number, string | null>): string[] =>
    [...owners].map(([object, owner]) => `(${literal(String(object))}, ${literalOrNull(owner)})`);
  const table = (name: string, column: string, type: string, rows: readonly string[]): string =>
    `${name} AS MATERIALIZED (SELECT ${column}::${type}, operator FROM (VALUES
    ${['(NULL, NULL::text)', ...rows].join(',\n    ')}) AS owned (${column}, operator))`;
  return [
    table('of_network', 'network', 'inet', rowsOf(ownersOf(networks, ({ network }) => network))),
    table('of_asn', 'asn', 'bigint', rowsOf(ownersOf(asns, ({ asn: number }) => number))),
  ].join(',\n');
}

/** An IPv4 address that is written as IPv6 is the IPv4 address. */
function written(address: string): string {
  const mapped = `${literal('::ffff:0:0/96')}::inet`;
  return `CASE WHEN ${address} <<= ${mapped}
    THEN ${literal('0.0.0.0')}::inet + (set_masklen(${address}, 128) - set_masklen(${mapped}, 128)) ELSE ${address} END`;
}

function literalOrNull(value: string | null): string {
  return value === null ? 'NULL' : literal(value);
}

/** An address counts once in a group: groups are made of addresses first, and of groups then. */
function rollupRows({ id, dimensions: split }: Rollup): string {
  const names: readonly DimensionName[] = split;
  const columns = dimensionNames.map((name) => (names.includes(name) ? name : `NULL::${dimensions[name].type}`));
  return `SELECT ${id}, ${columns.join(', ')}, sum(events), count(ip)
  FROM (SELECT ${[...names, 'ip'].join(', ')}, count(*) AS events FROM event GROUP BY ${[...names, 'ip'].join(', ')}) AS seen
  ${names.length === 0 ? 'HAVING count(*) > 0' : `GROUP BY ${names.join(', ')}`}`;
}

/**
 * One SELECT, to stand in a COPY, with all rows of the day: rollup, the dimensions, events and addresses in the
 * catalogue's order. The rows of a rollup follow one another, and the rollups the order of the catalogue.
 */
export function recountStatement(
  source: EventsSource,
  day: DayBounds,
  classes: RenamedClasses,
  constituency: Constituency
): string {
  return `WITH ${eventTable(source, day, classes, constituency)}
${rollupsMade(constituency.operators.length > 0)
  .map(rollupRows)
  .join('\nUNION ALL\n')}`;
}

/** One SELECT with who was seen on the day, and as what: the dimensions of presence, then the address. */
export function hostsStatement(
  source: EventsSource,
  day: DayBounds,
  classes: RenamedClasses,
  constituency: Constituency
): string {
  return `WITH ${eventTable(source, day, classes, constituency)}
SELECT DISTINCT ${hostDimensions.join(', ')}, ip FROM event WHERE ip IS NOT NULL`;
}

/** The events of the day with all dimensions, as `event`, and what it is made of. */
function eventTable(source: EventsSource, day: DayBounds, classes: RenamedClasses, constituency: Constituency): string {
  const events = `${qualified(source.table)} WHERE ${eventsOf(source, day)}`;
  const asn = source.columns.has('source.asn') ? `${identifier('source.asn')}::bigint` : 'NULL::bigint';
  return `${renamedTable(classes)},
${ownerTables(constituency)},
located AS MATERIALIZED (
  SELECT DISTINCT ON (address) address, operator
  FROM (SELECT DISTINCT ${identifier('source.ip')} AS address FROM ${events}) AS seen
  CROSS JOIN LATERAL (SELECT ${written('address')} AS host) AS written
  JOIN (SELECT DISTINCT family(network) AS family, masklen(network) AS length FROM of_network) AS kind
    ON kind.family = family(host)
  JOIN of_network ON of_network.network = network(set_masklen(host, length))
  ORDER BY address, length DESC),
event AS MATERIALIZED (
  SELECT ${dimensionNames.map(shown).join(', ')}, ip
  FROM (
    SELECT ${dimensionNames.map((name) => `${value(source, name)} AS ${name}`).join(',\n      ')},
      ${identifier('source.ip')} AS ip
    FROM (SELECT *, ${classKey(source)} AS key FROM ${events}) AS event
    LEFT JOIN renamed USING (key)
    LEFT JOIN located ON located.address = ${identifier('source.ip')}
    LEFT JOIN of_asn ON of_asn.asn = ${asn}) AS event)`;
}
