import { identifier, qualified } from '@stats-portal/catalog';
import type { Database } from '../../database/database.ts';
import type { Drift, Repair } from '../../drift/drift.ts';
import { withoutTemporary } from '../../drift/rights.ts';
import { definition, definitionsOf } from '../../drift/views.ts';
import { accessOf, type Access } from './access.ts';
import { everybody, giving, nameOf, readRights, taking, viewRights, wantedRights, type Right } from './rights.ts';
import { connectionLimit, roleOptions, roleSettings } from './role.ts';
import { operatorViews, viewOptions } from './views.ts';

interface LiveRole {
  readonly options: string;
  readonly settings: readonly string[];
}

/**
 * Everything in which the wall between operators is not as it has to be: in words, and with what ends it. With `some`,
 * only of these operators, and what concerns all.
 */
export async function isolationDrift(database: Database, some?: ReadonlySet<string>): Promise<Drift[]> {
  const access = await accessOf(database);
  const concerned = access.filter(({ operator }) => some?.has(operator) ?? true);
  const [roles, schemas] = [await readRoles(database), await readSchemas(database)];
  const views = await readViews(
    database,
    concerned.map(({ id }) => id)
  );
  const rights = await readRights(database);
  const [{ name }] = (await database.rows<{ name: string }>('SELECT current_database()::text AS name')) as [
    { name: string },
  ];
  const wantedViews = await definitions(database, access);
  return [
    ...concerned.flatMap((one) => [
      ...ended(one),
      ...roleDrift(one, roles.get(one.id)),
      ...schemaDrift(one, schemas),
      ...viewDrift(one, views, wantedViews),
      ...missingRights(one, rights, name),
    ]),
    ...extraRights(access, rights, name),
    ...(access.length === 0 ? [] : await temporaryDrift(database)),
    ...strangers(access, roles, schemas, views),
  ];
}

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
    ...viewRights(id, viewNames(id)).map((right): Repair => ({ step: 'rights', sql: giving(right) })),
  ];
}

const named = ({ operator, id }: Access): string => `${id} (operator ${JSON.stringify(operator)})`;

function ended(access: Access): Drift[] {
  return access.isValid
    ? []
    : [
        {
          what: `${named(access)} may log in, but is not in the constituency any more`,
          advice: 'It sees its old numbers. To end that: stats-portal operators revoke',
          repairs: [],
        },
      ];
}

function roleDrift(access: Access, live: LiveRole | undefined): Drift[] {
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

function schemaDrift(access: Access, schemas: ReadonlySet<string>): Drift[] {
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

function viewDrift(access: Access, live: ReadonlyMap<string, string>, wanted: ReadonlyMap<string, string>): Drift[] {
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

/** Those that the role may read. */
const viewNames = (id: string): string[] =>
  operatorViews(id)
    .filter(({ isGranted }) => isGranted)
    .map(({ name }) => name);

function missingRights({ id, operator }: Access, live: readonly Right[], database: string): Drift[] {
  const there = new Set(live.map(nameOf));
  return wantedRights(id, viewNames(id), database)
    .filter((right) => !there.has(nameOf(right)))
    .map((right) => ({
      what: `${id} (operator ${JSON.stringify(operator)}) has no ${right.right} on ${right.object}`,
      advice: 'It gets "permission denied".',
      repairs: [{ step: 'rights', sql: giving(right) }],
    }));
}

function extraRights(access: readonly Access[], live: readonly Right[], database: string): Drift[] {
  const wanted = new Set(access.flatMap(({ id }) => wantedRights(id, viewNames(id), database).map(nameOf)));
  return (
    live
      .filter((right) => !wanted.has(nameOf(right)))
      // Where nobody has to be kept apart, a site may let everybody read.
      .filter(({ role }) => role !== everybody || access.length > 0)
      .map((right) => {
        const sql = taking(right);
        return {
          what: `${right.role} has ${right.right} on ${right.kind.toLowerCase()} ${right.object}`,
          advice: 'It may show what is not its own.',
          repairs: sql === null ? [] : [{ step: 'rights', sql }],
        };
      })
  );
}

/** What has a name as of an operator, and is nobody's. Only people can know whether it is still needed. */
function strangers(
  access: readonly Access[],
  roles: ReadonlyMap<string, LiveRole>,
  schemas: ReadonlySet<string>,
  views: ReadonlyMap<string, string>
): Drift[] {
  const ids = new Set(access.map(({ id }) => id));
  const names = new Set(access.flatMap(({ id }) => operatorViews(id).map(({ name }) => name)));
  const found = [
    ...[...schemas].filter((name) => !ids.has(name)).map((name) => `the schema ${name}`),
    ...[...views.keys()].filter((name) => ids.has(name.split('.')[0]!) && !names.has(name)),
  ];
  // Roles belong to the whole server: those without a schema here may be another database's.
  const here = [...roles.keys()]
    .filter((name) => schemas.has(name) && !ids.has(name))
    .map((name) => `the role ${name}`);
  return [...found, ...here].map((what) => ({
    what: `${what} belongs to no operator that was granted access`,
    advice: 'Drop it, if nobody needs it: the program did not make it, or was stopped when it took it away.',
    repairs: [],
  }));
}

/**
 * A role that may make temporary tables can put them in front of its views, and into the server's memory; on TimescaleDB
 * it can crash the server (drift/rights.ts). It has the right from everybody, so that is where it has to be taken away.
 */
async function temporaryDrift(database: Database): Promise<Drift[]> {
  const [row] = await database.rows<{ temporary: string; name: string }>(
    `SELECT has_database_privilege('public', current_database(), 'TEMPORARY')::text AS temporary,
            current_database()::text AS name`
  );
  return row!.temporary !== 'true'
    ? []
    : [
        {
          what: 'operators may make temporary tables in this database, as everybody may',
          advice: 'Only the owner of the database can revoke it.',
          repairs: [withoutTemporary(row!.name)],
        },
      ];
}

async function readRoles(database: Database): Promise<Map<string, LiveRole>> {
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

async function readSchemas(database: Database): Promise<Set<string>> {
  const rows = await database.rows<{ name: string }>(
    `SELECT nspname::text AS name FROM pg_namespace WHERE nspname ~ '^op_[0-9a-f]{16}$'`
  );
  return new Set(rows.map(({ name }) => name));
}

/** Relations in operators' schemas; for these operators how they are made, without what tells operators apart. */
async function readViews(database: Database, ids: readonly string[]): Promise<Map<string, string>> {
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
async function definitions(database: Database, access: readonly Access[]): Promise<Map<string, string>> {
  const first = access[0]?.id;
  if (first === undefined) {
    return new Map();
  }
  const printed = await definitionsOf(database, operatorViews(first), viewOptions);
  return new Map([...printed].map(([name, text]) => [name.slice(first.length), text.replaceAll(first, 'ID')]));
}
