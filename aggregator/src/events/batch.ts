import { identifier, qualified } from '@stats-portal/catalog';
import type { Database } from '../database/database.ts';

/** A line's row as COPY reads it, with the line's number in its file. */
export interface Row {
  readonly line: number;
  readonly text: string;
}

/** `"events" ("source.ip", …)`, as COPY names what it fills. */
export function copyTarget(table: string, columns: readonly string[]): string {
  return `${qualified(table)} (${columns.map(identifier).join(', ')})`;
}

/**
 * Copies rows inside a transaction, and gives the number of those taken.
 * If the database refuses a value (its own types, constraints, triggers and index limits go beyond what a line can be
 * checked for), the rows are halved until the bad ones are found: those go to `refuse`, all others are taken.
 * Every other error passes through.
 */
export async function copyRows(
  database: Database,
  target: string,
  rows: readonly Row[],
  refuse: (line: number, reason: string) => void
): Promise<number> {
  if (rows.length === 0) {
    return 0;
  }
  await database.execute('SAVEPOINT rows');
  try {
    await database.copyIn(target, onePiece(rows));
    await database.execute('RELEASE SAVEPOINT rows');
    return rows.length;
  } catch (error) {
    if (!isAboutData(error)) {
      throw error;
    }
    await database.execute('ROLLBACK TO SAVEPOINT rows; RELEASE SAVEPOINT rows');
    if (rows.length === 1) {
      refuse(rows[0]!.line, `refused by the database: ${error.message}`);
      return 0;
    }
  }
  const middle = rows.length >> 1;
  const first = await copyRows(database, target, rows.slice(0, middle), refuse);
  return first + (await copyRows(database, target, rows.slice(middle), refuse));
}

// eslint-disable-next-line @typescript-eslint/require-await -- copyIn takes what a stream gives
async function* onePiece(rows: readonly Row[]): AsyncGenerator<Uint8Array> {
  yield Buffer.from(rows.map(({ text }) => text).join(''));
}

/** SQLSTATE classes: 22 data, 23 constraint, 54 limits such as the size of an index entry, P0 raised by a trigger. */
const aboutData = new Set(['22', '23', '54', 'P0']);

function isAboutData(error: unknown): error is Error {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && aboutData.has(code.slice(0, 2));
}
