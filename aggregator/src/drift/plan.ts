import { identifier } from '@stats-portal/catalog';
import type { Database } from '../database/database.ts';
import { schema, writerLock } from '../statistics/names.ts';
import { repairsOf, steps, type Drift } from './drift.ts';

/**
 * The SQL that ends these drifts, for psql: one transaction that waits for a run under way. Empty where there is nothing
 * to do. A superuser may need to apply it; what it makes belongs to the `owner` all the same.
 */
export function planOf(drifts: readonly Drift[], owner: string): string {
  const repairs = repairsOf(drifts);
  if (repairs.length === 0) {
    return '';
  }
  const ofOwner = repairs.filter(({ step }) => steps.indexOf(step) < steps.indexOf('role'));
  const others = repairs.slice(ofOwner.length);
  return [
    'BEGIN;',
    `SELECT pg_advisory_xact_lock(${writerLock});`,
    ...(ofOwner.length === 0 ? [] : [`SET LOCAL ROLE ${identifier(owner)};`, ...statements(ofOwner), 'RESET ROLE;']),
    ...statements(others),
    'COMMIT;',
    '',
  ].join('\n');
}

/** The role that the statistics belong to. */
export async function readOwner(database: Database): Promise<string> {
  const [row] = await database.rows<{ owner: string }>(
    'SELECT pg_get_userbyid(nspowner)::text AS owner FROM pg_namespace WHERE nspname = $1',
    [schema]
  );
  return row!.owner;
}

/** Each after the drift that it is for. */
function statements(repairs: ReturnType<typeof repairsOf>): string[] {
  return repairs.map(({ sql, what }, position) =>
    what === repairs[position - 1]?.what ? `${sql};` : `${comment(what)}\n${sql};`
  );
}

/** One line whatever is in it: names of a live database are not ours. */
function comment(text: string): string {
  return `-- ${text.replace(/\s+/g, ' ')}`;
}
