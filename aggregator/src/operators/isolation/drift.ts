import type { Database } from '../../database/database.ts';
import type { Drift } from '../../drift/drift.ts';
import { withoutTemporary } from '../../drift/rights.ts';
import { accessOf, named, type Access } from './access.ts';
import { nameOf, readRights } from './rights.ts';
import { extraRights, missingRights } from './rightsDrift.ts';
import { readRoles, roleDrift, type LiveRole } from './roleDrift.ts';
import { definitions, readSchemas, readViews, schemaDrift, viewDrift } from './viewDrift.ts';
import { operatorViews } from './views.ts';

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
  const there = new Set(rights.map(nameOf));
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
      ...missingRights(one, there, name),
    ]),
    ...extraRights(access, rights, name),
    ...(access.length === 0 ? [] : await temporaryDrift(database)),
    ...strangers(access, roles, schemas, views),
  ];
}

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
