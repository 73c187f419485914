import type { Database } from '../../database/database.ts';
import { readAccess } from './access.ts';
import { isolationDrift } from './drift.ts';
import { readRights, type Right } from './rights.ts';
import { sampleOf, type Sample } from './sample.ts';

/** What an operator's role can see. */
interface AuditedOperator {
  readonly operator: string;
  readonly role: string;
  readonly rights: ReadonlyArray<Pick<Right, 'right' | 'kind' | 'object'>>;
  /** Relations of this database, outside of the system's catalogs, that the role can read: by any way. */
  readonly readable: readonly string[];
  readonly samples: readonly Sample[];
}

interface Audit {
  readonly operators: readonly AuditedOperator[];
  /** What is not as it has to be. */
  readonly differences: readonly string[];
}

/** What these operators can see; all who have access if none is named. With so many rows of each relation. */
export async function audit(
  statsdb: Database,
  { operators = [], rows = 0 }: { readonly operators?: readonly string[]; readonly rows?: number } = {}
): Promise<Audit> {
  const rights = await readRights(statsdb);
  const access = (await readAccess(statsdb)).filter(
    ({ operator }) => operators.length === 0 || operators.includes(operator)
  );
  const readable = await readReadable(
    statsdb,
    access.map(({ id }) => id)
  );
  const audited: AuditedOperator[] = [];
  for (const { operator, id } of access) {
    const relations = readable.filter(({ role }) => role === id).map(({ relation }) => relation);
    audited.push({
      operator,
      role: id,
      rights: rights.filter(({ role }) => role === id).map(({ right, kind, object }) => ({ right, kind, object })),
      readable: relations,
      samples: rows === 0 ? [] : await sampleOf(statsdb, id, relations, rows),
    });
  }
  return { operators: audited, differences: (await isolationDrift(statsdb)).map(({ what }) => what) };
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
