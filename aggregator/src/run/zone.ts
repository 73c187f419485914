import type { Database } from '../database/database.ts';
import type { DayBounds } from '../day/source.ts';

/** When the days begin and end; PostgreSQL knows the zone's history (days of 23 and 25 hours). */
export async function dayBounds(database: Database, zone: string, days: readonly string[]): Promise<DayBounds[]> {
  return database.rows<{ day: string; from: string; to: string }>(
    `SELECT day::date::text AS day, ${firstMoment('day')} AS "from", ${firstMoment("day + interval '1 day'")} AS "to"
     FROM unnest($2::text[]::timestamp[]) WITH ORDINALITY AS asked (day, place) ORDER BY place`,
    [zone, days]
  );
}

/** Where clocks are put back at midnight or to it, as in the Azores, it strikes twice: PostgreSQL reads the second one. */
function firstMoment(day: string): string {
  return `(SELECT CASE WHEN (moment - interval '1 hour') AT TIME ZONE $1 >= ${day}
                       THEN moment - interval '1 hour' ELSE moment END
           FROM (SELECT (${day}) AT TIME ZONE $1 AS moment) AS midnight)::text`;
}

/** The calendar day of a moment in a zone: `YYYY-MM-DD`. */
export function dayOf(moment: Date, zone: string): string {
  // The Swedish form is the ISO form.
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(moment);
}
