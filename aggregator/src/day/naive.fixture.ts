import { dimensionNames, dimensions, identifier, literal, rollups, type DimensionName } from '@stats-portal/catalog';
import type { Database } from '../database/database.ts';
import type { Constituency } from '../operators/constituency.ts';
import type { DayBounds, EventsSource } from './source.ts';

/** Columns that the tests add to the events: the class of today as `applyAliases` has it. */
export const todayColumns = { taxonomy: 'today.taxonomy', type: 'today.type', identifier: 'today.identifier' } as const;

const claim = { isPrimary: false };
/** Nested networks, an ASN, and a network that two operators name. */
export const constituency: Constituency = {
  operators: ['north', "o'south"].map((key) => ({ key, name: key })),
  asns: [{ ...claim, operator: 'north', asn: 64500, addresses: null }],
  networks: [
    { ...claim, operator: 'north', network: '192.0.2.0/30' },
    { ...claim, operator: "o'south", network: '192.0.2.2/32' },
    { ...claim, operator: 'north', network: '2001:db8::/32' },
    { ...claim, operator: "o'south", network: '2001:db8::/32' },
  ],
};

/** Whose an event is, one network at a time. */
const naiveOperator = `CASE
  WHEN "source.ip" <<= '2001:db8::/32' THEN NULL
  WHEN host("source.ip") IN ('192.0.2.2', '::ffff:192.0.2.2') THEN 'o''south'
  WHEN host("source.ip") IN ('192.0.2.0', '192.0.2.1', '192.0.2.3') THEN 'north'`;

/** A dimension's value with nothing but its definition in mind. */
function naiveValue(source: EventsSource, name: DimensionName): string {
  const { field, type } = dimensions[name];
  if (field === null) {
    return `${naiveOperator}${source.columns.has('source.asn') ? ' WHEN "source.asn" = 64500 THEN \'north\'' : ''} END`;
  }
  if (!source.columns.has(field)) {
    return `NULL::${type}`;
  }
  if (name === 'family') {
    return `family(${identifier(field)})::smallint`;
  }
  if (name === 'port') {
    const taxonomy = identifier(todayColumns.taxonomy);
    return `CASE WHEN ${taxonomy} = ${literal('vulnerable')} THEN ${identifier(field)} END`;
  }
  const column = name in todayColumns ? todayColumns[name as keyof typeof todayColumns] : field;
  return `${identifier(column)}::${type}`;
}

/** All rows of the day by one plain GROUP BY for each rollup, as texts, sorted. */
export async function naiveRows(database: Database, source: EventsSource, day: DayBounds): Promise<string[]> {
  const moment = source.columns.has('time.observation')
    ? `coalesce(${identifier('time.source')}, ${identifier('time.observation')})`
    : identifier('time.source');
  const values = dimensionNames.map((name) => `${naiveValue(source, name)} AS ${name}`);
  const parts = rollups.map(({ id, dimensions: split }) => {
    const names: readonly DimensionName[] = split;
    const shown = dimensionNames.map((name) => (names.includes(name) ? name : `NULL::${dimensions[name].type}`));
    return `SELECT ${id}, ${literal(`${day.day} 00:00:00`)}, ${shown.join(', ')}, count(*), count(DISTINCT ip)
      FROM event GROUP BY ${names.length === 0 ? '()' : names.join(', ')} HAVING count(*) > 0`;
  });
  const { rows } = await database.query(
    `WITH event AS (
      SELECT ${values.join(', ')}, ${identifier('source.ip')} AS ip FROM ${source.table}
      WHERE ${moment} >= $1::timestamptz AND ${moment} < $2::timestamptz)
    ${parts.join(' UNION ALL ')}`,
    [day.from, day.to]
  );
  return sortedRows(rows);
}

/** Rows in an order of their own, comparable as a whole. */
export function sortedRows(rows: ReadonlyArray<ReadonlyArray<string | null>>): string[] {
  return rows.map((row) => JSON.stringify(row)).sort();
}
