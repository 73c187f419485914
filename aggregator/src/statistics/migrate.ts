import type { Database } from '../database/database.ts';
import { ConfigurationError } from '../errors.ts';
import { adaptChunks, readHypertable } from './hypertable.ts';
import { applyMigrations } from './migrations.ts';
import { applyPolicy } from './policy.ts';
import { lockForWriting, statisticsTable, setUpReading } from './statistics.ts';
import { defaultStorage, layouts, type StorageSettings } from './storage.ts';
import { timescaleInUse, type Timescale } from './timescale.ts';

export interface MigrateResult {
  readonly steps: readonly string[];
  /** What the database makes use of. */
  readonly timescale: Timescale;
  readonly warnings: readonly string[];
  /** Days that the next run counts anew, if the zone was changed. */
  readonly rezoned: boolean;
}

/**
 * Creates or upgrades the statistics database: numbered steps, then what the server can do (TimescaleDB), then views
 * and grants. Idempotent. The zone is stored at the first time; another one needs `rezone`.
 * Throws a ConfigurationError, a LockedError, a NewerDatabaseError.
 */
export async function migrate(
  statsdb: Database,
  options: { readonly zone: string; readonly rezone: boolean; readonly storage?: StorageSettings }
): Promise<MigrateResult> {
  await lockForWriting(statsdb);
  const steps = await applyMigrations(statsdb);
  await setUpReading(statsdb);
  const rezoned = await storeZone(statsdb, options);
  const warnings = await applyPolicy(statsdb, options.storage ?? defaultStorage);
  const timescale = await timescaleInUse(statsdb);
  for (const layout of timescale === 'none' ? [] : layouts) {
    const hypertable = await readHypertable(statsdb, layout);
    if (hypertable !== null) {
      await adaptChunks(statsdb, hypertable.chunkDays, layout);
    }
  }
  if (timescale === 'none') {
    warnings.unshift(
      `${statsdb.name} has no TimescaleDB: everything works, but history takes more space and old days are read more slowly`
    );
  }
  if (timescale === 'hypertables') {
    warnings.unshift(`${statsdb.name} has TimescaleDB's Apache edition: no columnstore, so history takes more space`);
  }
  return { steps, timescale, warnings, rezoned };
}

async function storeZone(statsdb: Database, { zone, rezone }: { zone: string; rezone: boolean }): Promise<boolean> {
  const portal = statisticsTable('portal');
  await statsdb.query(`INSERT INTO ${portal} (zone) VALUES ($1) ON CONFLICT DO NOTHING`, [zone]);
  const [stored] = await statsdb.rows<{ zone: string }>(`SELECT zone FROM ${portal}`);
  if (stored!.zone === zone) {
    return false;
  }
  if (!rezone) {
    throw new ConfigurationError(`The statistics were made with days of ${stored!.zone}; the settings say ${zone}.`, {
      advice: `Set timezone back to ${stored!.zone}, or say --rezone: the next run then counts all days anew whose events are still there.`,
    });
  }
  // Without a frontier and a counting the next run compares every day; what waited is found again.
  await statsdb.transaction({}, async () => {
    await statsdb.query(`DELETE FROM ${statisticsTable('dirty_days')}`);
    await statsdb.query(
      `UPDATE ${portal} SET zone = $1, counting = NULL, source = NULL, snapshot_xmin = NULL, last_id = NULL`,
      [zone]
    );
  });
  return true;
}
