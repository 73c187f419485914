import { aliases, rollupsTable } from '@stats-portal/catalog';
import fc from 'fast-check';
import { Readable } from 'node:stream';
import { eachDatabase } from '../../../test/environment/index.ts';
import type { Database } from '../database/database.ts';
import { anyEvent, createEvents, day, dayRows, fill, needed, odd, stored, type Event } from './events.fixture.ts';
import { naiveRows, sortedRows } from './naive.fixture.ts';
import { eventsOf, type EventsSource } from './source.ts';
import { dayStatement, hashCollision } from './statement.ts';

/** Any events, any of the ways to compare lines: every rollup is what a plain GROUP BY gives. */
async function expectExact(database: Database, source: EventsSource, numRuns: number): Promise<void> {
  const lines = fc.array(anyEvent, { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(lines, fc.constantFrom(0, 1, 3, 32), fc.nat(3), async (events, pairsUpTo, seed) => {
      await fill(
        database,
        events.map((event) => stored(source, event))
      );
      expect(await dayRows(database, source, { pairsUpTo, seed })).toEqual(await naiveRows(database, source, day));
    }),
    { numRuns }
  );
}

eachDatabase('the day’s statement', (open) => {
  test('equals one GROUP BY for each rollup', async () => {
    const database = await open();
    await expectExact(database, await createEvents(database), 60);
  });

  test('works on a table without the columns that a site may drop', async () => {
    const database = await open();
    await expectExact(database, await createEvents(database, needed), 10);
  });

  test('works on a partitioned table', async () => {
    const database = await open();
    const source = await createEvents(database, undefined, 'PARTITION BY RANGE ("time.source")');
    await database.execute(`
      CREATE TABLE events_january PARTITION OF events FOR VALUES FROM ('2026-01-01Z') TO ('2026-01-11Z');
      CREATE TABLE events_other PARTITION OF events DEFAULT`);
    await expectExact(database, source, 10);
  });

  test('fails where two tuples have one hash, and not before', async () => {
    const database = await open();
    const source = await createEvents(database);
    const event = (name: string): Event => ({ 'feed.name': name, 'time.source': day.from });
    await fill(database, [event('a'), event('b'), event('c')]);
    await expect(dayRows(database, source, { hashBits: 1 })).rejects.toMatchObject({ code: hashCollision });
    await fill(database, [event('a'), event('a')]);
    expect(await dayRows(database, source, { hashBits: 1 })).toEqual(await naiveRows(database, source, day));
  });

  test('has no rows for a day without events', async () => {
    const database = await open();
    const source = await createEvents(database);
    await fill(database, [{ 'time.source': day.to }, { 'time.source': null, 'time.observation': null }]);
    expect(await dayRows(database, source)).toEqual([]);
  });

  test('cuts days where the zone does, also when the clocks change', async () => {
    const database = await open();
    const source = await createEvents(database);
    const bounds = { day: '2026-03-29', from: '2026-03-29T00:00:00+01:00', to: '2026-03-30T00:00:00+02:00' };
    const times = ['2026-03-28T22:59:59Z', '2026-03-28T23:00:00Z', '2026-03-29T21:59:59Z', '2026-03-29T22:00:00Z'];
    await fill(
      database,
      times.map((time) => ({ 'time.source': time }))
    );
    const rows = await dayRows(database, source, { bounds });
    expect(rows).toEqual(await naiveRows(database, source, bounds));
    expect(rows.find((row) => row.startsWith('["1"'))).toMatch(/^\["1","2026-03-29 00:00:00",.*,"2","0"\]$/);
  });

  test('goes from one table to the other through COPY', async () => {
    const database = await open();
    const source = await createEvents(database);
    await fill(
      database,
      odd.map((text) => ({ 'feed.name': text, 'malware.name': text, 'time.source': day.from }))
    );
    const columns = rollupsTable.columns.map(({ name, type }) => `"${name}" ${type}`);
    await database.execute(`CREATE TABLE rollups (${columns.join(', ')})`);
    const pieces: Uint8Array[] = [];
    for await (const piece of database.copyOut(dayStatement(source, day, aliases))) {
      pieces.push(piece);
    }
    await database.copyIn('rollups', Readable.from(pieces));
    const { rows } = await database.query('SELECT * FROM rollups');
    expect(sortedRows(rows)).toEqual(await naiveRows(database, source, day));
  });

  test.each(['', 'PARTITION BY RANGE ("time.source")'])(
    'finds the events by IntelMQ’s indexes %s',
    async (partitions) => {
      const database = await open();
      const source = await createEvents(database, undefined, partitions);
      await database.execute(`${partitions === '' ? '' : 'CREATE TABLE events_all PARTITION OF events DEFAULT;'}
      CREATE INDEX ON events ("time.source"); CREATE INDEX ON events ("time.observation"); SET enable_seqscan TO off`);
      const { rows } = await database.query(`EXPLAIN SELECT 1 FROM events WHERE ${eventsOf(source, day)}`);
      const plan = rows.map(([line]) => line).join('\n');
      expect(plan).toContain('BitmapOr');
    }
  );
});
