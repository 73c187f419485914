import { literal, qualified } from '@stats-portal/catalog';
import type { Database } from '../database/database.ts';
import type { EventsSource } from './source.ts';

/** How far the eventDB was looked at: what the next look compares with. */
export interface Frontier {
  readonly source: string;
  /** Oldest transaction that was still open: everything written since then has this or a newer one. */
  readonly xmin: string;
  readonly lastId: string | null;
}

/** Beyond this age PostgreSQL's transaction numbers are about to come around: everything is compared anew. */
const oldestFrontier = 2n ** 31n - 100_000_000n;

/** Whether what was written since can be told by the frontier, at a snapshot whose oldest transaction is `xmin`. */
export function frontierFits(known: Frontier, source: EventsSource, xmin: string): boolean {
  return known.source === source.identity && BigInt(xmin) - BigInt(known.xmin) < oldestFrontier;
}

/** SQL condition of row versions that the last look cannot have seen. */
export function newerThan({ xmin }: Frontier): string {
  // As a sub-select the age of the frontier is computed once, not once a row.
  return `age(xmin) <= (SELECT age(${literal(xmin)}::xid8::xid))`;
}

/** The oldest open transaction and the newest id, now. */
export async function snapshot(
  eventdb: Database,
  source: EventsSource
): Promise<{ xmin: string; lastId: string | null }> {
  const lastId = source.hasId ? `(SELECT max(id)::text FROM ${qualified(source.table)})` : 'NULL';
  const [row] = await eventdb.rows<{ xmin: string; last_id: string | null }>(
    `SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS xmin, ${lastId} AS last_id`
  );
  return { xmin: row!.xmin, lastId: row!.last_id };
}
