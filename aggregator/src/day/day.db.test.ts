import { aliasSteps, type AliasRule } from '@stats-portal/catalog';
import fc from 'fast-check';
import { eachDatabase } from '../../../test/environment/index.ts';
import type { Database } from '../database/database.ts';
import { anyEvent, createEvents, day, dayRows, fill, needed, odd, stored } from './events.fixture.ts';
import { naiveRows } from './naive.fixture.ts';
import { eventsOf, type EventsSource } from './source.ts';

/** Any events: every rollup is what a plain GROUP BY gives. */
async function expectExact(database: Database, source: EventsSource, numRuns: number): Promise<void> {
  const lines = fc.array(anyEvent, { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(lines, async (events) => {
      await fill(
        database,
        events.map((event) => stored(source, event))
      );
      expect(await dayRows(database, source)).toEqual(await naiveRows(database, source, day));
    }),
    { numRuns }
  );
}

eachDatabase('counting a day', (open) => {
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

  test('keeps every text as it is', async () => {
    const database = await open();
    const source = await createEvents(database);
    await fill(
      database,
      odd.map((text) => ({ 'feed.name': text, 'malware.name': text, 'time.source': day.from }))
    );
    expect(await dayRows(database, source)).toEqual(await naiveRows(database, source, day));
  });

  test('follows any list of aliases', async () => {
    const database = await open();
    const source = await createEvents(database);
    const text = fc.constantFrom('a', 'b', 'c', "it's", '', 'ü\t');
    const some = (fields: string[]) =>
      fc.dictionary(fc.constantFrom(...fields), text, { minKeys: 1, noNullPrototype: true });
    const rule = fc.record({
      when: some(['taxonomy', 'type', 'identifier', 'malware', 'feed']),
      use: some(['taxonomy', 'type', 'identifier']),
    });
    const field = fc.option(fc.constantFrom('a', 'B', 'b', 'c', "it's", '', 'ü\t'), { freq: 6 });
    const event = fc.record({
      'classification.taxonomy': field,
      'classification.type': field,
      'classification.identifier': field,
      'malware.name': field,
      'feed.name': field,
      'time.source': fc.constant(day.from),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(rule, { maxLength: 12 }), fc.array(event, { maxLength: 20 }), async (rules, events) => {
        let circle = false;
        try {
          await fill(database, events, rules);
        } catch (error) {
          circle = error instanceof RangeError;
          await fill(database, events, []);
        }
        const rows = dayRows(database, source, { rules });
        await (circle
          ? expect(rows).rejects.toThrow('in a circle')
          : expect(rows).resolves.toEqual(await naiveRows(database, source, day)));
      }),
      { numRuns: 30 }
    );
  });

  test('takes as many aliases one after the other as the catalog allows', async () => {
    const database = await open();
    const source = await createEvents(database);
    const rules: AliasRule[] = Array.from({ length: aliasSteps }, (_, step) => ({
      when: { type: `t${step}` },
      use: { type: `t${step + 1}` },
    }));
    await fill(database, [{ 'classification.type': 't0', 'time.source': day.from }], rules);
    expect(await dayRows(database, source, { rules })).toEqual(await naiveRows(database, source, day));
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
