import {
  aliases,
  aliasSteps,
  applyAliases,
  rollupsTable,
  type AliasRule,
  type Classified,
} from '@stats-portal/catalog';
import fc from 'fast-check';
import { Readable } from 'node:stream';
import { eachDatabase } from '../../../test/environment/index.ts';
import type { Database } from '../database/database.ts';
import { liveColumns } from '../events/live.ts';
import { naiveRows, sortedRows, todayColumns } from './naive.fixture.ts';
import { daySettings } from './settings.ts';
import { eventsOf, type DayBounds, type EventsSource } from './source.ts';
import { dayStatement, hashCollision, type DayStatementOptions } from './statement.ts';

type Event = Record<string, string | number | null>;

const day: DayBounds = { day: '2026-01-10', from: '2026-01-10T00:00:00+00:00', to: '2026-01-11T00:00:00+00:00' };

/** As IntelMQ creates it, with the columns that are counted. */
const columnTypes: Readonly<Record<string, string>> = {
  'classification.identifier': 'text',
  'classification.taxonomy': 'varchar(100)',
  'classification.type': 'text',
  'feed.code': 'varchar(100)',
  'feed.name': 'text',
  'feed.provider': 'text',
  'malware.name': 'text',
  'protocol.application': 'varchar(100)',
  'protocol.transport': 'varchar(11)',
  'source.asn': 'integer',
  'source.domain_suffix': 'text',
  'source.geolocation.cc': 'varchar(2)',
  'source.ip': 'inet',
  'source.network': 'inet',
  'source.port': 'integer',
  'time.observation': 'timestamptz',
  'time.source': 'timestamptz',
};

const needed = ['classification.taxonomy', 'classification.type', 'source.ip', 'time.source'];

const odd = [
  '',
  'a',
  'A',
  "it's",
  '"',
  'tab\there',
  'line\nend',
  'back\\slash',
  '\\N',
  '$1',
  '$$',
  'ü',
  '😀',
  ' ',
  'null',
];
const names = (field: keyof Classified) =>
  aliases.flatMap(({ when, use }) => [when[field], field in use ? use[field as keyof typeof use] : undefined]);
const from = (values: ReadonlyArray<string | number | undefined>, count = values.length) =>
  fc.option(fc.constantFrom(...values.filter((value) => value !== undefined).slice(0, count)), { freq: 6 });

/** Few values of each kind, so that groups have several events. */
const anyEvent: fc.Arbitrary<Event> = fc.record({
  'classification.identifier': from(
    ['ssl-freak', 'SSL-FREAK', 'openrdp', 'ignore me', ...odd, ...names('identifier')],
    30
  ),
  'classification.taxonomy': from(['vulnerable', 'Vulnerable', 'malicious code', 'other', ...names('taxonomy')]),
  'classification.type': from(['vulnerable client', 'vulnerable-system', 'botnet drone', ...names('type')]),
  'feed.code': from(['code', '']),
  'feed.name': from(['n6', 'Feed', ...odd]),
  'feed.provider': from(['Provider', 'provider', 'other']),
  'malware.name': from(['mirai', 'iotrdp', ...odd, ...names('malware')], 24),
  'protocol.application': from(['http', 'rdp']),
  'protocol.transport': from(['tcp', 'udp']),
  'source.asn': from([64500, 64501]),
  'source.domain_suffix': from(['at', 'co.at']),
  'source.geolocation.cc': from(['AT', 'DE']),
  'source.ip': from(['192.0.2.1', '192.0.2.1/24', '192.0.2.2', '2001:db8::1', '192.0.2.3']),
  'source.network': from(['192.0.2.0/24', '192.0.2.0/25', '2001:db8::/32']),
  'source.port': from([80, 443]),
  'time.observation': from(['2026-01-10T05:00:00+00:00', '2026-01-11T00:00:00+00:00']),
  'time.source': from(['2026-01-10T00:00:00+00:00', '2026-01-10T23:59:59.999999+00:00', '2026-01-11T00:00:00+00:00']),
});

