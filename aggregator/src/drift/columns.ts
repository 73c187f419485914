import { identifier } from '@stats-portal/catalog';
import { schema } from '../statistics/names.ts';
import { statisticsTable } from '../statistics/statistics.ts';
import { layouts } from '../statistics/storage.ts';
import type { Drift, Repair } from './drift.ts';
import { countAnew, stopgap } from './lost.ts';
import { alterColumn, columnSql } from './table-sql.ts';
import type { Column, Table } from './schema.ts';

/** What stands in the way of a change: views of the column, and the columnstore of a big table. */
export interface Obstacles {
  readonly views: readonly Repair[];
  /** By table. */
  readonly columnstore: ReadonlyMap<string, readonly Repair[]>;
}

/** Columns that are missing, nobody's, or not as they should be. Their order means nothing. */
export function columnDrift(live: Table, wanted: Table, obstacles: Obstacles): Drift[] {
  const there = new Map(live.columns.map((column) => [column.name, column]));
  const known = new Set(wanted.columns.map(({ name }) => name));
  return [
    ...wanted.columns.flatMap((column) => {
      const found = there.get(column.name);
      return found === undefined ? [missing(wanted.name, column)] : differences(wanted.name, found, column, obstacles);
    }),
    ...live.columns.filter(({ name }) => !known.has(name)).map((column) => extra(live.name, column)),
  ];
}

function missing(table: string, column: Column): Drift {
  const isBig = layouts.some((layout) => layout.table === table);
  const hasToBeFilled = column.notNull && column.fallback === null && column.identity === null;
  return {
    what: `${schema}.${table} has no column ${column.name}`,
    advice:
      'What was in it is lost: restore a backup if days matter whose events are gone. The plan adds the column, and lets the next run count the other days anew.',
    repairs: [
      ...(hasToBeFilled ? filledColumn(table, column, isBig) : [addColumn(table, column)]),
      ...(column.identity === null ? [] : [continueNumbers(table, column)]),
      ...(isBig || table === 'days' ? countAnew : []),
    ],
  };
}

const addColumn = (table: string, column: Column): Repair => ({
  step: 'columns',
  sql: `ALTER TABLE ${statisticsTable(table)} ADD COLUMN ${columnSql(column)}`,
});

/** Rows that are there need a value at once. */
function filledColumn(table: string, column: Column, isBig: boolean): Repair[] {
  const value = stopgap(table, column);
  if (value === null) {
    return [addColumn(table, column)];
  }
  if (isBig) {
    // An update would take every chunk out of the columnstore; a default does not.
    return [
      addColumn(table, { ...column, fallback: value }),
      { step: 'columns', sql: alterColumn(table, column.name, 'DROP DEFAULT') },
    ];
  }
  return [
    addColumn(table, { ...column, notNull: false }),
    { step: 'columns', sql: `UPDATE ${statisticsTable(table)} SET ${identifier(column.name)} = ${value}` },
    { step: 'columns', sql: alterColumn(table, column.name, 'SET NOT NULL') },
  ];
}

/** Numbers that the server gives go on after the largest that is there. */
function continueNumbers(table: string, { name }: Column): Repair {
  const [relation, column] = [statisticsTable(table), identifier(name)];
  return {
    step: 'numbers',
    sql: `SELECT setval(pg_get_serial_sequence('${relation}', '${name}'), (SELECT coalesce(max(${column}), 0) + 1 FROM ${relation}), false)`,
  };
}

function extra(table: string, { name, type }: Column): Drift {
  return {
    what: `${schema}.${table} has a column that this program does not know: ${name} (${type})`,
    advice: 'The plan drops it, with what is in it: keep that elsewhere first if you need it.',
    repairs: isName(name)
      ? [{ step: 'columns', sql: `ALTER TABLE ${statisticsTable(table)} DROP COLUMN ${identifier(name)}` }]
      : [],
  };
}

function differences(table: string, found: Column, wanted: Column, obstacles: Obstacles): Drift[] {
  const name = `${schema}.${table}.${wanted.name}`;
  const change = (what: string, sql: string): Drift => ({
    what: `${name} ${what}`,
    advice: 'The program reads and writes it otherwise.',
    repairs: [{ step: 'columns', sql: alterColumn(table, wanted.name, sql) }],
  });
  const drifts: Drift[] = [];
  if (found.type !== wanted.type) {
    const drift = change(
      `is ${found.type}, not ${wanted.type}`,
      `TYPE ${wanted.type} USING ${identifier(wanted.name)}::${wanted.type}`
    );
    drifts.push({ ...drift, repairs: [...drift.repairs, ...inTheWay(table, obstacles)] });
  }
  if (found.notNull !== wanted.notNull) {
    drifts.push(wanted.notNull ? change('may be empty', 'SET NOT NULL') : change('must not be empty', 'DROP NOT NULL'));
  }
  if (found.fallback !== wanted.fallback && wanted.identity === null) {
    drifts.push(
      change(
        `has ${found.fallback === null ? 'no default' : `the default ${found.fallback}`}, not ${wanted.fallback ?? 'none'}`,
        wanted.fallback === null ? 'DROP DEFAULT' : `SET DEFAULT ${wanted.fallback}`
      )
    );
  }
  if (found.identity !== wanted.identity) {
    drifts.push(identityDrift(table, found, wanted, change));
  }
  return drifts;
}

function identityDrift(
  table: string,
  found: Column,
  wanted: Column,
  change: (what: string, sql: string) => Drift
): Drift {
  if (wanted.identity === null) {
    return change('is numbered by the server', 'DROP IDENTITY');
  }
  const drift = change(
    'is not numbered by the server',
    found.identity === null ? `ADD GENERATED ${wanted.identity} AS IDENTITY` : `SET GENERATED ${wanted.identity}`
  );
  return { ...drift, repairs: [...drift.repairs, continueNumbers(table, wanted)] };
}

function inTheWay(table: string, { views, columnstore }: Obstacles): Repair[] {
  return [...views, ...(columnstore.get(table) ?? [])];
}

function isName(text: string): boolean {
  try {
    return identifier(text) !== '';
  } catch {
    return false;
  }
}
