import { identifier, qualified } from '@stats-portal/catalog';
import type { Database } from '../../database/database.ts';
import type { Drift, Repair } from '../../drift/drift.ts';
import { definition, definitionsOf } from '../../drift/views.ts';
import { named, type Access } from './access.ts';
import { giving, viewRights } from './rights.ts';
import { grantedViews, operatorViews, viewOptions } from './views.ts';

/** The views of all operators stand in the way of a change of a column: away with them, and back again. */
export function operatorViewsAside(access: readonly Access[]): Repair[] {
  return access.flatMap(({ id }) => madeAnew(id));
}

/** Views of views: all of them go, the last one first, and come back. */
function madeAnew(id: string): Repair[] {
  const views = operatorViews(id);
  return [
    ...views
      .toReversed()
      .map(({ name }): Repair => ({ step: 'views away', sql: `DROP VIEW IF EXISTS ${qualified(name)}` })),
    ...views.map(({ name, select }): Repair => ({
      step: 'views',
      sql: `CREATE VIEW ${qualified(name)} ${viewOptions} AS ${select}`,
    })),
    ...viewRights(id, grantedViews(id)).map((right): Repair => ({ step: 'rights', sql: giving(right) })),
  ];
}

export function schemaDrift(access: Access, schemas: ReadonlySet<string>): Drift[] {
  return schemas.has(access.id)
    ? []
    : [
        {
          what: `the schema ${named(access)} is missing`,
          advice: 'The operator sees nothing.',
          repairs: [{ step: 'tables', sql: `CREATE SCHEMA ${identifier(access.id)}` }],
        },
      ];
}

/** In what an operator's views are not those that this program makes. */
export function viewDrift(
  access: Access,
  live: ReadonlyMap<string, string>,
  wanted: ReadonlyMap<string, string>
): Drift[] {
  return operatorViews(access.id).flatMap((view): Drift[] => {
    const there = live.get(view.name);
    if (there === undefined) {
      const what = `the view ${view.name} of operator ${JSON.stringify(access.operator)} is missing`;
      return [{ what, advice: 'Its questions fail.', repairs: madeAnew(access.id) }];
    }
    const name = view.name.slice(access.id.length);
    if (!wanted.has(name) || there === wanted.get(name)) {
      return [];
    }
    return [
      {
        what: `${view.name} of operator ${JSON.stringify(access.operator)} is not the view that this program makes`,
        advice: 'It may show the numbers of others.',
        repairs: madeAnew(access.id),
      },
    ];
  });
}

/** Schemas with a name as of an operator. */
export async function readSchemas(database: Database): Promise<Set<string>> {
  const rows = await database.rows<{ name: string }>(
    `SELECT nspname::text AS name FROM pg_namespace WHERE nspname ~ '^op_[0-9a-f]{16}$'`
  );
  return new Set(rows.map(({ name }) => name));
}

/** Relations in operators' schemas; for these operators how they are made, without what tells operators apart. */
export async function readViews(database: Database, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await database.rows<{ name: string; definition: string }>(
    `SELECT nspname || '.' || relname AS name,
            CASE WHEN nspname <> ALL($1::text[]) THEN '' WHEN relkind = 'v' THEN replace(${definition}, nspname, 'ID')
                 ELSE 'no view' END AS definition
     FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
     WHERE nspname ~ '^op_[0-9a-f]{16}$' AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S')`,
    [ids]
  );
  return new Map(rows.map(({ name, definition: text }) => [name, text]));
}

/** How this server prints the views, by `.name`: those of one operator, for all are alike. */
export async function definitions(database: Database, access: readonly Access[]): Promise<Map<string, string>> {
  const first = access[0]?.id;
  if (first === undefined) {
    return new Map();
  }
  const printed = await definitionsOf(database, operatorViews(first), viewOptions);
  return new Map([...printed].map(([name, text]) => [name.slice(first.length), text.replaceAll(first, 'ID')]));
}
