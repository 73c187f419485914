import { identifier } from '@stats-portal/catalog';

/** At most so many connections: a data source's pool, with room for a health check. */
export const connectionLimit = 10;

/** Settings of an operator's role. A role may change them for its sessions: they guide, the rights are the wall. */
export function roleSettings(id: string): readonly string[] {
  return [
    `search_path = ${identifier(id)}`,
    'jit = off',
    "statement_timeout = '30s'",
    "idle_in_transaction_session_timeout = '60s'",
    'default_transaction_read_only = on',
  ];
}

/** What the role is, for CREATE and ALTER. Superuser and the like are not named: only a superuser may name them. */
export const roleOptions = `LOGIN NOINHERIT NOCREATEDB NOCREATEROLE CONNECTION LIMIT ${connectionLimit}`;
