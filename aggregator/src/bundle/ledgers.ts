import { freshnessView } from '@stats-portal/catalog';
import type { Database } from '../database/database.ts';
import { statisticsTable } from '../statistics/statistics.ts';
import type { BundleDay, BundleFile, BundleRun, Manifest } from './manifest.ts';
import type { HeldDay, Holdings } from './plan.ts';

const portal = statisticsTable('portal');
const days = statisticsTable('days');
const removedDays = statisticsTable('removed_days');
const received = statisticsTable('received');
const dirtyDays = statisticsTable('dirty_days');
const runs = statisticsTable('runs');

/** A counted day of the source; its file is not written yet. */
export interface LedgerEntry extends Omit<BundleDay, keyof BundleFile | 'hosts'> {
  /** Name of the key of its presence; null without. */
  readonly hosts: string | null;
}

/** A statistics database as a source of bundles. */
export interface SourceState {
  readonly id: string;
  readonly zone: string;
  readonly schema: number;
  readonly days: readonly LedgerEntry[];
  readonly removed: Manifest['removed'];
  readonly freshness: Manifest['freshness'];
}

/** Name of this database as a source of versions. */
export async function readId(statsdb: Database): Promise<string> {
  const [row] = await statsdb.rows<{ id: string }>(`SELECT id::text FROM ${portal}`);
  return row!.id;
}

/** Everything of the source but the cells. To be read in one snapshot with them. */
export async function readSource(statsdb: Database): Promise<SourceState> {
  const [row] = await statsdb.rows<Record<string, string | null>>(
    `SELECT id::text, zone, counting, looked_at::text AS looked, undated::text,
            (SELECT closed_until::text FROM ${statisticsTable(freshnessView)}) AS closed,
            (SELECT max(id)::text FROM ${statisticsTable('migrations')}) AS schema
     FROM ${portal}`
  );
  const counted = await statsdb.rows<Record<string, string | null>>(
    `SELECT day::date::text AS day, version::text, counting, zone, events::text, without_address::text AS without,
            events_seen::text AS seen, counted_at::text AS counted, hosts
     FROM ${days} ORDER BY days.day DESC`
  );
  return {
    id: row!.id!,
    zone: row!.zone!,
    schema: Number(row!.schema),
    days: counted.map((one) => ({
      day: one.day!,
      version: Number(one.version),
      counting: one.counting!,
      zone: one.zone!,
      events: Number(one.events),
      withoutAddress: Number(one.without),
      eventsSeen: Number(one.seen),
      countedAt: one.counted!,
      hosts: one.hosts!,
    })),
    removed: await readRemoved(statsdb),
    freshness: {
      closedUntil: row!.closed!,
      lookedAt: row!.looked!,
      undated: Number(row!.undated),
      counting: row!.counting!,
      dirty: await readDirty(statsdb),
      runs: await readRuns(statsdb),
    },
  };
}

/** A statistics database as a receiver of bundles. */
export async function readHoldings(statsdb: Database): Promise<Holdings> {
  const [row] = await statsdb.rows<Record<string, string | null>>(
    `SELECT portal.id::text, zone, received.source::text, bundle::text FROM ${portal} LEFT JOIN ${received} ON true`
  );
  const held = await statsdb.rows<Record<string, string | null>>(
    `SELECT day::date::text AS day, version::text, source::text, counted_at::text AS counted FROM ${days}`
  );
  return {
    id: row!.id!,
    zone: row!.zone!,
    source: row!.source!,
    number: Number(row!.bundle ?? 0),
    days: new Map(
      held.map(({ day, version, source, counted }): [string, HeldDay] => [
        day!,
        { version: Number(version), source: source!, countedAt: counted! },
      ])
    ),
    removed: new Map((await readRemoved(statsdb)).map(({ day, version }) => [day, version])),
  };
}

async function readRemoved(statsdb: Database): Promise<Array<{ day: string; version: number }>> {
  const rows = await statsdb.rows<{ day: string; version: string }>(
    `SELECT day::date::text AS day, version::text FROM ${removedDays} ORDER BY removed_days.day`
  );
  return rows.map(({ day, version }) => ({ day, version: Number(version) }));
}

async function readDirty(statsdb: Database): Promise<Record<string, string>> {
  const rows = await statsdb.rows<{ day: string; reason: string }>(
    `SELECT day::date::text AS day, reason FROM ${dirtyDays} ORDER BY dirty_days.day`
  );
  return Object.fromEntries(rows.map(({ day, reason }) => [day, reason]));
}

/** The last run and the last one that succeeded, the older first: freshness and status are made of them. */
async function readRuns(statsdb: Database): Promise<BundleRun[]> {
  const rows = await statsdb.rows<Record<string, string | null>>(
    `SELECT started_at::text AS started, finished_at::text AS finished, days::text, events::text,
            late_events::text AS late, undated::text, kept_days::text AS kept, too_old_events::text AS too_old, failure
     FROM ${runs}
     WHERE id IN ((SELECT max(id) FROM ${runs}),
                  (SELECT max(id) FROM ${runs} WHERE failure IS NULL AND finished_at IS NOT NULL)) ORDER BY id`
  );
  return rows.map((row) => ({
    startedAt: row.started!,
    finishedAt: row.finished!,
    days: Number(row.days),
    events: Number(row.events),
    lateEvents: Number(row.late),
    undated: Number(row.undated),
    keptDays: Number(row.kept),
    tooOldEvents: Number(row.too_old),
    failure: row.failure!,
  }));
}
