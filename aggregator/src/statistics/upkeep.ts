import { addDays } from '@stats-portal/query';
import type { Database } from '../database/database.ts';
import { jobsDrift } from '../drift/jobs.ts';
import { dayOf } from '../run/zone.ts';
import type { Settings } from '../settings.ts';
import { adaptChunks, compressBefore, readHypertable, type LiveHypertable } from './hypertable.ts';
import { firstKeptDay, forgetDaysBefore } from './retention.ts';
import { statisticsTable } from './statistics.ts';
import type { StorageSettings } from './storage.ts';
import { runsJobs, timescaleInUse } from './timescale.ts';

/** Something that upkeep changed, in words. */
export interface UpkeepNews {
  readonly kind: 'upkeep';
  readonly what: string;
}

/**
 * What keeps the statistics database in shape, at the end of a run: jobs and chunks as the settings and the site ask for,
 * old days forgotten, old chunks in the columnstore where no job of the server does that. Safe to stop at any moment.
 */
export async function upkeep(
  statsdb: Database,
  settings: Pick<Settings, 'statsdb' | 'timezone'>,
  now: Date,
  tell: (news: UpkeepNews) => void
): Promise<void> {
  const say = (what: string): void => {
    tell({ kind: 'upkeep', what });
  };
  const today = dayOf(await soberClock(statsdb, now), settings.timezone);
  const hypertable = (await timescaleInUse(statsdb)) === 'none' ? null : await readHypertable(statsdb);
  const first = firstKeptDay(settings.statsdb, today);
  const forgotten = first === null ? 0 : await forgetDaysBefore(statsdb, first, hypertable !== null);
  if (forgotten > 0) {
    say(`forgot ${forgotten} ${forgotten === 1 ? 'day' : 'days'} before ${first}`);
  }
  if (hypertable !== null) {
    await keepHypertable(statsdb, hypertable, settings.statsdb, { today, say });
  }
  if (statsdb.kind === 'embedded') {
    // No other process does it here. Ten late days had made 12 MB of columnstore 46 MB; this made it 20 MB again.
    await statsdb.execute(`VACUUM ${statisticsTable('rollups')}`);
  }
}

async function keepHypertable(
  statsdb: Database,
  live: LiveHypertable,
  settings: StorageSettings,
  { today, say }: { readonly today: string; readonly say: (what: string) => void }
): Promise<void> {
  const days = await adaptChunks(statsdb, live.chunkDays);
  if (days !== null) {
    say(`new chunks have ${days} days, not ${live.chunkDays}`);
  }
  if (!live.hasColumnstore) {
    return;
  }
  for (const { what, repairs } of await jobsDrift(statsdb, settings)) {
    await statsdb.execute(repairs.map(({ sql }) => sql).join('; '));
    say(`no longer: ${what}`);
  }
  if (await runsJobs(statsdb)) {
    return;
  }
  const moved = await compressBefore(statsdb, addDays(today, -settings.columnstoreAfterDays));
  if (moved > 0) {
    say(`moved ${moved} ${moved === 1 ? 'chunk' : 'chunks'} into the columnstore`);
  }
}

/** The earlier of two clocks: one that is years ahead must not make the statistics forget everything. */
async function soberClock(statsdb: Database, now: Date): Promise<Date> {
  const [row] = await statsdb.rows<{ moment: string }>(
    `SELECT extract(epoch FROM least($1::timestamptz, clock_timestamp()))::text AS moment`,
    [now.toISOString()]
  );
  return new Date(Number(row!.moment) * 1000);
}
