import type { Database } from '../../aggregator/src/database/database.ts';
import { emptyConstituency, type Constituency } from '../../aggregator/src/operators/constituency.ts';
import { storeConstituency } from '../../aggregator/src/operators/store.ts';
import { openPreview, type Preview, type PreviewOptions } from '../../preview/preview.ts';
import { atEnd, embeddedDatabase } from '../environment/index.ts';
import { createEvents, insertEvents, type TestEvent } from '../events.ts';
import { runAt, setUp, testSettings } from '../portal.ts';

/** Statistics of these events on the embedded database, as a run at `now` makes them. */
export async function countedEvents(now: string, events: readonly TestEvent[]): Promise<Database> {
  const eventdb = await embeddedDatabase();
  await createEvents(eventdb);
  await insertEvents(eventdb, events);
  return countedDatabase(now, eventdb);
}

/** Statistics of an eventDB on another embedded database, with these operators. */
export async function countedDatabase(
  now: string,
  eventdb: Database,
  constituency: Constituency = emptyConstituency
): Promise<Database> {
  const statsdb = await embeddedDatabase();
  const settings = await testSettings({ STATS_PORTAL_COUNTRY: 'AT', STATS_PORTAL_HOSTS_ADDRESSES: 'plain' });
  await setUp(statsdb, settings);
  await storeConstituency(statsdb, constituency, { source: 'test', now: new Date(now) });
  await runAt(now, { eventdb, statsdb, settings });
  return statsdb;
}

/** The preview on a free port, with the plugin built from the sources as they are; closed at the end. */
export async function preview(options: PreviewOptions): Promise<Preview> {
  const opened = await openPreview({ port: 0, ...options });
  atEnd(() => opened.close());
  return opened;
}
