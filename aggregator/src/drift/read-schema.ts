import type { Database } from '../database/database.ts';
import { schema } from '../statistics/names.ts';
import type { Column, Key, Schema } from './schema.ts';

/** Tables and functions of the statistics as they are now. Whatever the session's search_path, all names are in full. */
export async function readSchema(database: Database): Promise<Schema> {
  return database.transaction({}, async () => {
    await database.execute('SET LOCAL search_path = pg_catalog');
    const names = await database.rows<{ name: string }>(
      `SELECT relname::text AS name FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
       WHERE nspname = $1 AND relkind IN ('r', 'p') ORDER BY 1`,
      [schema]
    );
    const columns = await readColumns(database);
    const constraints = await readConstraints(database);
    const indexes = await readIndexes(database);
    const triggers = await readTriggers(database);
    return {
      tables: names.map(({ name }) => ({
        name,
        columns: columns.get(name) ?? [],
        constraints: constraints.get(name) ?? [],
        indexes: indexes.get(name) ?? [],
        triggers: triggers.get(name) ?? [],
      })),
      functions: await readFunctions(database),
    };
  });
}

async function readColumns(database: Database): Promise<Map<string, Column[]>> {
  const rows = await database.rows<
    Record<'table' | 'name' | 'type' | 'required' | 'identity', string> & Record<'fallback' | 'comment', string | null>
  >(
    `SELECT relname::text AS table, attname::text AS name, format_type(atttypid, atttypmod) AS type,
            attnotnull::text AS required, attidentity::text AS identity, pg_get_expr(adbin, adrelid) AS fallback,
            col_description(pg_class.oid, attnum) AS comment
     FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid JOIN pg_namespace n ON n.oid = relnamespace
       LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
     WHERE nspname = $1 AND relkind IN ('r', 'p') AND attnum > 0 AND NOT attisdropped ORDER BY relname, attnum`,
    [schema]
  );
  return byTable(rows, ({ name, type, required, identity, fallback, comment }) => ({
    name,
    type,
    notNull: required === 'true',
    fallback,
    identity: identity === 'a' ? 'ALWAYS' : identity === 'd' ? 'BY DEFAULT' : null,
    comment,
  }));
}

async function readConstraints(database: Database): Promise<Map<string, Key[]>> {
  // Without NOT NULL, which newer servers list here too: columns have it.
  const rows = await database.rows<Record<'table' | 'name' | 'definition', string>>(
    `SELECT relname::text AS table, conname::text AS name, pg_get_constraintdef(pg_constraint.oid) AS definition
     FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid JOIN pg_namespace n ON n.oid = relnamespace
     WHERE nspname = $1 AND contype IN ('p', 'u', 'f', 'c', 'x') ORDER BY relname, conname`,
    [schema]
  );
  return byTable(rows, ({ name, definition }) => ({ name, definition }));
}

/** What cannot be used (a concurrent creation that failed) is no index. */
async function readIndexes(database: Database): Promise<Map<string, Key[]>> {
  const rows = await database.rows<Record<'table' | 'name' | 'definition', string>>(
    `SELECT t.relname::text AS table, i.relname::text AS name,
            replace(pg_get_indexdef(i.oid), ' INDEX ' || quote_ident(i.relname) || ' ON ', ' INDEX ON ') AS definition
     FROM pg_index JOIN pg_class i ON i.oid = indexrelid JOIN pg_class t ON t.oid = indrelid
       JOIN pg_namespace n ON n.oid = t.relnamespace
     WHERE nspname = $1 AND indisvalid AND t.relkind IN ('r', 'p')
       AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))
     ORDER BY t.relname, i.relname`,
    [schema]
  );
  return byTable(rows, ({ name, definition }) => ({ name, definition: definition.replace(/^CREATE /, '') }));
}

/** One that is switched off is none. TimescaleDB's own have functions outside of the schema. */
async function readTriggers(database: Database): Promise<Map<string, Key[]>> {
  const rows = await database.rows<Record<'table' | 'name' | 'definition', string>>(
    `SELECT relname::text AS table, tgname::text AS name, pg_get_triggerdef(pg_trigger.oid) AS definition
     FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_namespace n ON n.oid = relnamespace
       JOIN pg_proc ON pg_proc.oid = tgfoid
     WHERE nspname = $1 AND relkind IN ('r', 'p') AND pronamespace = n.oid AND NOT tgisinternal AND tgenabled <> 'D'
     ORDER BY relname, tgname`,
    [schema]
  );
  return byTable(rows, ({ name, definition }) => ({ name, definition }));
}

async function readFunctions(database: Database): Promise<Key[]> {
  return database.rows<Record<'name' | 'definition', string>>(
    `SELECT pg_proc.oid::regprocedure::text AS name, rtrim(pg_get_functiondef(pg_proc.oid)) AS definition
     FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace WHERE nspname = $1 AND prokind IN ('f', 'p') ORDER BY 1`,
    [schema]
  );
}

function byTable<Row extends { readonly table: string }, Item>(
  rows: readonly Row[],
  item: (row: Row) => Item
): Map<string, Item[]> {
  const items = new Map<string, Item[]>();
  for (const row of rows) {
    items.set(row.table, [...(items.get(row.table) ?? []), item(row)]);
  }
  return items;
}
