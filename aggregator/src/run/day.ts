import { identifier, rollupByName, rollups, rollupsTable, type AliasRule } from '@stats-portal/catalog';
import type { Database } from '../database/database.ts';
import type { DayBounds } from '../day/source.ts';
import { dayStatement, hashCollision } from '../day/statement.ts';
import { statisticsTable } from '../statistics/statistics.ts';
import { clearDirty } from './ledger.ts';
import type { EventsSource } from './source.ts';

const rollupsName = statisticsTable('rollups');
/** All rollups by name of their numbers: the index leads with them, and a day alone would mean reading all history. */
const ids = rollups.map(({ id }) => id).join(', ');
const days = statisticsTable('days');
const target = `${rollupsName} (${rollupsTable.columns.map(({ name }) => identifier(name)).join(', ')})`;
const total = rollupByName('total').id;
const family = rollupByName('family').id;

export interface DayTask {
  readonly eventdb: Database;
  readonly statsdb: Database;
  readonly source: EventsSource;
  readonly bounds: DayBounds;
  readonly aliases: readonly AliasRule[];
  readonly counting: string;
  readonly zone: string;
  /** Whether the day may end with fewer events than it has in the statistics. */
  readonly mayLose: boolean;
  readonly now: Date;
}

/** `kept`: fewer events are there than were counted once, and the numbers stay. */
export interface DayOutcome {
  readonly kept: boolean;
  readonly events: number;
  readonly eventsBefore: number;
  readonly rows: number;
}

/** Thrown inside the transaction to undo it. */
class FewerEvents extends Error {
  readonly events: number;

  constructor(events: number) {
    super('fewer events than the statistics have');
    this.events = events;
  }
}

/**
 * Counts one day anew: its rows, its ledger row and its mark change in one transaction, or nothing does.
 * Replace, never add: the old rows go first.
 */
export async function countDay(task: DayTask): Promise<DayOutcome> {
  const { statsdb, bounds } = task;
  const eventsBefore = await countedEvents(task);
  try {
    return await statsdb.transaction({}, async () => {
      await statsdb.query(`DELETE FROM ${rollupsName} WHERE rollup IN (${ids}) AND day = $1::timestamp`, [bounds.day]);
      const rows = await copyDay(task);
      const counted = await totals(task);
      if (counted.events < eventsBefore && !task.mayLose) {
        throw new FewerEvents(counted.events);
      }
      await writeLedger(task, counted);
      await clearDirty(statsdb, bounds.day);
      return { kept: false, events: counted.events, eventsBefore, rows };
    });
  } catch (error) {
    if (!(error instanceof FewerEvents)) {
      throw error;
    }
    await keepDay(task, error.events);
    return { kept: true, events: eventsBefore, eventsBefore, rows: 0 };
  }
}

/** Hashes of two texts may collide: the statement then fails, and another seed gives other hashes. */
async function copyDay({ eventdb, statsdb, source, bounds, aliases }: DayTask): Promise<number> {
  for (let seed = 0; ; seed++) {
    await statsdb.query('SAVEPOINT day');
    try {
      const rows = await statsdb.copyIn(target, eventdb.copyOut(dayStatement(source, bounds, aliases, { seed })));
      await statsdb.query('RELEASE SAVEPOINT day');
      return rows;
    } catch (error) {
      if ((error as { code?: string }).code !== hashCollision || seed === 3) {
        throw error;
      }
      await statsdb.query('ROLLBACK TO SAVEPOINT day');
    }
  }
}

async function countedEvents({ statsdb, bounds }: DayTask): Promise<number> {
  const [row] = await statsdb.rows<{ events: string }>(`SELECT events::text FROM ${days} WHERE day = $1::timestamp`, [
    bounds.day,
  ]);
  return Number(row?.events ?? 0);
}

async function totals({ statsdb, bounds }: DayTask): Promise<{ events: number; withoutAddress: number }> {
  const [row] = await statsdb.rows<{ events: string; without: string }>(
    `SELECT coalesce(sum(events) FILTER (WHERE rollup = ${total}), 0)::text AS events,
            coalesce(sum(events) FILTER (WHERE rollup = ${family} AND family IS NULL), 0)::text AS without
     FROM ${rollupsName} WHERE rollup IN (${total}, ${family}) AND day = $1::timestamp`,
    [bounds.day]
  );
  return { events: Number(row!.events), withoutAddress: Number(row!.without) };
}

async function writeLedger(task: DayTask, counted: { events: number; withoutAddress: number }): Promise<void> {
  const { statsdb, bounds, counting, zone, now } = task;
  if (counted.events === 0) {
    await statsdb.query(`DELETE FROM ${days} WHERE day = $1::timestamp`, [bounds.day]);
    return;
  }
  await statsdb.query(
    `INSERT INTO ${days} AS ledger (day, version, counting, zone, events, without_address, events_seen, counted_at)
     VALUES ($1::timestamp, 1, $2, $3, $4::bigint, $5::bigint, $4::bigint, $6::timestamptz)
     ON CONFLICT (day) DO UPDATE SET version = ledger.version + 1, counting = excluded.counting, zone = excluded.zone,
       events = excluded.events, without_address = excluded.without_address, events_seen = excluded.events_seen,
       counted_at = excluded.counted_at`,
    [bounds.day, counting, zone, counted.events, counted.withoutAddress, now.toISOString()]
  );
}

async function keepDay({ statsdb, bounds }: DayTask, seen: number): Promise<void> {
  await statsdb.transaction({}, async () => {
    await statsdb.query(`UPDATE ${days} SET events_seen = $2::bigint WHERE day = $1::timestamp`, [bounds.day, seen]);
    await clearDirty(statsdb, bounds.day);
  });
}
