import { addDays } from '@stats-portal/query';
import type { Database } from '../database/database.ts';
import { jobsDrift } from '../drift/jobs.ts';
import { dayOf } from '../run/zone.ts';
import type { Settings } from '../settings.ts';
import { adaptChunks, compressBefore, readHypertable, type LiveHypertable } from './hypertable.ts';
import { firstHostsDay, firstKeptDay, forgetDaysBefore, forgetHostsBefore } from './retention.ts';
import { statisticsTable } from './statistics.ts';
import {
  hostsLayout,
  layouts,
  rollupsLayout,
  storageOf,
  type HypertableLayout,
  type StorageSettings,
} from './storage.ts';
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
  settings: Pick<Settings, 'statsdb' | 'timezone' | 'hosts'>,
  now: Date,
  tell: (news: UpkeepNews) => void
): Promise<void> {
  const say = (what: string): void => {
    tell({ kind: 'upkeep', what });
  };
  const today = dayOf(await soberClock(statsdb, now), settings.timezone);
  const hypertables = await readHypertables(statsdb);
  const isHypertable = (layout: HypertableLayout): boolean => hypertables.some(([one]) => one === layout);
  const first = firstKeptDay(settings.statsdb, today);
  // Before the counts: no day that is forgotten may leave addresses behind.
  await forgetHosts(statsdb, firstHostsDay(settings, today), isHypertable(hostsLayout), say);
  const forgotten = first === null ? 0 : await forgetDaysBefore(statsdb, first, isHypertable(rollupsLayout));
  if (forgotten > 0) {
    say(`forgot ${forgotten} ${forgotten === 1 ? 'day' : 'days'} before ${first}`);
  }
  for (const [layout, live] of hypertables) {
    await keepHypertable(statsdb, layout, live, { settings: storageOf(settings), today, say });
  }
  if (statsdb.kind === 'embedded') {
    // No other process does it here. Ten late days had made 12 MB of columnstore 46 MB; this made it 20 MB again.
    await statsdb.execute(`VACUUM ${layouts.map(({ table }) => statisticsTable(table)).join(', ')}`);
  }
}

async function forgetHosts(
  statsdb: Database,
  first: string,
  isHypertable: boolean,
  say: (what: string) => void
): Promise<void> {
  const forgotten = await forgetHostsBefore(statsdb, first, isHypertable);
  if (forgotten > 0) {
    say(`forgot the addresses of ${forgotten} ${forgotten === 1 ? 'day' : 'days'} before ${first}`);
  }
}

async function readHypertables(statsdb: Database): Promise<Array<readonly [HypertableLayout, LiveHypertable]>> {
  const found: Array<readonly [HypertableLayout, LiveHypertable]> = [];
  for (const layout of (await timescaleInUse(statsdb)) === 'none' ? [] : layouts) {
    const live = await readHypertable(statsdb, layout);
    if (live !== null) {
      found.push([layout, live]);
    }
  }
  return found;
}

async function keepHypertable(
  statsdb: Database,
  layout: HypertableLayout,
  live: LiveHypertable,
  {
    settings,
    today,
    say,
  }: { readonly settings: StorageSettings; readonly today: string; readonly say: (what: string) => void }
): Promise<void> {
  const of = layout === rollupsLayout ? '' : ` of ${layout.table}`;
  const days = await adaptChunks(statsdb, live.chunkDays, layout);
  if (days !== null) {
    say(`new chunks${of} have ${days} days, not ${live.chunkDays}`);
  }
  if (!live.hasColumnstore) {
    return;
  }
  for (const { what, repairs } of await jobsDrift(statsdb, layout, settings)) {
    await statsdb.execute(repairs.map(({ sql }) => sql).join('; '));
    say(`no longer: ${what}`);
  }
  if (await runsJobs(statsdb)) {
    return;
  }
  const moved = await compressBefore(statsdb, addDays(today, -settings.columnstoreAfterDays), layout);
  if (moved > 0) {
    say(`moved ${moved} ${moved === 1 ? 'chunk' : 'chunks'}${of} into the columnstore`);
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
