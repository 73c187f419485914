import { aliases, dimensionNames, dimensions, type DimensionName } from '@stats-portal/catalog';
import fc from 'fast-check';
import type { Database } from '../aggregator/src/database/database.ts';
import { migrate } from '../aggregator/src/statistics/migrate.ts';
import { eachDatabase } from './environment/index.ts';
import { createEvents, eventArbitrary, insertEvents, type TestEvent } from './events.ts';
import { countedEvents, type Counted } from './oracle.ts';
import { runAt, setUp, testSettings } from './portal.ts';

const days = ['2025-12-31', '2026-01-01', '2026-01-02'];

/** The dimension that the reference system calls so. Classes go by their names of today. */
function dimensionOf(column: string): DimensionName {
  return dimensionNames.find((name) => dimensions[name].field === column)!;
}

const feedTags = [
  'classification.taxonomy',
  'classification.type',
  'classification.identifier',
  'protocol.application',
  'protocol.transport',
  'malware.name',
  'feed.code',
  'feed.name',
  'feed.provider',
  'source.geolocation.cc',
];
const networkTags = ['source.asn', 'source.network', 'source.domain_suffix'];
const netobject = [
  'classification.taxonomy',
  'classification.type',
  'classification.identifier',
  'source.geolocation.cc',
  ...networkTags,
];

eachDatabase('The relations of the reference system', (open) => {
  const seed = Number(process.env.SEED ?? 20_260_102);
  let statsdb: Database;
  let all: readonly Counted[];

  beforeAll(async () => {
    const eventdb = await open();
    statsdb = await open();
    const settings = await testSettings();
    const events = fc.sample(eventArbitrary(days), { seed, numRuns: 150 });
    await createEvents(eventdb);
    await insertEvents(eventdb, [...events, ...renamed]);
    await setUp(statsdb, settings);
    await runAt('2026-01-05T04:00:00Z', { eventdb, statsdb, settings });
    all = countedEvents([...events, ...renamed], aliases);
  });

  test.each([
    ['agg_ndim_day_all_tags', [...feedTags, ...networkTags]],
    ['agg_ndim_day_feed_tags', feedTags],
  ])(`%s adds up to the events, by any of its columns (SEED=${seed})`, async (relation, columns) => {
    expect(await columnsOf(statsdb, relation)).toEqual(
      new Set(['date', 'count', ...columns, ...(relation.includes('all') ? ['source.port'] : [])])
    );
    await fc.assert(
      fc.asyncProperty(fc.subarray(['date', ...columns]), async (by) => {
        const list = by.map((column) => `${quoted(column)}::text`).join(', ');
        const { rows } = await statsdb.query(
          `SELECT ${list === '' ? '' : `${list}, `}sum("count")::text FROM public.${relation} ${list === '' ? '' : `GROUP BY ${list}`}`
        );
        expect(sorted(rows)).toEqual(sorted(sums(all, by)));
      }),
      { seed, numRuns: 40 }
    );
    await expectSumsByEachColumn(relation, columns);
  });

  async function expectSumsByEachColumn(relation: string, columns: readonly string[]): Promise<void> {
    for (const column of columns) {
      const { rows } = await statsdb.query(
        `SELECT ${quoted(column)}::text, sum("count")::text FROM public.${relation} GROUP BY 1`
      );
      expect(sorted(rows)).toEqual(sorted(sums(all, [column])));
    }
  }

  test('agg_ndim_day_netobject_tags has the different addresses of each of its keys, once', async () => {
    expect(await columnsOf(statsdb, 'agg_ndim_day_netobject_tags')).toEqual(new Set(['date', 'count', ...netobject]));
    const by = ['date', ...netobject];
    const { rows } = await statsdb.query(
      `SELECT ${by.map((column) => `${quoted(column)}::text`).join(', ')}, "count" FROM public.agg_ndim_day_netobject_tags`
    );
    expect(sorted(rows)).toEqual(sorted(addresses(all, by)));
    expect(Math.max(...rows.map((row) => Number(row.at(-1))))).toBeGreaterThan(1);
  });

  test.each([
    ['asns', 'source.asn'],
    ['taxonomy', 'classification.taxonomy'],
    ['types', 'classification.type'],
    ['identifier', 'classification.identifier'],
  ])('%s lists the values of today, once each', async (relation, column) => {
    const { rows } = await statsdb.query(`SELECT ${quoted(column)}::text FROM public.${relation}`);
    const values = new Set(all.map((event) => event.values[dimensionOf(column)]));
    expect(sorted(rows)).toEqual(sorted([...values].map((value) => [value])));
  });

  test('the date is the start of the day, without a zone, whatever zone the reader has', async () => {
    await statsdb.execute(`SET TimeZone TO 'America/New_York'`);
    const { rows } = await statsdb.query(`
      SELECT DISTINCT pg_typeof("date")::text, "date"::text FROM public.agg_ndim_day_all_tags
      UNION SELECT pg_typeof("date")::text, "date"::text FROM public.agg_ndim_day_netobject_tags ORDER BY 2`);
    await statsdb.execute(`SET TimeZone TO 'UTC'`);
    expect(rows).toEqual(days.map((day) => ['timestamp without time zone', `${day} 00:00:00`]));
  });
});

