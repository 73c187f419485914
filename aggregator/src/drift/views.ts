import { qualified } from '@stats-portal/catalog';
import type { Database } from '../database/database.ts';
import { schema } from '../statistics/names.ts';
import { statisticsTable } from '../statistics/statistics.ts';
import { allViews, type View } from '../statistics/views.ts';
import type { Drift, Repair } from './drift.ts';
import { reading } from './rights.ts';

/** What stands where a view of ours should be. */
interface Relation {
  readonly isView: boolean;
  /** Whether it is in our schema, or a view that reads the statistics. What others have is never touched. */
  readonly isOurs: boolean;
  readonly definition: string | null;
}

export interface ViewsFound {
  readonly drifts: readonly Drift[];
  /** Views of ours that are there. */
  readonly present: readonly string[];
  /** Names that somebody else has taken. */
  readonly taken: readonly string[];
}

/** Views that are missing or not as the program makes them. What others have under one of the names is left alone. */
export async function viewDrift(database: Database): Promise<ViewsFound> {
  const live = await readRelations(database);
  const taken = allViews.filter(({ name }) => live.get(name)?.isOurs === false).map(({ name }) => name);
  const ours = allViews.filter(({ name }) => !taken.includes(name));
  const wanted = await definitionsOf(database, ours);
  const drifts = ours.flatMap((view): Drift[] => {
    const there = live.get(view.name);
    const definition = wanted.get(view.name);
    if (there === undefined) {
      return [missing(view)];
    }
    return definition === undefined || there.definition === definition ? [] : [changed(view, there)];
  });
  return { drifts, present: ours.filter(({ name }) => live.has(name)).map(({ name }) => name), taken };
}

/** Views stand in the way of a change of a column's type: away with them, and back again. */
export function viewsAside(names: readonly string[]): Repair[] {
  return allViews
    .filter(({ name }) => names.includes(name))
    .flatMap((view): Repair[] => [
      { step: 'views away', sql: `DROP VIEW IF EXISTS ${qualified(view.name)}` },
      ...creation(view),
    ]);
}

function missing(view: View): Drift {
  return {
    what: `the view ${view.name} is missing`,
    advice: 'Questions and dashboards that read it fail.',
    repairs: creation(view),
  };
}

function changed(view: View, { isView }: Relation): Drift {
  return {
    what: `${view.name} is not the view that this program makes`,
    advice: 'What reads it may get other numbers.',
    // Its columns may be others, which CREATE OR REPLACE refuses.
    repairs: isView ? [{ step: 'views away', sql: `DROP VIEW ${qualified(view.name)}` }, ...creation(view)] : [],
  };
}

export function creation({ name, select }: View): Repair[] {
  return [
    { step: 'views', sql: `CREATE VIEW ${qualified(name)} AS ${select.trim()}` },
    { step: 'rights', sql: reading(name) },
  ];
}

async function readRelations(database: Database): Promise<Map<string, Relation>> {
  const rows = await database.rows<{ name: string; view: string; ours: string; definition: string | null }>(
    `SELECT nspname || '.' || relname AS name, (relkind = 'v')::text AS view,
            (relkind = 'v' AND (nspname = $3 OR EXISTS (
               SELECT FROM pg_rewrite JOIN pg_depend ON classid = 'pg_rewrite'::regclass AND objid = pg_rewrite.oid
               WHERE ev_class = pg_class.oid AND refobjid = to_regclass($2))))::text AS ours,
            CASE relkind WHEN 'v' THEN ${definition} END AS definition
     FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
     WHERE nspname || '.' || relname = ANY($1::text[])`,
    [allViews.map(({ name }) => name), statisticsTable('rollups'), schema]
  );
  return new Map(
    rows.map(({ name, view, ours, definition: text }) => [
      name,
      { isView: view === 'true', isOurs: ours === 'true', definition: text },
    ])
  );
}

/** Query, options and column types, as this server prints them: another version prints the same query otherwise. */
export const definition = `concat_ws(' ', pg_get_viewdef(pg_class.oid), reloptions::text,
  (SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attnum) FROM pg_attribute
   WHERE attrelid = pg_class.oid AND attnum > 0))`;

/** Undefined table, undefined column. */
const missingParts = new Set(['42P01', '42703']);

class Enough extends Error {}

/** How this server prints our views: they are made under other names, looked at, and never committed. */
export async function definitionsOf(
  database: Database,
  views: readonly View[],
  options = ''
): Promise<Map<string, string>> {
  const definitions = new Map<string, string>();
  const draft = `${schema}.view_as_it_should_be`;
  const work = async (): Promise<void> => {
    for (const { name, select } of views) {
      await database.execute('SAVEPOINT view');
      try {
        await database.execute(`CREATE VIEW ${qualified(draft)} ${options} AS ${select}`);
        const [row] = await database.rows<{ text: string }>(
          `SELECT ${definition} AS text FROM pg_class WHERE oid = to_regclass($1)`,
          [qualified(draft)]
        );
        definitions.set(name, row!.text);
      } catch (error) {
        // What it reads is gone, which is a drift of its own.
        if (!missingParts.has((error as { code?: string }).code ?? '')) {
          throw error;
        }
      }
      await database.execute('ROLLBACK TO SAVEPOINT view');
    }
    throw new Enough();
  };
  await database.transaction({}, work).catch((error: unknown) => {
    if (!(error instanceof Enough)) {
      throw error;
    }
  });
  return definitions;
}
