import { identifier } from '@stats-portal/catalog';
import { toCsv, toObjects, toTable, type Format } from '../answer/table.ts';
import type { Answer, Database } from '../database/database.ts';
import { ConfigurationError } from '../errors.ts';
import { withDatabases, type DatabaseName, type Program } from '../program.ts';
import { readerRole } from '../statistics/names.ts';
import { setUpReading } from '../statistics/statistics.ts';

const beginnings = ['SELECT', 'WITH', 'VALUES', 'TABLE', 'SHOW', 'EXPLAIN'];

/** `stats-portal sql`: a read-only look into either database. */
export async function sqlCommand(
  program: Program,
  statement: string,
  options: { readonly db: DatabaseName; readonly format: Format }
): Promise<void> {
  const text = readable(statement);
  const answer = await withDatabases(program.settings, [options.db], async (databases) =>
    readOnly(databases[options.db], options.db, text)
  );
  program.output.write(shown(answer, options.format));
}

/** The statement, if it begins as a reading one. Throws a ConfigurationError otherwise. */
function readable(statement: string): string {
  const text = statement.trim().replace(/;+$/, '');
  const [beginning = ''] = /^[a-z]*/i.exec(text)!;
  if (!beginnings.includes(beginning.toUpperCase())) {
    throw new ConfigurationError(`sql reads only: a statement begins with ${beginnings.join(', ')}.`, {
      advice: 'To change a database, use its own tools (psql).',
    });
  }
  return text;
}

/**
 * What keeps it read-only: the extended protocol takes one statement, the transaction is READ ONLY, and in the
 * statistics database the reading role has no other rights (nor files, nor programs).
 */
async function readOnly(database: Database, name: DatabaseName, statement: string): Promise<Answer> {
  if (name === 'statsdb') {
    await setUpReading(database);
  }
  return database.transaction({ readOnly: true }, async () => {
    const [role] = await database.rows<{ usable: string }>(
      `SELECT coalesce((SELECT pg_has_role(oid, CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END)
                        FROM pg_roles WHERE rolname = $1), false)::text AS usable`,
      [readerRole]
    );
    if (name === 'statsdb' && role?.usable === 'true') {
      await database.query(`SET LOCAL ROLE ${identifier(readerRole)}`);
    }
    return database.query(statement);
  });
}

function shown(answer: Answer, format: Format): string {
  switch (format) {
    case 'csv':
      return toCsv(answer);
    case 'json':
      return `${JSON.stringify(toObjects(answer), null, 2)}\n`;
    case 'table':
      return toTable(answer, { none: '(null)' });
  }
}
