import { identifier, literal } from '@stats-portal/catalog';
import { statisticsTable } from '../statistics/statistics.ts';
import type { Column, Key, Table } from './schema.ts';

/** `"zone" text NOT NULL`, as CREATE TABLE and ADD COLUMN take it. */
export function columnSql({ name, type, notNull, fallback, identity }: Column): string {
  return [
    identifier(name),
    type,
    notNull ? 'NOT NULL' : '',
    fallback === null ? '' : `DEFAULT ${fallback}`,
    identity === null ? '' : `GENERATED ${identity} AS IDENTITY`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}

export function createTable({ name, columns, constraints }: Table): string {
  const lines = [
    ...columns.map(columnSql),
    ...constraints.map((key) => `CONSTRAINT ${identifier(key.name)} ${key.definition}`),
  ];
  return `CREATE TABLE ${statisticsTable(name)} (\n  ${lines.join(',\n  ')}\n)`;
}

/** The definition of an index has no name in it; the server may tell two servers' apart only by that. */
export function createIndex({ name, definition }: Key): string {
  return `CREATE ${definition.replace('INDEX ON', `INDEX ${identifier(name)} ON`)}`;
}

export function addConstraint(table: string, { name, definition }: Key): string {
  return `ALTER TABLE ${statisticsTable(table)} ADD CONSTRAINT ${identifier(name)} ${definition}`;
}

export function alterColumn(table: string, column: string, change: string): string {
  return `ALTER TABLE ${statisticsTable(table)} ALTER COLUMN ${identifier(column)} ${change}`;
}

export function commentOn(table: string, { name, comment }: Column): string {
  return `COMMENT ON COLUMN ${statisticsTable(table)}.${identifier(name)} IS ${literal(comment ?? '')}`;
}
