import type { Database } from '../database/database.ts';
import { chunkDays } from './chunks.ts';
import { schema } from './names.ts';
import { rollupIds, statisticsTable } from './statistics.ts';
import { rollupsLayout, type HypertableLayout } from './storage.ts';

/** Newest closed days that a site's rate is taken from. */
const sample = 3;

/** A hypertable as it is. */
export interface LiveHypertable {
  readonly chunkDays: number;
  readonly hasColumnstore: boolean;
}

/** A big table's state; null where it is a plain one. Needs TimescaleDB in use. */
export async function readHypertable(
  statsdb: Database,
  layout: HypertableLayout = rollupsLayout
): Promise<LiveHypertable | null> {
  const [row] = await statsdb.rows<{ days: string; columnstore: string }>(
    `SELECT round(extract(epoch FROM time_interval) / 86400)::text AS days, compression_enabled::text AS columnstore
     FROM timescaledb_information.dimensions JOIN timescaledb_information.hypertables USING (hypertable_schema, hypertable_name)
     WHERE hypertable_schema = $1 AND hypertable_name = $2 AND dimension_number = 1`,
    [schema, layout.table]
  );
  return row === undefined ? null : { chunkDays: Number(row.days), hasColumnstore: row.columnstore === 'true' };
}

/** Gives future chunks the length that goes with the site's rows a day; null if they have it, or nothing is known. */
export async function adaptChunks(
  statsdb: Database,
  current: number,
  layout: HypertableLayout = rollupsLayout
): Promise<number | null> {
  const rows = await rowsPerDay(statsdb, layout);
  const days = rows === null ? current : chunkDays(rows, current);
  if (days === current) {
    return null;
  }
  await statsdb.query('SELECT set_chunk_time_interval($1::regclass, make_interval(days => $2))', [
    statisticsTable(layout.table),
    days,
  ]);
  return days;
}

/** The middle one of the newest closed days: one day may be odd. */
async function rowsPerDay(statsdb: Database, layout: HypertableLayout): Promise<number | null> {
  // The index of the rollups leads with their numbers.
  const some = layout === rollupsLayout ? `rollup IN (${rollupIds}) AND ` : '';
  const days = await statsdb.rows<{ day: string }>(
    `SELECT days.day::text AS day FROM ${statisticsTable('days')}, ${statisticsTable('portal')}
     WHERE days.day <= closed_until ORDER BY days.day DESC LIMIT ${sample}`
  );
  const counts: number[] = [];
  for (const { day } of days) {
    const [row] = await statsdb.rows<{ rows: string }>(
      `SELECT count(*)::text AS rows FROM ${statisticsTable(layout.table)} WHERE ${some}day = $1::timestamp`,
      [day]
    );
    counts.push(Number(row!.rows));
  }
  return counts.length < sample ? null : counts.sort((a, b) => a - b)[Math.floor(sample / 2)]!;
}

/**
 * Moves chunks into the columnstore whose last day is before this one, and those again that got rows since.
 * Gives the number of chunks that were not in it.
 */
export async function compressBefore(
  statsdb: Database,
  day: string,
  layout: HypertableLayout = rollupsLayout
): Promise<number> {
  const chunks = await statsdb.rows<{ chunk: string; compressed: string }>(
    `SELECT format('%I.%I', chunk_schema, chunk_name) AS chunk, is_compressed::text AS compressed
     FROM timescaledb_information.chunks
     WHERE hypertable_schema = $1 AND hypertable_name = $2 AND range_end <= $3::timestamp AT TIME ZONE 'UTC'
     ORDER BY range_end`,
    [schema, layout.table, day]
  );
  for (const { chunk } of chunks) {
    // Costs nothing where there is nothing to do.
    await statsdb.query('SELECT compress_chunk($1::regclass)', [chunk]);
  }
  return chunks.filter(({ compressed }) => compressed !== 'true').length;
}
