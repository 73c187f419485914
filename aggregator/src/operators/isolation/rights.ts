import { identifier, literal, qualified } from '@stats-portal/catalog';
import type { Database } from '../../database/database.ts';
import { schema } from '../../statistics/names.ts';
import { allViews } from '../../statistics/views.ts';

/** One right that a role or everybody has, of those that were given to it by name. */
export interface Right {
  /** Name of the role; `PUBLIC` is everybody. */
  readonly role: string;
  readonly right: string;
  readonly kind: 'DATABASE' | 'SCHEMA' | 'TABLE' | 'COLUMN' | 'FUNCTION' | 'ROLE' | 'OTHER';
  /** With its schema. */
  readonly object: string;
}

export const everybody = 'PUBLIC';

const grantee = `CASE acl.grantee WHEN 0 THEN '${everybody}' ELSE pg_get_userbyid(acl.grantee)::text END`;

/** Names that `noteAccess` gives. Others' roles may begin alike. */
const isOurs = (name: string): string => `${name} ~ '^op_[0-9a-f]{16}$'`;

/**
 * All rights in this database that operators' roles have, and those of everybody that concern the statistics. Read from
 * what is granted, so that what nobody thought of is found too.
 */
export async function readRights(database: Database): Promise<Right[]> {
  const inside = `n.nspname = ${literal(schema)} OR ${isOurs('n.nspname')}`;
  const shown = allViews.map(({ name }) => literal(name)).join(', ');
  const granteeIsOurs = isOurs('pg_get_userbyid(acl.grantee)');
  const concerned = `(${granteeIsOurs} OR acl.grantee = 0 AND (${inside}))`;
  const concernedTable = `(${granteeIsOurs} OR acl.grantee = 0 AND (${inside} OR nspname || '.' || relname IN (${shown})))`;
  const rows = await database.rows<Record<'role' | 'right' | 'kind' | 'object', string>>(
    `SELECT ${grantee} AS role, acl.privilege_type AS right, 'TABLE' AS kind, nspname || '.' || relname AS object
     FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace, aclexplode(relacl) AS acl WHERE ${concernedTable}
     UNION ALL
     SELECT ${grantee}, acl.privilege_type, 'COLUMN', nspname || '.' || relname || '.' || attname
     FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid JOIN pg_namespace n ON n.oid = relnamespace,
          aclexplode(attacl) AS acl WHERE ${concernedTable}
     UNION ALL
     SELECT ${grantee}, acl.privilege_type, 'SCHEMA', nspname FROM pg_namespace n, aclexplode(nspacl) AS acl WHERE ${concerned}
     UNION ALL
     SELECT ${grantee}, acl.privilege_type, 'FUNCTION', pg_proc.oid::regprocedure::text
     FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace, aclexplode(proacl) AS acl WHERE ${concerned}
     UNION ALL
     SELECT ${grantee}, acl.privilege_type, 'DATABASE', datname FROM pg_database, aclexplode(datacl) AS acl
     WHERE datname = current_database() AND ${granteeIsOurs}
     UNION ALL
     SELECT pg_get_userbyid(member)::text, 'MEMBER', 'ROLE', pg_get_userbyid(roleid)::text FROM pg_auth_members
     WHERE ${isOurs('pg_get_userbyid(member)')}
     UNION ALL
     SELECT rolname::text, 'OWNER', 'OTHER', classid::regclass::text || ' ' || objid FROM pg_shdepend JOIN pg_roles ON pg_roles.oid = refobjid
     WHERE refclassid = 'pg_authid'::regclass AND deptype = 'o' AND ${isOurs('rolname')}
       AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
     ORDER BY 1, 3, 4, 2`
  );
  return rows as unknown as Right[];
}

/** What an operator's role has of its schema. */
export function viewRights(id: string, views: readonly string[]): Right[] {
  return [
    { role: id, right: 'USAGE', kind: 'SCHEMA', object: id },
    ...views.map((object): Right => ({ role: id, right: 'SELECT', kind: 'TABLE', object })),
  ];
}

/** What an operator's role has, and nothing else. CONNECT too: a site takes it from everybody (docs/operations.md). */
export function wantedRights(id: string, views: readonly string[], database: string): Right[] {
  return [{ role: id, right: 'CONNECT', kind: 'DATABASE', object: database }, ...viewRights(id, views)];
}

export const nameOf = ({ role, right, kind, object }: Right): string => `${role} ${right} ${kind} ${object}`;

/** The statement that gives a wanted right. */
export function giving({ role, right, kind, object }: Right): string {
  return `GRANT ${right} ON ${kind} ${kind === 'TABLE' ? qualified(object) : identifier(object)} TO ${identifier(role)}`;
}

/** The statement that takes a right away; null where people have to. */
export function taking({ role, right, kind, object }: Right): string | null {
  const from = `FROM ${role === everybody ? everybody : identifier(role)}`;
  try {
    switch (kind) {
      case 'TABLE':
        return `REVOKE ${right} ON TABLE ${qualified(object)} ${from}`;
      case 'COLUMN': {
        const [column, ...relation] = object.split('.').reverse();
        return `REVOKE ${right} (${identifier(column!)}) ON TABLE ${qualified(relation.reverse().join('.'))} ${from}`;
      }
      case 'SCHEMA':
      case 'DATABASE':
        return `REVOKE ${right} ON ${kind} ${identifier(object)} ${from}`;
      case 'FUNCTION':
        return `REVOKE ${right} ON FUNCTION ${object} ${from}`;
      case 'ROLE':
        return `REVOKE ${identifier(object)} ${from}`;
      case 'OTHER':
        return null;
    }
  } catch {
    // A name that only somebody else would give.
    return null;
  }
}
