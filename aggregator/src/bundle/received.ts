import type { Database } from '../database/database.ts';
import { statisticsTable } from '../statistics/statistics.ts';
import { readHoldings } from './ledgers.ts';
import { removeHosts } from '../presence/replace.ts';
import { beginTrace } from '../verify/revision.ts';
import type { BundleRun, Manifest } from './manifest.ts';
import { heldVersion } from './plan.ts';

const portal = statisticsTable('portal');
const days = statisticsTable('days');
const removedDays = statisticsTable('removed_days');
const received = statisticsTable('received');
const dirtyDays = statisticsTable('dirty_days');
const runs = statisticsTable('runs');

/** Why a closed day has other numbers than before; the source has the reason. */
export const importCause = 'imported';

/**
 * Writes down whose bundles are taken. If that was accepted by the operator, no version that is here counts any more,
 * and this database names itself anew: whoever is fed from it learns that versions may have gone back.
 */
export async function beginReceiving(
  statsdb: Database,
  { source }: Manifest,
  { accept, now }: { readonly accept: boolean; readonly now: Date }
): Promise<void> {
  await statsdb.transaction({ name: 'receive' }, async () => {
    if (accept) {
      await statsdb.execute(`
        UPDATE ${days} SET source = NULL; DELETE FROM ${removedDays}; DELETE FROM ${received};
        UPDATE ${portal} SET id = gen_random_uuid()`);
    }
    await statsdb.query(
      `INSERT INTO ${received} (source, imported_at) VALUES ($1::uuid, $2::timestamptz) ON CONFLICT (single) DO NOTHING`,
      [source, now.toISOString()]
    );
  });
}

/** Takes a day away that has no events at its source any more, and keeps the version of that. */
export async function removeDay(
  statsdb: Database,
  { day, version }: Manifest['removed'][number],
  rollupIds: string,
  { now, closedUntil }: { readonly now: Date; readonly closedUntil: string | null }
): Promise<void> {
  await statsdb.transaction({ name: 'import' }, async () => {
    const trace = await beginTrace(statsdb, { day, cause: importCause, now, closedUntil });
    await statsdb.query(
      `DELETE FROM ${statisticsTable('rollups')} WHERE rollup IN (${rollupIds}) AND day = $1::timestamp`,
      [day]
    );
    await removeHosts(statsdb, day);
    await statsdb.query(`DELETE FROM ${days} WHERE day = $1::timestamp`, [day]);
    await statsdb.query(
      `INSERT INTO ${removedDays} (day, version) VALUES ($1::timestamp, $2::bigint)
       ON CONFLICT (day) DO UPDATE SET version = excluded.version`,
      [day, version]
    );
    await trace?.write(statsdb);
  });
}

/** What the source says of itself: taken from the newest bundle, so that freshness never goes back. */
export async function finishReceiving(
  statsdb: Database,
  manifest: Manifest,
  options: { readonly isNewest: boolean; readonly now: Date; readonly keepSince: string | null }
): Promise<void> {
  await statsdb.transaction({ name: 'import' }, async () => {
    if (options.isNewest) {
      await takeFreshness(statsdb, manifest, options.now);
    }
    await markMissingDays(statsdb, options);
  });
}

async function takeFreshness(statsdb: Database, manifest: Manifest, now: Date): Promise<void> {
  const { freshness, number, ledger } = manifest;
  await statsdb.query(
    `UPDATE ${received} SET bundle = $1::bigint, ledger = $2::json, dirty = $3::json, imported_at = $4::timestamptz`,
    [number, JSON.stringify(ledger), JSON.stringify(freshness.dirty), now.toISOString()]
  );
  await statsdb.query(
    `UPDATE ${portal} SET counting = $1, undated = $2::bigint, closed_until = $3::timestamp, looked_at = $4::timestamptz`,
    [freshness.counting, freshness.undated, freshness.closedUntil, freshness.lookedAt]
  );
  for (const run of freshness.runs) {
    await takeRun(statsdb, run);
  }
}

/** The runs of the source, for status and freshness. One that was still going on may come again, ended. */
async function takeRun(statsdb: Database, run: BundleRun): Promise<void> {
  await statsdb.query(`DELETE FROM ${runs} WHERE started_at = $1::timestamptz`, [run.startedAt]);
  await statsdb.query(
    `INSERT INTO ${runs} (started_at, finished_at, days, events, late_events, undated, kept_days, too_old_events, failure)
     VALUES ($1::timestamptz, $2::timestamptz, $3, $4::bigint, $5::bigint, $6::bigint, $7, $8::bigint, $9)`,
    [
      run.startedAt,
      run.finishedAt,
      run.days,
      run.events,
      run.lateEvents,
      run.undated,
      run.keptDays,
      run.tooOldEvents,
      run.failure,
    ]
  );
}

/** Days that wait: at the source, or for a bundle that has not come yet. They end what is complete, here as there. */
async function markMissingDays(
  statsdb: Database,
  { now, keepSince }: { readonly now: Date; readonly keepSince: string | null }
): Promise<void> {
  const [row] = await statsdb.rows<{ source: string; ledger: string; dirty: string }>(
    `SELECT source::text, ledger::text, dirty::text FROM ${received}`
  );
  const here = await readHoldings(statsdb);
  const dirty = new Map(Object.entries(JSON.parse(row!.dirty) as Record<string, string>));
  for (const [day, version] of Object.entries(JSON.parse(row!.ledger) as Record<string, number>)) {
    if ((keepSince === null || day >= keepSince) && (heldVersion(day, here, row!.source) ?? 0) < version) {
      dirty.set(day, 'not received yet');
    }
  }
  await statsdb.query(`DELETE FROM ${dirtyDays}`);
  await statsdb.query(
    `INSERT INTO ${dirtyDays} (day, reason, marked_at)
     SELECT day, reason, $3::timestamptz FROM unnest($1::text[]::timestamp[], $2::text[]) AS marked (day, reason)`,
    [[...dirty.keys()], [...dirty.values()], now.toISOString()]
  );
}
