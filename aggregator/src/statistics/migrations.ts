import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { Database } from '../database/database.ts';
import { ConfigurationError, NewerDatabaseError } from '../errors.ts';
import { statisticsTable } from './statistics.ts';
import { schema } from './names.ts';

interface Migration {
  readonly id: number;
  readonly name: string;
  readonly checksum: string;
  readonly sql: string;
}

/** Beside the bundle in a package, beside the sources in a checkout. */
const folders = [new URL('./migrations/', import.meta.url), new URL('../../migrations/', import.meta.url)];

/** The program's migrations, in order. */
async function readMigrations(): Promise<Migration[]> {
  for (const folder of folders) {
    const files = await readdir(folder).catch(() => []);
    if (files.length > 0) {
      return Promise.all(
        files
          .filter((file) => file.endsWith('.sql'))
          .sort()
          .map((file) => readMigration(folder, file))
      );
    }
  }
  throw new Error('the migrations are not where the program expects them');
}

async function readMigration(folder: URL, file: string): Promise<Migration> {
  const sql = await readFile(new URL(file, folder), 'utf8');
  return { id: Number.parseInt(file, 10), name: file, checksum: createHash('sha256').update(sql).digest('hex'), sql };
}

/**
 * Brings the schema up to this program's version, each step in its own transaction, the ledger row first, so that two
 * migrations at once end with one ledger. Gives the names of the steps taken.
 * Throws a NewerDatabaseError where the database is ahead, a ConfigurationError where a released step was edited.
 */
export async function applyMigrations(database: Database): Promise<string[]> {
  const migrations = await readMigrations();
  await database.execute(`
    CREATE SCHEMA IF NOT EXISTS ${schema};
    CREATE TABLE IF NOT EXISTS ${statisticsTable('migrations')} (
      id integer PRIMARY KEY,
      name text NOT NULL,
      checksum text NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT now()
    )`);
  const applied = await appliedMigrations(database);
  requireKnown(database, migrations, applied);
  const pending = migrations.filter(({ id }) => !applied.has(id));
  for (const { id, name, checksum, sql } of pending) {
    await database.transaction({}, async () => {
      await database.query(`INSERT INTO ${statisticsTable('migrations')} (id, name, checksum) VALUES ($1, $2, $3)`, [
        id,
        name,
        checksum,
      ]);
      await database.execute(sql);
    });
  }
  return pending.map(({ name }) => name);
}

/** Throws unless the statistics database has exactly the schema that this program writes. */
export async function requireMigrated(database: Database): Promise<void> {
  const [found] = await database.rows<{ ledger: string | null }>('SELECT to_regclass($1)::text AS ledger', [
    `${schema}.migrations`,
  ]);
  const migrations = await readMigrations();
  const applied = found?.ledger == null ? new Map<number, string>() : await appliedMigrations(database);
  requireKnown(database, migrations, applied);
  if (migrations.some(({ id }) => !applied.has(id))) {
    throw new ConfigurationError(`The statistics database ${database.name} has not been set up for this version.`, {
      advice: 'Run: stats-portal migrate',
    });
  }
}

async function appliedMigrations(database: Database): Promise<Map<number, string>> {
  const rows = await database.rows<{ id: string; checksum: string }>(
    `SELECT id::text, checksum FROM ${statisticsTable('migrations')} ORDER BY id`
  );
  return new Map(rows.map(({ id, checksum }) => [Number(id), checksum]));
}

function requireKnown(
  database: Database,
  migrations: readonly Migration[],
  applied: ReadonlyMap<number, string>
): void {
  const newest = Math.max(0, ...applied.keys());
  if (newest > Math.max(...migrations.map(({ id }) => id))) {
    throw new NewerDatabaseError(
      `The statistics database ${database.name} was made by a newer version of this program.`,
      {
        advice: 'Install the newer version here too.',
      }
    );
  }
  const edited = migrations.find(({ id, checksum }) => applied.has(id) && applied.get(id) !== checksum);
  if (edited !== undefined) {
    throw new ConfigurationError(`The migration ${edited.name} is not the one that ${database.name} was made with.`, {
      advice: 'Install the program anew: its files were changed.',
    });
  }
}
