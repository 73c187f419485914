import { identifier, qualified } from '@stats-portal/catalog';
import type { Database } from '../aggregator/src/database/database.ts';
import { openPostgres } from '../aggregator/src/database/postgres.ts';
import { createEventsTable } from '../aggregator/src/events/columns.ts';
import { atEnd, describePostgres, eachDatabase, postgresDatabase, postgresUrl } from './environment/index.ts';
import { insertEvents, type TestEvent } from './events.ts';
import { runAt, setUp, testSettings } from './portal.ts';
import { claimed, event, useSite, type Site } from './site.ts';

const now = '2026-02-10T04:00:00Z';

/** Enough to tell one column from another. */
const full: TestEvent = {
  ...event('2026-02-01'),
  'time.observation': '2026-02-02 12:00:00+00',
  'source.asn': '64496',
  'source.network': '192.0.2.0/24',
  'source.port': '443',
  'source.geolocation.cc': 'AT',
  'source.domain_suffix': 'at',
  'classification.taxonomy': 'vulnerable',
  'classification.identifier': 'open-redis',
  'malware.name': 'none',
  'protocol.application': 'redis',
  'protocol.transport': 'tcp',
  'feed.provider': 'Provider',
  'feed.name': 'Feed',
  'feed.code': 'feed',
};
const events = [full, { ...full, 'source.ip': '2001:db8::1' }, event('2026-02-02'), event('2025-06-01')];

/** How sites have made their tables: statements, given the columns as IntelMQ defines them. */
const tables: Record<string, { readonly table?: string; readonly make: string }> = {
  'partitioned by time': {
    make: `${createEventsTable('original')}
      CREATE TABLE events (LIKE original, PRIMARY KEY (id, "time.source")) PARTITION BY RANGE ("time.source");
      ALTER TABLE events ALTER COLUMN id SET DEFAULT nextval('original_id_seq');
      CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM (MINVALUE) TO ('2026-01-01 00:00Z');
      CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01 00:00Z') TO (MAXVALUE);`,
  },
  'with ASNs and ids as integers': {
    make: `${createEventsTable('events')}
      ALTER TABLE events ALTER COLUMN "source.asn" TYPE integer, ALTER COLUMN id TYPE integer;`,
  },
  'with ASNs as numeric and networks as cidr': {
    make: `${createEventsTable('events')}
      ALTER TABLE events ALTER COLUMN "source.asn" TYPE numeric, ALTER COLUMN "source.network" TYPE cidr;`,
  },
  'with columns of its own': {
    make: `${createEventsTable('events')}
      ALTER TABLE events ADD COLUMN "source.operator" text DEFAULT 'x', ADD COLUMN hash text DEFAULT 'y',
        ADD COLUMN day date DEFAULT '1999-01-01', ADD COLUMN events integer DEFAULT 7;`,
  },
  'in another schema, of another name': {
    table: 'intelmq-db.all_events',
    make: `CREATE SCHEMA "intelmq-db"; ${createEventsTable('intelmq-db.all_events')}`,
  },
  'without ids': { make: `${createEventsTable('events')} ALTER TABLE events DROP COLUMN id;` },
  'that is a view': {
    table: 'incidents',
    make: `${createEventsTable('events')} CREATE VIEW incidents AS SELECT * FROM events WHERE status IS NULL;`,
  },
};

