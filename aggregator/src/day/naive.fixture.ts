import { dimensionNames, dimensions, identifier, literal, rollups, type DimensionName } from '@stats-portal/catalog';
import type { Database } from '../database/database.ts';
import type { DayBounds, EventsSource } from './source.ts';

/** Columns that the tests add to the events: the class of today as `applyAliases` has it. */
export const todayColumns = { taxonomy: 'today.taxonomy', type: 'today.type', identifier: 'today.identifier' } as const;

/** A dimension's value with nothing but its definition in mind. */
function naiveValue(source: EventsSource, name: DimensionName): string {
  const { field, type } = dimensions[name];
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
