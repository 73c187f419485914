import type { Database } from '../database/database.ts';
import { statisticsTable } from '../statistics/statistics.ts';
import type { LedgerDay } from './claim.ts';
import type { Frontier } from './frontier.ts';

const portalTable = statisticsTable('portal');
const daysTable = statisticsTable('days');
const dirtyTable = statisticsTable('dirty_days');

/** What the statistics database knows of itself. */
export interface Portal {
  readonly zone: string;
  readonly counting: string | null;
  readonly frontier: Frontier | null;
  /** Day of the last look, in the portal's zone. */
  readonly lookedOn: string | null;
  readonly closedUntil: string | null;
}

/** The portal's row; null before the first migration. */
export async function readPortal(statsdb: Database): Promise<Portal | null> {
  const [row] = await statsdb.rows<
    Record<'zone' | 'counting' | 'source' | 'snapshot_xmin' | 'last_id' | 'looked' | 'closed', string | null>
  >(
    `SELECT zone, counting, source, snapshot_xmin, last_id::text, (looked_at AT TIME ZONE zone)::date::text AS looked,
            closed_until::date::text AS closed
     FROM ${portalTable}`
  );
  if (row === undefined) {
    return null;
  }
  const frontier =
    row.source === null || row.snapshot_xmin === null
      ? null
      : { source: row.source, xmin: row.snapshot_xmin, lastId: row.last_id };
  return { zone: row.zone!, counting: row.counting, frontier, lookedOn: row.looked, closedUntil: row.closed };
}

/** Every counted day by `YYYY-MM-DD`. Ten years are 3,650 rows. */
export async function readLedger(statsdb: Database): Promise<Map<string, LedgerDay>> {
  const rows = await statsdb.rows<Record<'day' | 'events' | 'seen' | 'counting' | 'zone', string>>(
    `SELECT day::date::text AS day, events::text, events_seen::text AS seen, counting, zone FROM ${daysTable}`
  );
  return new Map(
    rows.map(({ day, events, seen, counting, zone }) => [
      day,
      { events: Number(events), eventsSeen: Number(seen), counting, zone },
    ])
  );
}

/** Days that wait, newest first: dashboards are useful before a back-fill has ended. */
export async function readDirtyDays(statsdb: Database): Promise<Array<{ day: string; reason: string }>> {
  return statsdb.rows<{ day: string; reason: string }>(
    `SELECT day::date::text AS day, reason FROM ${dirtyTable} ORDER BY dirty_days.day DESC`
  );
}

/** Marks days; a day that waits already keeps its first reason. */
export async function markDirty(statsdb: Database, days: ReadonlyMap<string, string>, now: Date): Promise<void> {
  await statsdb.query(
    `INSERT INTO ${dirtyTable} (day, reason, marked_at)
     SELECT day, reason, $3::timestamptz FROM unnest($1::text[]::timestamp[], $2::text[]) AS marked (day, reason)
     ON CONFLICT (day) DO NOTHING`,
    [[...days.keys()], [...days.values()], now.toISOString()]
  );
}

/**
 * Takes the newest of these days that waits and that nobody works on, for the rest of the caller's transaction; null if
 * there is none. If the transaction fails, the day waits again.
 */
export async function claimDay(
  statsdb: Database,
  days: readonly string[]
): Promise<{ readonly day: string; readonly reason: string } | null> {
  const [row] = await statsdb.rows<{ day: string; reason: string }>(
    `SELECT day::date::text AS day, reason FROM ${dirtyTable}
     WHERE day = ANY ($1::text[]::timestamp[]) ORDER BY dirty_days.day DESC LIMIT 1 FOR UPDATE SKIP LOCKED`,
    [days]
  );
  return row ?? null;
}

/** Takes the mark off: the day is counted, or keeps its numbers. */
export async function clearDirty(statsdb: Database, day: string): Promise<void> {
  await statsdb.query(`DELETE FROM ${dirtyTable} WHERE day = $1::timestamp`, [day]);
}

/** Remembers how many events of a day are still there, so that a purged day is reported once. */
export async function noteSeen(statsdb: Database, seen: ReadonlyMap<string, number>): Promise<void> {
  await statsdb.query(
    `UPDATE ${daysTable} SET events_seen = look.events
     FROM unnest($1::text[]::timestamp[], $2::text[]::bigint[]) AS look (day, events) WHERE days.day = look.day`,
    [[...seen.keys()], [...seen.values()].map(String)]
  );
}

/**
 * The next look compares with this one. If the program's clock stood behind the last look, days that were closed stay
 * closed; but a last look that is later than the server's own clock was the mistake, and is not kept.
 */
export async function moveFrontier(
  statsdb: Database,
  frontier: Frontier,
  look: { readonly counting: string; readonly undated: number; readonly closedUntil: string; readonly now: Date }
): Promise<void> {
  const isBehind = 'looked_at > $7::timestamptz AND looked_at <= clock_timestamp()';
  await statsdb.query(
    `UPDATE ${portalTable} SET source = $1, snapshot_xmin = $2, last_id = $3::bigint, counting = $4, undated = $5::bigint,
       closed_until = CASE WHEN ${isBehind} THEN greatest(closed_until, $6::timestamp) ELSE $6::timestamp END,
       looked_at = CASE WHEN ${isBehind} THEN looked_at ELSE $7::timestamptz END`,
    [
      frontier.source,
      frontier.xmin,
      frontier.lastId,
      look.counting,
      look.undated,
      look.closedUntil,
      look.now.toISOString(),
    ]
  );
}

/** Days up to this one are closed, if no look has ever said how far: without that nothing would be shown. */
export async function closeUntil(statsdb: Database, day: string): Promise<void> {
  await statsdb.query(`UPDATE ${portalTable} SET closed_until = $1::timestamp WHERE closed_until IS NULL`, [day]);
}
