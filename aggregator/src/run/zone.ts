import type { Database } from '../database/database.ts';
import type { DayBounds } from '../day/source.ts';

/** When the days begin and end; PostgreSQL knows the zone's history (days of 23 and 25 hours). */
export async function dayBounds(database: Database, zone: string, days: readonly string[]): Promise<DayBounds[]> {
  return database.rows<{ day: string; from: string; to: string }>(
    `SELECT day::date::text AS day, (day AT TIME ZONE $1)::text AS "from",
            ((day + interval '1 day') AT TIME ZONE $1)::text AS "to"
     FROM unnest($2::text[]::timestamp[]) WITH ORDINALITY AS asked (day, place) ORDER BY place`,
    [zone, days]
  );
}

/** The calendar day of a moment in a zone: `YYYY-MM-DD`. */
export function dayOf(moment: Date, zone: string): string {
  // The Swedish form is the ISO form.
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(moment);
}
