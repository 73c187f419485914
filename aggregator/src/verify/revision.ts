import { dimensionNames, identifier, countedNames, rollupByName, rollups } from '@stats-portal/catalog';
import type { Database } from '../database/database.ts';
import { rollupIds, statisticsTable } from '../statistics/statistics.ts';

const rollupsName = statisticsTable('rollups');
const days = statisticsTable('days');
const revisions = statisticsTable('revisions');
const total = rollupByName('total').id;

/** What is remembered of one rollup of a day: enough to see that it changed, and by how much. */
interface Sums {
  readonly rows: string;
  readonly events: string;
  readonly ips: string;
  /** Over all rows: another value means other rows, also where the sums are the same, as after a renaming. */
  readonly digest: string;
}

interface DayState {
  /** Null for a day that is not counted. */
  readonly version: string | null;
  readonly sums: ReadonlyMap<number, Sums>;
}

/** A trace of a closed day under way: its numbers as they were. */
export interface Trace {
  /** Writes what has become different, if anything has. In the transaction that changes the day, at its end. */
  write(statsdb: Database): Promise<void>;
}

/**
 * Begins the trace of a day whose numbers are about to be replaced, in the transaction that does so; null for a day that
 * is not closed: that it still changes is expected, and nobody has published it as final.
 */
export async function beginTrace(
  statsdb: Database,
  change: { readonly day: string; readonly cause: string; readonly now: Date; readonly closedUntil: string | null }
): Promise<Trace | null> {
  const { day, cause, now, closedUntil } = change;
  if (closedUntil === null || day > closedUntil) {
    return null;
  }
  const before = await stateOf(statsdb, day);
  return {
    async write(connection) {
      const after = await stateOf(connection, day);
      const changed = changedRollups(before, after);
      if (changed.length === 0) {
        return;
      }
      const column = (state: DayState, name: 'rows' | 'events' | 'ips') =>
        changed.map((id) => state.sums.get(id)?.[name] ?? '0');
      await connection.query(
        `INSERT INTO ${revisions} (day, revised_at, cause, version_before, version_after, rollup,
           rows_before, rows_after, events_before, events_after, ips_before, ips_after)
         SELECT $1::timestamp, $2::timestamptz, $3, $4::bigint, $5::bigint, changed.*
         FROM unnest($6::text[]::smallint[], $7::text[]::bigint[], $8::text[]::bigint[], $9::text[]::bigint[],
           $10::text[]::bigint[], $11::text[]::bigint[], $12::text[]::bigint[]) AS changed`,
        [
          day,
          now.toISOString(),
          cause,
          before.version,
          after.version,
          changed.map(String),
          ...(['rows', 'events', 'ips'] as const).flatMap((name) => [column(before, name), column(after, name)]),
        ]
      );
    },
  };
}

/** Of a day that had no numbers all rollups are new: the whole says it for them. */
function changedRollups(before: DayState, after: DayState): number[] {
  const candidates = before.version === null ? [total] : rollups.map(({ id }) => id);
  return candidates.filter((id) => before.sums.get(id)?.digest !== after.sums.get(id)?.digest);
}

async function stateOf(statsdb: Database, day: string): Promise<DayState> {
  const [ledger] = await statsdb.rows<{ version: string }>(
    `SELECT version::text FROM ${days} WHERE day = $1::timestamp`,
    [day]
  );
  if (ledger === undefined) {
    return { version: null, sums: await sumsOf(statsdb, day, String(total)) };
  }
  return { version: ledger.version, sums: await sumsOf(statsdb, day, rollupIds) };
}

async function sumsOf(statsdb: Database, day: string, of: string): Promise<Map<number, Sums>> {
  const columns = [...dimensionNames, ...countedNames].map(identifier).join(', ');
  const rows = await statsdb.rows<Record<'rollup' | keyof Sums, string>>(
    `SELECT rollup::text, count(*)::text AS rows, sum(events)::text AS events, sum(ips)::text AS ips,
            sum(hash_record_extended(row(${columns}), 0))::text AS digest
     FROM ${rollupsName} WHERE rollup IN (${of}) AND day = $1::timestamp GROUP BY rollup`,
    [day]
  );
  return new Map(rows.map(({ rollup, ...sums }) => [Number(rollup), sums]));
}
