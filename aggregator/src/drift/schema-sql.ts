import { identifier } from '@stats-portal/catalog';
import { schema } from '../statistics/names.ts';
import { defaultStorage } from '../statistics/storage.ts';
import { allViews } from '../statistics/views.ts';
import { repairsOf, type Repair } from './drift.ts';
import { missingRole, withoutTemporary } from './rights.ts';
import type { Schema } from './schema.ts';
import { newStorage } from './storage.ts';
import { commentOn } from './table-sql.ts';
import { functionCreation, tableCreation } from './tables.ts';
import { creation } from './views.ts';

/** Everything that migrate makes, as statements: the repairs of a database in which nothing is there. */
export function schemaSql({ tables, functions }: Schema): string {
  const relations = [...tables.map(({ name }) => `${schema}.${name}`), ...allViews.map(({ name }) => name)];
  const comments = tables.flatMap(({ name, columns }) =>
    columns
      .filter(({ comment }) => comment !== null)
      .map((column): Repair => ({ step: 'keys', sql: commentOn(name, column) }))
  );
  const repairs = [
    ...functions.map(functionCreation),
    ...tables.flatMap(tableCreation),
    ...comments,
    ...newStorage(defaultStorage),
    ...allViews.flatMap(creation),
    ...missingRole(true, relations).repairs,
    withoutTemporary('statistics'),
  ];
  const statements = repairsOf([{ what: '', advice: '', repairs }]).map(({ sql }) => `${sql};\n`);
  return [`CREATE SCHEMA ${identifier(schema)};\n`, ...statements].join('\n');
}