/** With the class of today beside what was reported. */
function classified(rules: readonly AliasRule[], event: Event): Event {
  const text = (field: string) => (event[field] ?? null) as string | null;
  const { taxonomy, type, identifier } = applyAliases(rules, {
    taxonomy: text('classification.taxonomy'),
    type: text('classification.type'),
    identifier: text('classification.identifier'),
    malware: text('malware.name'),
    feed: text('feed.name'),
  });
  const { taxonomy: t, type: y, identifier: i } = todayColumns;
  return { ...event, [t]: taxonomy, [y]: type, [i]: identifier };
}

async function createEvents(
  database: Database,
  columns = Object.keys(columnTypes),
  partitions = ''
): Promise<EventsSource> {
  const own = columns.map((name) => `"${name}" ${columnTypes[name]!}`);
  const added = Object.values(todayColumns).map((name) => `"${name}" text`);
  await database.execute(`CREATE TABLE events (${[...own, ...added].join(', ')}) ${partitions}`);
  return { table: 'events', columns: (await liveColumns(database, 'events'))! };
}

/** What is left of the event in a table without some columns: aliases cannot look at the others. */
function stored({ columns }: EventsSource, event: Event): Event {
  return Object.fromEntries(Object.entries(event).filter(([name]) => columns.has(name)));
}

async function fill(database: Database, events: readonly Event[], rules = aliases): Promise<void> {
  const rows = JSON.stringify(events.map((event) => classified(rules, event)));
  await database.execute('TRUNCATE events');
  await database.query('INSERT INTO events SELECT * FROM json_populate_recordset(NULL::events, $1::json)', [rows]);
}

async function dayRows(
  database: Database,
  source: EventsSource,
  options: DayStatementOptions & { rules?: readonly AliasRule[]; bounds?: DayBounds } = {}
): Promise<string[]> {
  const { rules = aliases, bounds = day } = options;
  const { rows } = await database.transaction({ readOnly: true }, async () => {
    for (const { name, value } of daySettings) {
      await database.execute(`SET LOCAL ${name} TO '${value}'`);
    }
    return database.query(dayStatement(source, bounds, rules, options));
  });
  return sortedRows(rows);
}

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

  test('follows any list of aliases', async () => {
    const database = await open();
    const source = await createEvents(database);
    const text = fc.constantFrom('a', 'b', 'c', "it's", '');
    const some = (fields: string[]) =>
      fc.dictionary(fc.constantFrom(...fields), text, { minKeys: 1, noNullPrototype: true });
    const rule = fc.record({
      when: some(['taxonomy', 'type', 'identifier', 'malware', 'feed']),
      use: some(['taxonomy', 'type', 'identifier']),
    });
    const field = fc.option(fc.constantFrom('a', 'B', 'b', 'c', "it's", ''), { freq: 6 });
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
          ? expect(rows).rejects.toMatchObject({
              code: '22P02',
              message: expect.stringContaining('in a circle') as string,
            })
          : expect(rows).resolves.toEqual(await naiveRows(database, source, day)));
      }),
      { numRuns: 60 }
    );
  });

  test('takes as many steps as the catalog allows, and not one more', async () => {
    const database = await open();
    const source = await createEvents(database);
    const chain = (length: number): AliasRule[] =>
      Array.from({ length }, (_, step) => ({ when: { type: `t${step}` }, use: { type: `t${step + 1}` } }));
    const events = [{ 'classification.type': 't0', 'time.source': day.from }];
    await fill(database, events, chain(aliasSteps));
    const expected = await naiveRows(database, source, day);
    expect(await dayRows(database, source, { rules: chain(aliasSteps) })).toEqual(expected);
    await expect(dayRows(database, source, { rules: chain(aliasSteps + 1) })).rejects.toMatchObject({ code: '22P02' });
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
