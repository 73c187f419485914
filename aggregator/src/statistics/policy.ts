import { identifier, qualified } from '@stats-portal/catalog';
import type { Database } from '../database/database.ts';
import { readerRole, schema } from './names.ts';
import { readerSettings, statisticsTable } from './statistics.ts';
import type { Timescale } from './timescale.ts';
import { compatibilityViews, freshness } from './views.ts';

const duplicateObject = '42710';

/**
 * Views, reading role and grants: idempotent, applied anew by each migrate.
 * Gives warnings in words for what could not be done on this server.
 */
export async function applyPolicy(database: Database, timescale: Timescale): Promise<string[]> {
  await database.execute(`CREATE OR REPLACE VIEW ${statisticsTable(freshness.name)} AS ${freshness.select}`);
  const taken = await namesTaken(database);
  const views = compatibilityViews.filter(({ name }) => !taken.has(name));
  for (const { name, select } of views) {
    await database.execute(`CREATE OR REPLACE VIEW ${qualified(`public.${name}`)} AS ${select}`);
  }
  const warnings = [...taken].map(
    (name) => `public.${name} is somebody else's: the relation of that name was not made`
  );
  const readable = views.map(({ name }) => qualified(`public.${name}`));
  warnings.push(...(await createReader(database, readable)));
  if (timescale !== 'none') {
    // A reader that may make temporary tables could crash the server by CREATE TABLE AS from a columnstore table
    // (timescale/timescaledb issue 10585).
    const [name] = await database.rows<{ name: string }>('SELECT current_database()::text AS name');
    await database.execute(`REVOKE TEMPORARY ON DATABASE ${identifier(name!.name)} FROM PUBLIC`);
  }
  return warnings;
}

/** Names of compatibility relations that others have taken. Our own are the views that read the statistics. */
async function namesTaken(database: Database): Promise<Set<string>> {
  const foreign = await database.rows<{ name: string }>(
    `SELECT relname::text AS name FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relname = ANY($1::text[])
       AND NOT (relkind = 'v' AND EXISTS (
         SELECT FROM pg_rewrite JOIN pg_depend ON classid = 'pg_rewrite'::regclass AND objid = pg_rewrite.oid
         WHERE ev_class = pg_class.oid AND refobjid = $2::regclass))`,
    [compatibilityViews.map(({ name }) => name), statisticsTable('rollups')]
  );
  return new Set(foreign.map(({ name }) => name));
}

/** The role that reads the statistics and these relations, and nothing else. */
async function createReader(database: Database, relations: readonly string[]): Promise<string[]> {
  const role = identifier(readerRole);
  const [known] = await database.rows<{ exists: string; may: string }>(
    `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)::text AS exists,
            (rolcreaterole OR rolsuper)::text AS may
     FROM pg_roles WHERE rolname = current_user`,
    [readerRole]
  );
  if (known?.exists !== 'true') {
    if (known?.may !== 'true') {
      return [
        `this connection may not create roles: create ${readerRole} yourself (docs/operations.md), then migrate again`,
      ];
    }
    await database.execute(`CREATE ROLE ${role} NOLOGIN`).catch((error: unknown) => {
      // Somebody else made it in this moment: roles belong to the whole server.
      if ((error as { code?: string }).code !== duplicateObject) {
        throw error;
      }
    });
  }
  const grants = [`ALL TABLES IN SCHEMA ${schema}`, ...relations].map((what) => `GRANT SELECT ON ${what} TO ${role}`);
  await database.execute([`GRANT USAGE ON SCHEMA ${schema}, public TO ${role}`, ...grants].join('; '));
  if (known.may === 'true') {
    await database.execute(readerSettings.map((setting) => `ALTER ROLE ${role} SET ${setting}`).join('; '));
  }
  return [];
}
