import { identifier } from '@stats-portal/catalog';
import { addDays } from '@stats-portal/query';
import type { Database } from '../../aggregator/src/database/database.ts';
import { createEventsTable } from '../../aggregator/src/events/columns.ts';
import { copyColumns, copyLines, sampleConstituency, sampleEvents } from '../../demo/sample/index.ts';
import { embeddedDatabase } from '../environment/index.ts';
import { countedDatabase } from './portal.ts';

export const now = '2026-02-10T04:00:00Z';

const today = '2026-02-10';
const lastDay = addDays(today, -1);

/** The last thirty days that are closed: what rankings and latest numbers count. */
export const closed = { from: addDays(today, -32), to: addDays(today, -3) };

/** The range of the address for just these days. */
export const range = `from=${closed.from}T00:00:00Z&to=${closed.to}T23:59:59Z`;

/** A small sample of what a CSIRT gets, as the demo makes it: the events, and their statistics. */
export async function sample(): Promise<{ readonly eventdb: Database; readonly statsdb: Database }> {
  const eventdb = await embeddedDatabase();
  await eventdb.execute(createEventsTable('events', { indices: false }));

  const encoder = new TextEncoder();
  const lines = copyLines(sampleEvents({ seed: 1, lastDay, days: 100, eventsPerDay: 250, now }));
  await eventdb.copyIn(
    `events (${copyColumns.map(identifier).join(', ')})`,
    [...lines].map((line) => encoder.encode(line))
  );
  return { eventdb, statsdb: await countedDatabase(now, eventdb, sampleConstituency) };
}
