import { openEmbeddedInMemory } from '../../aggregator/src/database/embedded.ts';
import { readSchema } from '../../aggregator/src/drift/read-schema.ts';
import type { Schema } from '../../aggregator/src/drift/schema.ts';
import { schemaSql } from '../../aggregator/src/drift/schema-sql.ts';
import { applyMigrations } from '../../aggregator/src/statistics/migrations.ts';

/**
 * What the migrations make, asked of the embedded database: its version is in the lock file, so that it says the same
 * on every machine.
 */
async function freshSchema(): Promise<Schema> {
  const database = await openEmbeddedInMemory();
  try {
    await applyMigrations(database);
    return await readSchema(database);
  } finally {
    await database.close();
  }
}

let fresh: Promise<Schema> | undefined;

/** aggregator/src/drift/released.ts: what `check` compares a live database with. */
export async function releasedSchema(): Promise<string> {
  fresh ??= freshSchema();
  return `// generated from aggregator/migrations by npm run generate: do not edit
import type { Schema } from './schema.ts';

/** What the migrations make. */
export const released: Schema = ${JSON.stringify(await fresh)};
`;
}

/** aggregator/schema.sql: the same for people, with what depends on the server and on the settings. */
export async function schemaDump(): Promise<string> {
  fresh ??= freshSchema();
  return `-- generated from aggregator/migrations and aggregator/src/statistics by npm run generate: do not edit
-- What \`stats-portal migrate\` makes on a server with TimescaleDB, with the default settings. For reading: a database
-- that is made from this has no ledger of migrations.

${schemaSql(await fresh)}`;
}
