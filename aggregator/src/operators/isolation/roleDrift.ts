import { identifier } from '@stats-portal/catalog';
import type { Database } from '../../database/database.ts';
import type { Drift, Repair } from '../../drift/drift.ts';
import { named, type Access } from './access.ts';
import { connectionLimit, roleOptions, roleSettings } from './role.ts';

/** A role as the server has it. */
export interface LiveRole {
  readonly options: string;
  readonly settings: readonly string[];
}

/** In what an operator's role is not as it has to be. */
export function roleDrift(access: Access, live: LiveRole | undefined): Drift[] {
  const role = identifier(access.id);
  const settings = roleSettings(access.id);
  const set = settings.map((setting): Repair => ({ step: 'role', sql: `ALTER ROLE ${role} SET ${setting}` }));
  if (live === undefined) {
    return [
      {
        what: `the role ${named(access)} is missing`,
        advice: 'stats-portal operators grant makes it, as a role that may create roles. Its password is lost.',
        repairs: [{ step: 'role', sql: `CREATE ROLE ${role} ${roleOptions}` }, ...set],
      },
    ];
  }
  const found = new Set(live.settings.map(bare));
  const wanted = new Set(settings.map((setting) => bare(setting.replace(' = ', '='))));
  const same = found.size === wanted.size && [...wanted].every((one) => found.has(one));
  return [
    ...(live.options === wantedOptions
      ? []
      : [
          {
            what: `the role ${named(access)} may do other things than it should: ${live.options}`,
            advice: `It has to be: ${wantedOptions}.`,
            repairs: [
              {
                step: 'role',
                sql: `ALTER ROLE ${role} ${roleOptions}${/superuser|replication|bypassrls/.test(live.options) ? ' NOSUPERUSER NOREPLICATION NOBYPASSRLS' : ''}`,
              } satisfies Repair,
            ],
          },
        ]),
    ...(same
      ? []
      : [
          {
            what: `the role ${named(access)} has other settings than it should: ${live.settings.join(', ') || 'none'}`,
            advice: `They have to be: ${settings.join(', ')}.`,
            repairs: [{ step: 'role', sql: `ALTER ROLE ${role} RESET ALL` } satisfies Repair, ...set],
          },
        ]),
  ];
}

/** Servers print values with quotes only where they are needed, and times in their own unit. */
const bare = (setting: string): string => setting.replaceAll(/["']/g, '').toLowerCase();

const wantedOptions = `login, connection limit ${connectionLimit}`;

/** All roles of this server that have a name as of an operator, by name. */
export async function readRoles(database: Database): Promise<Map<string, LiveRole>> {
  const rows = await database.rows<{ name: string; options: string; settings: string }>(
    `SELECT rolname::text AS name,
            concat_ws(', ', CASE WHEN rolcanlogin THEN 'login' END, CASE WHEN rolsuper THEN 'superuser' END,
              CASE WHEN rolinherit THEN 'inherit' END, CASE WHEN rolcreatedb THEN 'createdb' END,
              CASE WHEN rolcreaterole THEN 'createrole' END, CASE WHEN rolreplication THEN 'replication' END,
              CASE WHEN rolbypassrls THEN 'bypassrls' END, 'connection limit ' || rolconnlimit) AS options,
            (SELECT coalesce(json_agg(setting), '[]') FROM pg_db_role_setting, unnest(setconfig) AS setting
             WHERE setrole = pg_roles.oid
               AND setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database())))::text AS settings
     FROM pg_roles WHERE rolname ~ '^op_[0-9a-f]{16}$'`
  );
  return new Map(
    rows.map(({ name, options, settings }) => [name, { options, settings: JSON.parse(settings) as string[] }])
  );
}
