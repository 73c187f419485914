import { qualified } from '@stats-portal/catalog';
import type { Database } from '../database/database.ts';
import { eventsOf, type DayBounds } from '../day/source.ts';
import type { LedgerDay } from '../run/claim.ts';
import { frontierFits, newerThan, type Frontier } from '../run/frontier.ts';
import type { EventsSource } from '../run/source.ts';

/** The events of a day as they are now. */
export interface DayNow {
  readonly events: number;
  /** Some were written since the last look, or may have been. */
  readonly newer: boolean;
}

export async function dayNow(
  eventdb: Database,
  source: EventsSource,
  bounds: DayBounds,
  frontier: Frontier
): Promise<DayNow> {
  const newer = source.hasVersions ? newerThan(frontier) : 'false';
  const [row] = await eventdb.rows<Record<'xmin' | 'events' | 'newer', string>>(
    `SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS xmin, count(*)::text AS events,
            coalesce(bool_or(${newer}), false)::text AS newer
     FROM ${qualified(source.table)} WHERE ${eventsOf(source, bounds)}`
  );
  const { xmin, events } = row!;
  return { events: Number(events), newer: row!.newer === 'true' || !frontierFits(frontier, source, xmin) };
}

/**
 * Why a day's numbers need not equal its events now, in words; undefined if they must. What is left over is either
 * equal or wrong.
 */
export function obstacle(
  now: DayNow,
  known: LedgerDay | undefined,
  rules: {
    readonly counting: string;
    readonly waitsFor: string | undefined;
    readonly hasVersions: boolean;
    /** The statistics do not keep days of this age. */
    readonly isForgotten: boolean;
  }
): string | undefined {
  if (rules.isForgotten) {
    return 'older than the statistics are kept';
  }
  if (rules.waitsFor !== undefined) {
    return `waits to be counted: ${rules.waitsFor}`;
  }
  if (now.newer) {
    return 'events came or changed since the last look';
  }
  if (known === undefined) {
    return rules.hasVersions || now.events === 0 ? undefined : 'events may have come since the last look';
  }
  if (now.events < known.events) {
    return now.events === 0 ? 'its events are gone' : `only ${now.events} of ${known.events} events are left`;
  }
  if (known.counting !== rules.counting) {
    return 'counted with other aliases or another catalogue';
  }
  // Rows of a view do not say how old they are.
  return !rules.hasVersions && now.events > known.events ? 'events came since the last look' : undefined;
}
