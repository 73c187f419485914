import { identifier } from '@stats-portal/catalog';
import { schema } from '../statistics/names.ts';
import { statisticsTable } from '../statistics/statistics.ts';
import { columnDrift, type Obstacles } from './columns.ts';
import type { Drift, Repair } from './drift.ts';
import { countAnew, ledgerFromRollups, noHosts } from './lost.ts';
import { reading } from './rights.ts';
import { addConstraint, createIndex, createTable } from './table-sql.ts';
import type { Key, Schema, Table } from './schema.ts';

/** What is not as the migrations make it. Further tables, indexes and functions are their makers' business. */
export function schemaDrift(live: Schema, wanted: Schema, obstacles: Obstacles): Drift[] {
  return [
    ...functionDrift(live.functions, wanted.functions),
    ...wanted.tables.flatMap((table) => tableDrift(live, table, obstacles)),
  ];
}

function tableDrift(live: Schema, table: Table, obstacles: Obstacles): Drift[] {
  const there = live.tables.find(({ name }) => name === table.name);
  return there === undefined
    ? [missing(table)]
    : [
        ...columnDrift(there, table, obstacles),
        ...constraintDrift(table.name, there.constraints, table.constraints),
        ...indexDrift(table.name, there.indexes, table.indexes),
        ...triggerDrift(table.name, there.triggers, table.triggers),
      ];
}

function functionDrift(live: readonly Key[], wanted: readonly Key[]): Drift[] {
  return wanted
    .filter(({ definition }) => !live.some((one) => one.definition === definition))
    .map((one): Drift => {
      const isThere = live.some(({ name }) => name === one.name);
      return {
        what: `the function ${one.name} is ${isThere ? 'not the one that this program makes' : 'missing'}`,
        advice: 'Versions of days may be wrong, which another statistics database would go by.',
        repairs: [functionCreation(one)],
      };
    });
}

/** Functions come before the triggers that call them, and need no table until they are called. */
export function functionCreation({ definition }: Key): Repair {
  return { step: 'tables', sql: definition };
}

function triggerDrift(table: string, live: readonly Key[], wanted: readonly Key[]): Drift[] {
  return wanted
    .filter(({ definition }) => !live.some((trigger) => trigger.definition === definition))
    .map(({ name, definition }): Drift => ({
      what: `the trigger ${name} of ${schema}.${table} is missing or switched off`,
      advice: 'Versions of days may be wrong, which another statistics database would go by.',
      repairs: [
        { step: 'columns', sql: `DROP TRIGGER IF EXISTS ${identifier(name)} ON ${statisticsTable(table)}` },
        { step: 'keys', sql: definition },
      ],
    }));
}

/** Everything that makes a table, in order. */
export function tableCreation(table: Table): Repair[] {
  return [
    { step: 'tables', sql: createTable(table) },
    ...table.indexes.map((index): Repair => ({ step: 'keys', sql: createIndex(index) })),
    ...table.triggers.map(({ definition }): Repair => ({ step: 'keys', sql: definition })),
  ];
}

function missing(table: Table): Drift {
  const refill: Readonly<Record<string, readonly Repair[]>> = {
    rollups: countAnew,
    days: [ledgerFromRollups],
    hosts: [noHosts, ...countAnew],
  };
  return {
    what: `the table ${schema}.${table.name} is missing`,
    advice:
      'What was in it is lost: restore a backup if you can. The plan makes it anew, as far as possible with rows.',
    repairs: [
      ...tableCreation(table),
      ...(refill[table.name] ?? []),
      { step: 'rights', sql: reading(`${schema}.${table.name}`) },
    ],
  };
}

function constraintDrift(table: string, live: readonly Key[], wanted: readonly Key[]): Drift[] {
  return wanted
    .filter(({ definition }) => !live.some((key) => key.definition === definition))
    .map((key): Drift => {
      const other = live.find(({ name }) => name === key.name);
      return {
        what:
          other === undefined
            ? `${schema}.${table} has no ${key.definition}`
            : `${schema}.${table} has ${other.definition}, not ${key.definition}`,
        advice: 'Nothing keeps wrong rows out. If some have come in, the plan says so and changes nothing.',
        repairs: [
          ...(other === undefined
            ? []
            : [{ step: 'columns', sql: dropConstraint(table, other.name) } satisfies Repair]),
          { step: 'keys', sql: addConstraint(table, key) },
        ],
      };
    });
}

function dropConstraint(table: string, name: string): string {
  return `ALTER TABLE ${statisticsTable(table)} DROP CONSTRAINT ${identifier(name)}`;
}

/** By what they index: their names mean nothing. Further indexes are a site's own business. */
function indexDrift(table: string, live: readonly Key[], wanted: readonly Key[]): Drift[] {
  return wanted
    .filter(({ definition }) => !live.some((index) => index.definition === definition))
    .map((index): Drift => {
      return {
        what: `${schema}.${table} has no ${index.definition.replace(/ ON \S+ USING \w+/, '')}`,
        advice: 'Questions and runs that need it are slow.',
        repairs: [
          // One of that name would be another index, or one that failed halfway.
          { step: 'columns', sql: `DROP INDEX IF EXISTS ${statisticsTable(index.name)}` },
          { step: 'keys', sql: createIndex(index) },
        ],
      };
    });
}
