import { identifier, qualified } from '@stats-portal/catalog';
import type { Database } from '../database/database.ts';
import { readerRole, schema } from '../statistics/names.ts';
import { readerSettings } from '../statistics/statistics.ts';
import type { Timescale } from '../statistics/timescale.ts';
import type { Drift, Repair } from './drift.ts';

const role = identifier(readerRole);
const schemas = [schema, 'public'];

/** The reading role, what it may read, its settings, and what nobody should be able to do. `relations`: with schema. */
export async function rightsDrift(
  database: Database,
  relations: readonly string[],
  timescale: Timescale
): Promise<Drift[]> {
  const reader = await readReader(database);
  return [
    ...(reader.exists ? [] : [missingRole(reader.mayCreateRoles, relations)]),
    ...(reader.exists ? await missingRights(database, relations) : []),
    ...(reader.exists ? settingsDrift(reader.settings) : []),
    ...(await foreignTables(database)),
    ...(timescale === 'none' ? [] : await temporaryDrift(database)),
  ];
}

interface Reader {
  readonly exists: boolean;
  readonly mayCreateRoles: boolean;
  /** `search_path=stats, public`, in effect in this database. */
  readonly settings: readonly string[];
}

async function readReader(database: Database): Promise<Reader> {
  const [row] = await database.rows<{ exists: string; may: string }>(
    `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)::text AS exists, (rolcreaterole OR rolsuper)::text AS may
     FROM pg_roles WHERE rolname = current_user`,
    [readerRole]
  );
  // What is set for this database goes before what is set for all.
  const settings = await database.rows<{ setting: string }>(
    `SELECT DISTINCT ON (split_part(setting, '=', 1)) setting
     FROM pg_db_role_setting, unnest(setconfig) AS setting
     WHERE setrole = (SELECT oid FROM pg_roles WHERE rolname = $1)
       AND setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
     ORDER BY split_part(setting, '=', 1), setdatabase DESC`,
    [readerRole]
  );
  return {
    exists: row?.exists === 'true',
    mayCreateRoles: row?.may === 'true',
    settings: settings.map(({ setting }) => setting),
  };
}

export function missingRole(mayCreateRoles: boolean, relations: readonly string[]): Drift {
  return {
    what: `the role ${readerRole} is missing`,
    advice: mayCreateRoles
      ? 'Grafana reads the statistics as a member of it.'
      : `this connection may not create roles: create ${readerRole} yourself (docs/operations.md), then migrate again`,
    repairs: [
      { step: 'role', sql: `CREATE ROLE ${role} NOLOGIN` },
      ...schemas.map((name): Repair => ({ step: 'rights', sql: usage(name) })),
      ...relations.map((name): Repair => ({ step: 'rights', sql: reading(name) })),
      ...readerSettings.map((setting): Repair => ({ step: 'rights', sql: setFor(setting) })),
    ],
  };
}

const usage = (name: string): string => `GRANT USAGE ON SCHEMA ${identifier(name)} TO ${role}`;

/** The grant of a relation, named with its schema. */
export const reading = (relation: string): string => `GRANT SELECT ON ${qualified(relation)} TO ${role}`;

const setFor = (setting: string): string => `ALTER ROLE ${role} SET ${setting}`;

async function missingRights(database: Database, relations: readonly string[]): Promise<Drift[]> {
  const [closed, unreadable] = [
    await database.rows<{ name: string }>(
      `SELECT name FROM unnest($1::text[]) AS name JOIN pg_namespace ON nspname = name
       WHERE NOT has_schema_privilege($2, pg_namespace.oid, 'USAGE')`,
      [schemas, readerRole]
    ),
    await database.rows<{ name: string }>(
      `SELECT name FROM unnest($1::text[]) AS name JOIN pg_class ON pg_class.oid = to_regclass(name)
       WHERE NOT has_table_privilege($2, pg_class.oid, 'SELECT')`,
      [relations, readerRole]
    ),
  ];
  return [
    ...closed.map(({ name }): Drift => ({
      what: `${readerRole} may not use the schema ${name}`,
      advice: 'Whoever reads the statistics gets "permission denied".',
      repairs: [{ step: 'rights', sql: usage(name) }],
    })),
    ...unreadable.map(({ name }): Drift => ({
      what: `${readerRole} may not read ${name}`,
      advice: 'Whoever reads it gets "permission denied".',
      repairs: [{ step: 'rights', sql: reading(name) }],
    })),
  ];
}

function settingsDrift(live: readonly string[]): Drift[] {
  const values = new Map(live.map((setting) => splitAtFirst(setting, '=')));
  return readerSettings.flatMap((setting): Drift[] => {
    const [name, value] = splitAtFirst(setting, ' = ');
    const found = values.get(name);
    if (found !== undefined && bare(found) === bare(value)) {
      return [];
    }
    const repairs: Repair[] = [{ step: 'rights', sql: setFor(setting) }];
    return [
      {
        what: `${readerRole} has ${found === undefined ? `no ${name}` : `${name} = ${found}`}, not ${bare(value)}`,
        advice: `A role that may alter ${readerRole} can set it.`,
        repairs: found === undefined ? repairs : [resetHere(name), ...repairs],
      },
    ];
  });
}

/** What is set for this database alone would go before the role's own setting. */
function resetHere(name: string): Repair {
  return {
    step: 'role',
    sql: `DO $$ BEGIN EXECUTE format('ALTER ROLE ${role} IN DATABASE %I RESET ${name}', current_database()); END $$`,
  };
}

function splitAtFirst(text: string, separator: string): [string, string] {
  const position = text.indexOf(separator);
  return [text.slice(0, position), text.slice(position + separator.length)];
}

/** Servers print a list of schemas with quotes only where they are needed. */
function bare(value: string): string {
  return value.replaceAll('"', '');
}

/** Tables that belong to somebody else cannot be migrated: a restore as another role leaves such. */
async function foreignTables(database: Database): Promise<Drift[]> {
  const rows = await database.rows<{ name: string; owner: string; me: string }>(
    `SELECT nspname || '.' || relname AS name, pg_get_userbyid(relowner)::text AS owner, current_user::text AS me
     FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
     WHERE nspname = $1 AND relkind IN ('r', 'p', 'v') AND NOT pg_has_role(current_user, relowner, 'USAGE') ORDER BY 1`,
    [schema]
  );
  return rows.map(({ name, owner, me }) => ({
    what: `${name} belongs to ${owner}, not to ${me}`,
    advice: `As ${owner} or a superuser: ALTER TABLE ${name} OWNER TO ${me}.`,
    repairs: [],
  }));
}

async function temporaryDrift(database: Database): Promise<Drift[]> {
  const [row] = await database.rows<{ temporary: string; name: string }>(
    `SELECT has_database_privilege('public', current_database(), 'TEMPORARY')::text AS temporary,
            current_database()::text AS name`
  );
  if (row?.temporary !== 'true') {
    return [];
  }
  return [
    {
      what: 'everybody may make temporary tables in this database',
      // timescale/timescaledb issue 10585
      advice:
        'A reader could crash the server by CREATE TABLE AS from a columnstore table. Only the owner of the database can revoke it.',
      repairs: [withoutTemporary(row.name)],
    },
  ];
}

export function withoutTemporary(database: string): Repair {
  return { step: 'rights', sql: `REVOKE TEMPORARY ON DATABASE ${identifier(database)} FROM PUBLIC` };
}