eachDatabase('Events in a table', (open) => {
  const site = useSite(open);
  let expected: Awaited<ReturnType<Site['statistics']>>;

  beforeAll(async () => {
    await site().insert(...events);
    await site().run(now);
    expected = await site().statistics();
  });

  test.each(Object.entries(tables))('%s are counted like all others', async (_, { table, make }) => {
    await site().useTable(make, table);
    const written = { table: table === undefined || table === 'incidents' ? 'events' : table };
    await insertEvents(site().eventdb, events, written);
    expect(await site().run(now)).toMatchObject({ days: 3, events: 4, undated: 0 });
    expect(await site().statistics()).toEqual(expected);
    expect(await site().run(now)).toMatchObject({ days: 0 });

    await insertEvents(site().eventdb, [event('2026-02-02')], written);
    expect(claimed(await site().run(now))).toEqual({ '2026-02-02': 'new events' });
    await site().eventdb.query(
      `UPDATE ${qualified(written.table)} SET "malware.name" = 'x' WHERE "malware.name" = 'none'`
    );
    // Rows of a view do not say who wrote them.
    expect(claimed(await site().run(now))).toEqual(table === 'incidents' ? {} : { '2026-02-01': 'changed events' });
  });

  test('without ids are found after a pause that is longer than the window', async () => {
    await site().useTable(tables['without ids']!.make);
    await site().insert(event('2025-06-01'));
    await site().run('2025-06-03T04:00:00Z');
    await site().insert(event('2025-06-02'), event('2025-10-01'));
    await site().run(now);
    expect(await site().days()).toEqual({ '2025-06-01': 1, '2025-06-02': 1, '2025-10-01': 1 });
  });

  test('behind a view are found when they come late', async () => {
    const { make, table } = tables['that is a view']!;
    await site().useTable(make, table);
    await site().insert(event('2026-02-01'));
    await site().run(now);
    await site().insert(event('2025-06-01'));
    expect(claimed(await site().run(now))).toEqual({ '2025-06-01': 'late events' });
    expect(await site().run(now)).toMatchObject({ days: 0 });
  });

  test('whose times have no zone are those of UTC', async () => {
    const make = `${createEventsTable('events')}
      ALTER TABLE events ALTER COLUMN "time.source" TYPE timestamp, ALTER COLUMN "time.observation" TYPE timestamp;`;
    await site().useTable(make);
    await site().useZone('Europe/Vienna');
    await site().insert(
      event('', { 'time.source': '2026-01-31 23:30:00' }),
      event('', { 'time.source': '2026-01-31 22:30:00' })
    );
    await site().run(now);
    expect(await site().days()).toEqual({ '2026-01-31': 1, '2026-02-01': 1 });
    expect((await site().run(now)).news).toEqual([{ kind: 'claimed', days: [], undated: 0 }]);
  });

  test('with only the columns that are needed have everything else empty', async () => {
    await site().useTable(createEventsTable('original'));
    await insertEvents(site().eventdb, [...events, { 'source.ip': '192.0.2.1' }], { table: 'original' });
    await site().eventdb.execute(`
      CREATE TABLE events AS
        SELECT "time.source", "source.ip", "classification.taxonomy", "classification.type" FROM original`);
    expect(await site().run(now)).toMatchObject({ days: 3, events: 4, undated: 1 });
    const cells = await site().statsdb.query(`
      SELECT taxonomy, type, identifier, malware, application, feed, country, asn, network, port, sum(events) AS events
      FROM rollups WHERE rollup = 33 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 ORDER BY 1`);
    const nothing = Array.from({ length: 8 }, () => null);
    expect(cells.rows).toEqual([
      ['other', 'other', ...nothing, '2'],
      ['vulnerable', 'other', ...nothing, '2'],
    ]);
  });
});

eachDatabase('A table that cannot be counted', (open) => {
  const site = useSite(open);

  const alter = (what: string): string => `CREATE TABLE other AS SELECT * FROM events; ALTER TABLE other ${what}`;

  test.each([
    [
      'lacks columns',
      alter('DROP COLUMN "time.source", DROP COLUMN "source.ip", DROP COLUMN "classification.type"'),
      ['column "time.source" is missing', 'column "source.ip" is missing', 'column "classification.type" is missing'],
    ],
    [
      'has columns of wrong types',
      alter(
        'ALTER COLUMN "time.source" TYPE text, ALTER COLUMN "source.ip" TYPE text, ALTER COLUMN "source.asn" TYPE text'
      ),
      ['"time.source" has the type text', '"source.ip" has the type text', '"source.asn" has the type text'],
    ],
    ['does not exist', 'SELECT 1', ['There is no table or view other']],
  ])('because it %s is named, and nothing is changed', async (_, make, words) => {
    await site().insert(event('2026-02-01'));
    await site().run(now);
    const before = await site().statistics();
    await site().insert(event('2026-02-01'));
    await site().eventdb.execute(make);
    const settings = { ...site().settings, eventdb: { ...site().settings.eventdb, table: 'other' } };
    const refused = (await site()
      .run(now, { settings })
      .catch((error: unknown) => error)) as Error;
    await site().eventdb.execute('DROP TABLE IF EXISTS other');
    expect(refused).toMatchObject({ name: 'ConfigurationError', exitCode: 2 });
    for (const part of words) {
      expect(refused.message).toContain(part);
    }
    expect(await site().statistics()).toEqual(before);
    expect(await site().waiting()).toEqual({});
  });
});

describePostgres('A role of the eventDB', () => {
  test('that may only read the table is enough', async () => {
    const url = await postgresUrl();
    const open = (address: string) => async (): Promise<Database> => {
      const database = await openPostgres(address);
      atEnd(() => database.close());
      return database;
    };
    const admin = await open(url)();
    await admin.execute(
      `${createEventsTable('events')}; CREATE ROLE portal_reader LOGIN; GRANT SELECT ON events TO portal_reader`
    );
    await insertEvents(admin, events);
    const address = new URL(url);
    address.username = 'portal_reader';
    const [eventdb, statsdb, settings] = [await open(address.href)(), await postgresDatabase(), await testSettings()];
    await setUp(statsdb, settings);
    const site = { eventdb, statsdb, settings };
    expect(await runAt(now, site)).toMatchObject({ days: 3, events: 4 });
    await admin.execute(`UPDATE ${qualified('events')} SET ${identifier('feed.name')} = 'other' WHERE id = 1`);
    expect(await runAt(now, site)).toMatchObject({ days: 1 });
  });
});
