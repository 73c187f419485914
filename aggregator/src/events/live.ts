import { qualified } from '@stats-portal/catalog';
import type { Database } from '../database/database.ts';

/** One column of a table or view as it is, not as IntelMQ's documents say. */
export interface LiveColumn {
  /** As format_type() prints it: `character varying(100)`, `timestamp with time zone`, `integer`. */
  readonly type: string;
  /** The server computes it, nobody writes it. */
  readonly generated: boolean;
}

const columnsOf = `
  SELECT a.attname::text AS name, format_type(a.atttypid, a.atttypmod) AS type,
         (a.attgenerated <> '' OR a.attidentity = 'a')::text AS generated
  FROM pg_attribute a
  JOIN pg_class c ON c.oid = a.attrelid
  WHERE c.oid = to_regclass($1::text) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND a.attnum > 0 AND NOT a.attisdropped
  ORDER BY a.attnum`;

/**
 * The columns of the live table or view, by name, in the table's order; null if there is none.
 * `table` is a name with or without a schema; without one the search_path decides, as it does for every statement.
 * A TypeError says that `table` is no name.
 */
export async function liveColumns(database: Database, table: string): Promise<Map<string, LiveColumn> | null> {
  const found = await database.rows<{ name: string; type: string; generated: string }>(columnsOf, [qualified(table)]);
  if (found.length === 0) {
    return null;
  }
  return new Map(found.map(({ name, type, generated }) => [name, { type, generated: generated === 'true' }]));
}
