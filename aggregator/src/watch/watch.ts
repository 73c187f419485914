import { qualified } from '@stats-portal/catalog';
import type { Database } from '../database/database.ts';
import { ConfigurationError, UnavailableError } from '../errors.ts';
import { describeSource, type EventsSource } from '../run/source.ts';
import { watchSchema } from './names.ts';
import { dropTriggers, installStatements, pruneStatements, removeStatements } from './statements.ts';

/** Seconds to wait for whoever writes events: while a trigger waits for the table, all later writers wait behind it. */
const patience = 10;

const sqlStates = { lockNotAvailable: '55P03', insufficientPrivilege: '42501', readOnly: '25006' } as const;

/** The SQL that puts the watch on this table, and takes it off any other. `reader` is the role that reads the events, unless it is their owner. */
export async function planInstall(owner: Database, table: string, reader: string | null): Promise<string[]> {
  const source = await describeSource(owner, table);
  if (!source.hasVersions) {
    throw new ConfigurationError(`${table} in ${owner.name} is not a table: only tables can be watched.`, {
      advice: 'Changes are noticed within the window and by verify.',
    });
  }
  if (await isHypertable(owner, source)) {
    throw new ConfigurationError(`${table} in ${owner.name} is a hypertable: it cannot be watched.`, {
      advice:
        'With such triggers TimescaleDB refuses changes of compressed chunks. Changes are noticed within the window and by verify.',
    });
  }
  const relations = await partitionsOf(owner, source);
  // Partitions that were detached keep their triggers, and so does the table that was watched before.
  const elsewhere = (await watchedRelations(owner)).filter((relation) => !relations.includes(relation));
  return [...dropTriggers(elsewhere), ...installStatements(source, relations, reader)];
}

/** The SQL that removes every trace of the watch; none where there is none. */
export async function planRemove(owner: Database): Promise<string[]> {
  return (await isInstalled(owner)) ? removeStatements(await watchedRelations(owner)) : [];
}

/** The SQL that forgets old marks. */
export async function planPrune(owner: Database, keepDays: number): Promise<string[]> {
  if (!(await isInstalled(owner))) {
    throw new ConfigurationError(`${owner.name} has no watch.`, {
      advice: 'Install it first: stats-portal watch install',
    });
  }
  return pruneStatements(keepDays);
}

/** Runs the statements as one. Throws a ConfigurationError, or an UnavailableError where writers hold the table for long. */
export async function apply(owner: Database, statements: readonly string[]): Promise<void> {
  try {
    await owner.transaction({ name: 'watch' }, async () => {
      await owner.execute(`SET LOCAL lock_timeout = '${patience}s'`);
      await owner.execute(statements.join('\n'));
    });
  } catch (error) {
    throw foreseen(owner, error as Error & { code?: string });
  }
}

/** What the server may say to the owner's statements, in words; anything else as it is. */
function foreseen({ name }: Database, error: Error & { code?: string }): Error {
  switch (error.code) {
    case sqlStates.lockNotAvailable:
      return new UnavailableError(`Somebody held the table of events in ${name} for ${patience} seconds.`, {
        advice: 'Try again when no long transaction writes events. Nothing was changed.',
        cause: error,
      });
    case sqlStates.insufficientPrivilege:
      return new ConfigurationError(`This login may not do that in ${name}: ${error.message}.`, {
        advice:
          "Give the address of the table's owner with --url, or have the SQL of --dry-run run. Nothing was changed.",
        cause: error,
      });
    case sqlStates.readOnly:
      return new ConfigurationError(`${name} only lets read: it is a standby, or has default_transaction_read_only.`, {
        advice: 'Give the address of its primary with --url: watch and marks come to a standby with the events.',
        cause: error,
      });
    default:
      return error;
  }
}

async function isInstalled(owner: Database): Promise<boolean> {
  const { rows } = await owner.query('SELECT FROM pg_namespace WHERE nspname = $1', [watchSchema]);
  return rows.length > 0;
}

async function isHypertable(owner: Database, { table }: EventsSource): Promise<boolean> {
  const view = 'timescaledb_information.hypertables';
  const [known] = await owner.rows<{ view: string | null }>('SELECT to_regclass($1)::text AS view', [view]);
  if (known!.view === null) {
    return false;
  }
  const found = await owner.query(
    `SELECT FROM ${view} WHERE format('%I.%I', hypertable_schema, hypertable_name)::regclass = to_regclass($1)`,
    [qualified(table)]
  );
  return found.rows.length > 0;
}

/** The table and all its partitions, with their schemas. */
async function partitionsOf(owner: Database, { table }: EventsSource): Promise<string[]> {
  const rows = await owner.rows<{ name: string }>(
    `SELECT relnamespace::regnamespace::text || '.' || relname AS name
     FROM pg_class WHERE oid = to_regclass($1) OR oid IN (SELECT relid FROM pg_partition_tree(to_regclass($1)))
     ORDER BY oid`,
    [qualified(table)]
  );
  return rows.map(({ name }) => name);
}

/** Every table that has a trigger of the watch. */
async function watchedRelations(owner: Database): Promise<string[]> {
  const rows = await owner.rows<{ name: string }>(
    `SELECT DISTINCT pg_class.relnamespace::regnamespace::text || '.' || relname AS name
     FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid
     WHERE pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1) AND NOT tgisinternal`,
    [watchSchema]
  );
  return rows.map(({ name }) => name);
}
