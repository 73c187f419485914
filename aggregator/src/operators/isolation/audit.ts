import type { Database } from '../../database/database.ts';
import { readAccess } from './access.ts';
import { isolationDrift } from './drift.ts';
import { readRights, type Right } from './rights.ts';

/** What an operator's role can see. */
interface AuditedOperator {
  readonly operator: string;
  readonly role: string;
  readonly rights: ReadonlyArray<Pick<Right, 'right' | 'kind' | 'object'>>;
}

interface Audit {
  readonly operators: readonly AuditedOperator[];
  /** Relations of this database, outside of the system's catalogs, that such a role can read: by any way. */
  readonly readable: ReadonlyArray<{ readonly role: string; readonly relation: string }>;
  /** What is not as it has to be. */
  readonly differences: readonly string[];
}

export async function audit(statsdb: Database): Promise<Audit> {
  const rights = await readRights(statsdb);
  const access = await readAccess(statsdb);
  return {
    operators: access.map(({ operator, id }) => ({
      operator,
      role: id,
      rights: rights.filter(({ role }) => role === id).map(({ right, kind, object }) => ({ right, kind, object })),
    })),
    readable: await readReadable(
      statsdb,
      access.map(({ id }) => id)
    ),
    differences: (await isolationDrift(statsdb)).map(({ what }) => what),
  };
}

/** Asked of the server, not derived from grants: with what roles have by others, and by everybody. */
async function readReadable(
  statsdb: Database,
  ids: readonly string[]
): Promise<Array<{ role: string; relation: string }>> {
  return statsdb.rows<{ role: string; relation: string }>(
    `SELECT rolname::text AS role, nspname || '.' || relname AS relation
     FROM pg_roles, pg_class JOIN pg_namespace n ON n.oid = relnamespace
     WHERE rolname = ANY($1::text[]) AND relkind IN ('r', 'p', 'v', 'm', 'f')
       AND nspname NOT IN ('pg_catalog', 'information_schema') AND nspname !~ '^(_?timescaledb|pg_toast)'
       AND has_schema_privilege(pg_roles.oid, n.oid, 'USAGE') AND has_any_column_privilege(pg_roles.oid, pg_class.oid, 'SELECT')
     ORDER BY 1, 2`,
    [ids]
  );
}
