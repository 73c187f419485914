import { addDays } from '@stats-portal/query';
import { rollups as catalogRollups } from '@stats-portal/catalog';
import type { Database } from '../database/database.ts';
import { statisticsTable } from './statistics.ts';
import { hostsLayout, rollupsLayout, type StorageSettings } from './storage.ts';

const rollups = statisticsTable(rollupsLayout.table);
const ids = catalogRollups.map(({ id }) => id).join(', ');
const ledger = statisticsTable('days');
/** Everything that knows of a day, but for the traces of changes, which may still have to explain a figure. */
const knowing = [ledger, statisticsTable('dirty_days'), statisticsTable('removed_days'), statisticsTable('feed_days')];

type Retention = Pick<StorageSettings, 'retentionDays'>;

/** First day that the statistics keep, `YYYY-MM-DD`; null: all are kept. */
export function firstKeptDay({ retentionDays }: Retention, today: string): string | null {
  return retentionDays === undefined ? null : addDays(today, -retentionDays);
}

/** First day whose addresses are kept: presence is never older than the counts. */
export function firstHostsDay(
  { statsdb, hosts }: { readonly statsdb: Retention; readonly hosts: Retention },
  today: string
): string {
  const [first, counts] = [firstKeptDay(hosts, today), firstKeptDay(statsdb, today)];
  return [first, counts].reduce((one, other) => (one === null || (other !== null && other > one) ? other : one)) ?? '';
}

/**
 * Forgets the days before this one: rows and ledger together, so that no day ever looks as if it had had no events.
 * Each day is a transaction, and so are all days whose chunks go as a whole. Gives the number of counted days forgotten.
 * A database that is fed from this one keeps its own: the versions are forgotten too, not marked as removed.
 */
export async function forgetDaysBefore(statsdb: Database, first: string, isHypertable: boolean): Promise<number> {
  const whole = isHypertable ? await dropChunksBefore(statsdb, first) : 0;
  const days = await statsdb.rows<{ day: string }>(
    `SELECT day::date::text AS day FROM ${ledger} WHERE day < $1::timestamp ORDER BY days.day`,
    [first]
  );
  for (const { day } of days) {
    await statsdb.transaction({ name: 'forget' }, async () => {
      await statsdb.query(`DELETE FROM ${rollups} WHERE rollup IN (${ids}) AND day = $1::timestamp`, [day]);
      await forget(statsdb, 'day = $1::timestamp', day);
    });
  }
  // Marks of days that are not in the ledger.
  await statsdb.query(`DELETE FROM ${statisticsTable('dirty_days')} WHERE day < $1::timestamp`, [first]);
  return whole + days.length;
}

/**
 * Forgets who was seen on the days before this one; their counts stay. Each day is a transaction. Gives the number of
 * days.
 */
export async function forgetHostsBefore(statsdb: Database, first: string, isHypertable: boolean): Promise<number> {
  const hosts = statisticsTable(hostsLayout.table);
  const days = await statsdb.rows<{ day: string }>(
    `SELECT day::date::text AS day FROM ${ledger} WHERE day < $1::timestamp AND hosts IS NOT NULL ORDER BY days.day`,
    [first]
  );
  if (days.length > 0 && isHypertable) {
    await statsdb.query('SELECT drop_chunks($1::regclass, older_than => $2::timestamp)', [hosts, first]);
  }
  for (const { day } of days) {
    await statsdb.transaction({ name: 'forget' }, async () => {
      await statsdb.query(`DELETE FROM ${hosts} WHERE day = $1::timestamp`, [day]);
      await statsdb.query(`UPDATE ${ledger} SET hosts = NULL WHERE day = $1::timestamp`, [day]);
    });
  }
  return days.length;
}

async function dropChunksBefore(statsdb: Database, first: string): Promise<number> {
  return statsdb.transaction({ name: 'forget' }, async () => {
    const dropped = await statsdb.query('SELECT drop_chunks($1::regclass, older_than => $2::timestamp)', [
      rollups,
      first,
    ]);
    if (dropped.rows.length === 0) {
      return 0;
    }
    const [left] = await statsdb.rows<{ day: string }>(
      `SELECT least($2::timestamp, min(range_start) AT TIME ZONE 'UTC')::text AS day FROM timescaledb_information.chunks
       WHERE format('%I.%I', hypertable_schema, hypertable_name)::regclass = $1::regclass`,
      [rollups, first]
    );
    const [days] = await statsdb.rows<{ days: string }>(
      `SELECT count(*)::text AS days FROM ${ledger} WHERE day < $1::timestamp`,
      [left!.day]
    );
    await forget(statsdb, 'day < $1::timestamp', left!.day);
    return Number(days!.days);
  });
}

async function forget(statsdb: Database, condition: string, day: string): Promise<void> {
  for (const table of knowing) {
    await statsdb.query(`DELETE FROM ${table} WHERE ${condition}`, [day]);
  }
}
