import type { Database } from '../database/database.ts';
import { ConfigurationError } from '../errors.ts';
import { marksTable, watchTable } from './names.ts';

const insufficientPrivilege = '42501';

/** Days in which old events were changed since a look, or may have been. */
export interface MarkedDays {
  readonly days: readonly string[];
  /** The marks do not say which days: a table was emptied, or marks were pruned that nobody has read. */
  readonly everything: boolean;
}

/** Transactions that the look cannot have seen. Those to come are of another server: its dump was restored here. */
const isNewer = (xid: string): string => `${xid} >= $2::xid8 AND ${xid} < pg_snapshot_xmax(pg_current_snapshot())`;

/**
 * The days whose marks the look at `xmin` cannot have seen: like rows, marks carry the transaction that wrote them.
 * An hour may lie in two days where zones are not whole hours from UTC.
 * Throws a ConfigurationError where this login may not read them.
 */
export async function readMarks(eventdb: Database, zone: string, xmin: string): Promise<MarkedDays> {
  const rows = await eventdb
    .rows<{ day: string | null }>(
      `SELECT NULL AS day FROM ${watchTable} WHERE ${isNewer('pruned_xid')}
       UNION ALL
       SELECT DISTINCT CASE WHEN isfinite(hour) THEN (moment AT TIME ZONE $1)::date::text END AS day
       FROM ${marksTable}, unnest(ARRAY[hour, hour + interval '1 hour' - interval '1 microsecond']) AS moment
       WHERE ${isNewer('xid')}`,
      [zone, xmin]
    )
    .catch((error: unknown) => {
      if ((error as { code?: string }).code !== insufficientPrivilege) {
        throw error;
      }
      throw new ConfigurationError(
        `The events in ${eventdb.name} are watched, but this login may not read the marks.`,
        {
          advice: 'Run: stats-portal watch install --url OWNER. It grants the right to the login of eventdb.url.',
          cause: error,
        }
      );
    });
  const days = rows.flatMap(({ day }) => day ?? []);
  return { days, everything: days.length < rows.length };
}
