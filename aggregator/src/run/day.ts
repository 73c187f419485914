import { identifier } from '@stats-portal/catalog';
import type { Database } from '../database/database.ts';
import { attribute } from '../day/attribute.ts';
import { readyDay } from '../day/count.ts';
import { daySelect, type DayBounds } from '../day/source.ts';
import { readDay, type DayEvents } from '../day/read.ts';
import { rollupRows, rowColumns } from '../day/rows.ts';
import { replaceHosts } from '../presence/replace.ts';
import { deliveriesOf } from '../feeds/deliveries.ts';
import { replaceDeliveries } from '../feeds/facts.ts';
import { rollupIds, statisticsTable } from '../statistics/statistics.ts';
import { beginTrace } from '../verify/revision.ts';
import { asNamesOf } from './asNames.ts';
import type { Counting } from './counting.ts';
import { clearDirty } from './ledger.ts';
import type { EventsSource } from './source.ts';

const rollupsName = statisticsTable('rollups');
const days = statisticsTable('days');
const target = `${rollupsName} (${rowColumns.map(identifier).join(', ')})`;

export interface DayTask {
  readonly eventdb: Database;
  readonly statsdb: Database;
  readonly source: EventsSource;
  readonly bounds: DayBounds;
  readonly counting: Counting;
  readonly zone: string;
  /** Whether the day may end with fewer events than it has in the statistics. */
  readonly mayLose: boolean;
  /** Why the day is counted; it stands in the trace of a closed day. */
  readonly reason: string;
  /** Last day that was closed before this run; null: none was. */
  readonly closedUntil: string | null;
  /** First day whose addresses are kept. */
  readonly hostsSince: string;
  readonly now: Date;
}

/** `kept`: fewer events are there than were counted once, and the numbers stay. */
export interface DayOutcome {
  readonly kept: boolean;
  readonly events: number;
  readonly eventsBefore: number;
  readonly rows: number;
}

export interface DayResult extends DayOutcome {
  /** Names of its ASNs, by number. */
  readonly asNames: ReadonlyMap<string, string>;
}

/**
 * Counts one day anew: its rows, its ledger row and its mark change in one transaction, or nothing does.
 * Replace, never add: the old rows go first.
 */
export async function countDay(task: DayTask): Promise<DayResult> {
  const { eventdb, statsdb, source, bounds, counting } = task;
  const events = attribute(await readDay(eventdb.copyOut(daySelect(source, bounds))), counting.matcher);
  return statsdb.transaction({}, async () => {
    const eventsBefore = await countedEvents(task);
    const kept = events.count < eventsBefore && !task.mayLose;
    let rows = 0;
    if (kept) {
      await noteSeen(task, events.count);
    } else {
      const trace = await beginTrace(statsdb, { ...task, day: bounds.day, cause: task.reason });
      await statsdb.query(`DELETE FROM ${rollupsName} WHERE rollup IN (${rollupIds}) AND day = $1::timestamp`, [
        bounds.day,
      ]);
      const ready = readyDay(events, counting.aliases);
      rows = await statsdb.copyIn(target, rollupRows(ready, bounds.day), 'binary');
      const hosts = await replaceHosts(statsdb, ready, { ...task, day: bounds.day, hosts: counting.hosts });
      await writeLedger(task, events, hosts);
      await replaceDeliveries(statsdb, bounds.day, deliveriesOf(events));
      await trace?.write(statsdb);
    }
    await clearDirty(statsdb, bounds.day);
    return { kept, events: kept ? eventsBefore : events.count, eventsBefore, rows, asNames: asNamesOf(events) };
  });
}

async function countedEvents({ statsdb, bounds }: DayTask): Promise<number> {
  const [row] = await statsdb.rows<{ events: string }>(`SELECT events::text FROM ${days} WHERE day = $1::timestamp`, [
    bounds.day,
  ]);
  return Number(row?.events ?? 0);
}

async function writeLedger(task: DayTask, { count, withoutAddress }: DayEvents, hosts: string | null): Promise<void> {
  const { statsdb, bounds, counting, zone, now } = task;
  if (count === 0) {
    await statsdb.query(`DELETE FROM ${days} WHERE day = $1::timestamp`, [bounds.day]);
    return;
  }
  await statsdb.query(
    `INSERT INTO ${days} AS ledger (day, version, counting, zone, events, without_address, events_seen, counted_at, hosts)
     VALUES ($1::timestamp, 1, $2, $3, $4::bigint, $5::bigint, $4::bigint, $6::timestamptz, $7)
     ON CONFLICT (day) DO UPDATE SET version = ledger.version + 1, counting = excluded.counting, zone = excluded.zone,
       events = excluded.events, without_address = excluded.without_address, events_seen = excluded.events_seen,
       counted_at = excluded.counted_at, hosts = excluded.hosts`,
    [bounds.day, counting.name, zone, count, withoutAddress, now.toISOString(), hosts]
  );
}

async function noteSeen({ statsdb, bounds }: DayTask, seen: number): Promise<void> {
  await statsdb.query(`UPDATE ${days} SET events_seen = $2::bigint WHERE day = $1::timestamp`, [bounds.day, seen]);
}
