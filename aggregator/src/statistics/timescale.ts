import type { Database } from '../database/database.ts';

/** What a server can do: nothing, hypertables only (Apache edition), or columnstore and policies too. */
export type Timescale = 'none' | 'hypertables' | 'columnstore';

const insufficientPrivilege = '42501';

/** What the server can do, whether or not this database makes use of it. */
export async function detectTimescale(database: Database): Promise<Timescale> {
  // The first comes with the extension, in each database; the second with its loader, but not in the embedded database.
  const [server] = await database.rows<{ license: string | null; workers: string | null }>(
    `SELECT current_setting('timescaledb.license', true) AS license,
            current_setting('timescaledb.max_background_workers', true) AS workers`
  );
  if (server!.license === null && server!.workers === null) {
    return 'none';
  }
  return server!.license === 'apache' ? 'hypertables' : 'columnstore';
}

/** Creates the extension where the server has it and this role may. */
export async function enableTimescale(database: Database): Promise<void> {
  if ((await detectTimescale(database)) !== 'none' && (await timescaleInUse(database)) === 'none') {
    await database.execute('CREATE EXTENSION IF NOT EXISTS timescaledb').catch((error: unknown) => {
      if ((error as { code?: string }).code !== insufficientPrivilege) {
        throw error;
      }
    });
  }
}

/** What this database makes use of. */
export async function timescaleInUse(database: Database): Promise<Timescale> {
  const [extension] = await database.rows<{ created: string }>(
    `SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'timescaledb')::text AS created`
  );
  return extension?.created === 'true' ? detectTimescale(database) : 'none';
}

/**
 * Whether the server itself runs jobs. The embedded database has no other processes, and a server may be set to have
 * none: then jobs are only written down, and upkeep does their work.
 */
export async function runsJobs(database: Database): Promise<boolean> {
  const [server] = await database.rows<{ workers: string | null }>(
    `SELECT current_setting('timescaledb.max_background_workers', true) AS workers`
  );
  return Number(server?.workers ?? 0) > 0;
}