eachDatabase('What has the name of such a relation already', (open) => {
  test('is left alone, is not shown to the reading role, and is warned of', async () => {
    const statsdb = await open();
    await statsdb.execute(`
      CREATE TABLE public.types (secret text); INSERT INTO public.types VALUES ('mine');
      CREATE VIEW public.taxonomy AS SELECT 1 AS mine; CREATE MATERIALIZED VIEW public.asns AS SELECT 2 AS mine`);
    for (let times = 0; times < 2; times++) {
      const { warnings } = await migrate(statsdb, { zone: 'UTC', rezone: false });
      for (const name of ['types', 'taxonomy', 'asns']) {
        expect(warnings.filter((warning) => warning.startsWith(`public.${name} `))).toHaveLength(1);
      }
      expect(warnings.filter((warning) => warning.startsWith('public.'))).toHaveLength(3);
    }
    expect(
      await statsdb.query(
        'SELECT types.secret, taxonomy.mine, asns.mine FROM public.types, public.taxonomy, public.asns'
      )
    ).toMatchObject({
      rows: [['mine', '1', '2']],
    });
    const readable = await statsdb.rows(`
      SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'm')
        AND has_table_privilege('statsro', oid, 'SELECT') AND relname ~ '^(types|taxonomy|asns|identifier|agg_.*)$' ORDER BY 1`);
    expect(readable.map(({ relname }) => relname)).toEqual([
      'agg_ndim_day_all_tags',
      'agg_ndim_day_feed_tags',
      'agg_ndim_day_netobject_tags',
      'identifier',
    ]);
  });
});

/** One class under its old and its new name, in one network on one day. */
const renamed: readonly TestEvent[] = [
  ['malicious code', 'botnet drone', '192.0.2.1'],
  ['malicious-code', 'infected-system', '192.0.2.1'],
  ['malicious-code', 'infected-system', '192.0.2.2'],
].map(([taxonomy, type, ip]) => ({
  'time.source': '2026-01-01 10:00+00',
  'source.ip': ip,
  'classification.taxonomy': taxonomy,
  'classification.type': type,
  'source.asn': '64511',
}));

function quoted(column: string): string {
  return `"${column}"`;
}

async function columnsOf(database: Database, relation: string): Promise<Set<string>> {
  const { columns } = await database.query(`SELECT * FROM public.${relation} LIMIT 0`);
  return new Set(columns.map(({ name }) => name));
}

type Rows = ReadonlyArray<ReadonlyArray<string | null>>;

function sorted(rows: Rows): string[] {
  return rows.map((row) => JSON.stringify(row)).sort();
}

/** Values of the asked columns, as the oracle has them, with what belongs to each combination. */
function grouped(all: readonly Counted[], by: readonly string[]): Map<string, Counted[]> {
  const groups = new Map<string, Counted[]>();
  for (const event of all) {
    const key = JSON.stringify(
      by.map((column) => (column === 'date' ? `${event.day} 00:00:00` : event.values[dimensionOf(column)]))
    );
    groups.set(key, [...(groups.get(key) ?? []), event]);
  }
  return groups;
}

function sums(all: readonly Counted[], by: readonly string[]): Rows {
  return [...grouped(all, by)].map(([key, events]) => [...(JSON.parse(key) as string[]), String(events.length)]);
}

function addresses(all: readonly Counted[], by: readonly string[]): Rows {
  return [...grouped(all, by)].map(([key, events]) => {
    const different = new Set(events.flatMap(({ ip }) => (ip === null ? [] : [ip])));
    return [...(JSON.parse(key) as string[]), String(different.size)];
  });
}
