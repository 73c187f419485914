import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identifier } from '@stats-portal/catalog';
import { addDays, parseQuestion, plan, print } from '@stats-portal/query';
import { connect } from '../aggregator/src/database/connect.ts';
import type { Database } from '../aggregator/src/database/database.ts';
import { openEmbeddedInMemory } from '../aggregator/src/database/embedded.ts';
import { createEventsTable } from '../aggregator/src/events/columns.ts';
import { run } from '../aggregator/src/run/run.ts';
import { readSettings } from '../aggregator/src/settings.ts';
import { migrate } from '../aggregator/src/statistics/migrate.ts';
import { setUpReading } from '../aggregator/src/statistics/statistics.ts';
import { copyColumns, copyLines, sampleEvents } from '../demo/sample/index.ts';
import { postgresServer } from '../test/environment/postgresServer.js';
import { machine, median, milliseconds, printTable } from './report.ts';

// Ways to keep which address was seen on which day, measured on addresses that come and go
// (docs/decisions/0012-presence.md). Run it with: npx tsx bench/presence.ts [ROWS A DAY] [DAYS]

const texts = ['taxonomy', 'type', 'identifier', 'malware', 'provider', 'feed', 'country', 'operator'] as const;
const dimensions = [...texts, 'asn', 'family'].join(', ');
const textColumns = texts.map((name) => `${name} text`).join(', ');
const range = (last: number, days: number): string => `day > ${day(last - days)} AND day <= ${day(last)}`;
const day = (number: number): string => `timestamp '2026-01-01' + ${number} * interval '1 day'`;
const monthOf = `date_trunc('month', day)`;
const bit = `1 << (extract(day FROM day)::integer - 1)`;

interface Way {
  readonly name: string;
  readonly create: string;
  /** Puts the rows of a day in the place of those that are there. */
  readonly replace: (number: number) => string;
  readonly fill: string;
  /** Different addresses. */
  readonly period: (last: number, days: number, condition: string) => string;
  /** Addresses of the last `days` that the 24 days before did not have. */
  readonly fresh: (last: number, days: number) => string;
  readonly hypertable: string;
}

const rowsWay = (name: string, index: string): Way => ({
  name,
  create: `CREATE TABLE kept (day timestamp, ${textColumns}, asn bigint, family smallint, host bigint, address inet); ${index}`,
  fill: `INSERT INTO kept SELECT day, ${dimensions}, host FROM seen ORDER BY day, asn`,
  replace: (number) => `DELETE FROM kept WHERE day = ${day(number)};
    INSERT INTO kept SELECT day, ${dimensions}, host FROM seen WHERE day = ${day(number)} ORDER BY asn`,
  period: (last, days, condition) =>
    `SELECT count(*) FROM (SELECT DISTINCT host FROM kept WHERE ${range(last, days)} AND ${condition}) AS different`,
  fresh: (last, days) =>
    `SELECT count(*) FROM (SELECT host FROM kept WHERE ${range(last, 24 + days)} GROUP BY host
       HAVING min(day) > ${day(last - days)}) AS fresh`,
  hypertable: `SELECT create_hypertable('kept', by_range('day', interval '30 days'), create_default_indexes => false, migrate_data => true);
    ALTER TABLE kept SET (timescaledb.enable_columnstore, timescaledb.segmentby = 'day',
      timescaledb.orderby = 'operator, asn, taxonomy, type, identifier, host')`,
});

const ways: readonly Way[] = [
  rowsWay(
    'rows a day, index (asn, day)',
    'CREATE INDEX ON kept (asn, day); CREATE INDEX ON kept USING brin (day) WITH (pages_per_range = 32)'
  ),
  rowsWay('rows a day, index (day, asn)', 'CREATE INDEX ON kept (day, asn)'),
  {
    ...rowsWay('', ''),
    name: 'rows a day, class by number',
    create: `CREATE TABLE kinds AS SELECT row_number() OVER ()::integer AS kind, * FROM (SELECT DISTINCT ${texts.join(', ')} FROM seen) AS kinds;
      CREATE TABLE kept (day timestamp, asn bigint, host bigint, kind integer, family smallint); CREATE INDEX ON kept (asn, day);
      CREATE INDEX ON kept USING brin (day) WITH (pages_per_range = 32)`,
    fill: `INSERT INTO kept SELECT day, asn, host, kind, family FROM seen JOIN kinds USING (taxonomy, type, identifier, malware, provider, feed, country, operator) ORDER BY day, asn`,
    replace: (number) => `DELETE FROM kept WHERE day = ${day(number)};
      INSERT INTO kept SELECT day, asn, host, kind, family FROM seen JOIN kinds USING (taxonomy, type, identifier, malware, provider, feed, country, operator)
      WHERE day = ${day(number)} ORDER BY asn`,
    period: (last, days, condition) =>
      `SELECT count(*) FROM (SELECT DISTINCT host FROM kept JOIN kinds USING (kind) WHERE ${range(last, days)} AND ${condition}) AS different`,
    hypertable: `SELECT create_hypertable('kept', by_range('day', interval '30 days'), create_default_indexes => false, migrate_data => true);
      ALTER TABLE kept SET (timescaledb.enable_columnstore, timescaledb.segmentby = 'day', timescaledb.orderby = 'asn, kind, host')`,
  },
  {
    name: 'a row a day and cell, addresses as a list',
    create: `CREATE TABLE kept (day timestamp, ${textColumns}, asn bigint, family smallint, hosts bigint[]); CREATE INDEX ON kept (asn, day);
      CREATE INDEX ON kept USING brin (day) WITH (pages_per_range = 32)`,
    fill: `INSERT INTO kept SELECT day, ${dimensions}, array_agg(host) FROM seen GROUP BY day, ${dimensions} ORDER BY day, asn`,
    replace: (number) => `DELETE FROM kept WHERE day = ${day(number)};
      INSERT INTO kept SELECT day, ${dimensions}, array_agg(host) FROM seen WHERE day = ${day(number)} GROUP BY day, ${dimensions} ORDER BY asn`,
    period: (last, days, condition) =>
      `SELECT count(*) FROM (SELECT DISTINCT host FROM kept, unnest(hosts) AS host WHERE ${range(last, days)} AND ${condition}) AS different`,
    fresh: (last, days) =>
      `SELECT count(*) FROM (SELECT host FROM kept, unnest(hosts) AS host WHERE ${range(last, 24 + days)} GROUP BY host
         HAVING min(day) > ${day(last - days)}) AS fresh`,
    hypertable: `SELECT create_hypertable('kept', by_range('day', interval '30 days'), create_default_indexes => false, migrate_data => true);
      ALTER TABLE kept SET (timescaledb.enable_columnstore, timescaledb.segmentby = 'day', timescaledb.orderby = 'operator, asn, taxonomy, type, identifier')`,
  },
  {
    name: 'a row a month, days as bits',
    create: `CREATE TABLE kept (month timestamp, ${textColumns}, asn bigint, family smallint, host bigint, days integer); CREATE INDEX ON kept (asn, month)`,
    fill: `INSERT INTO kept SELECT ${monthOf}, ${dimensions}, host, bit_or(${bit}) FROM seen GROUP BY ${monthOf}, ${dimensions}, host ORDER BY 1, asn`,
    // Every row of the month may change: it is written anew as a whole.
    replace: (number) => `DELETE FROM kept WHERE month = date_trunc('month', ${day(number)});
      INSERT INTO kept SELECT ${monthOf}, ${dimensions}, host, bit_or(${bit}) FROM seen
      WHERE ${monthOf} = date_trunc('month', ${day(number)}) GROUP BY ${monthOf}, ${dimensions}, host ORDER BY asn`,
    period: (last, days, condition) =>
      `SELECT count(*) FROM (SELECT DISTINCT host FROM kept WHERE ${inMonths(last, days)} AND ${condition}) AS different`,
    fresh: (last, days) =>
      `SELECT count(*) FROM (SELECT host FROM kept WHERE ${inMonths(last, 24 + days)} GROUP BY host
         HAVING bool_or(${inMonths(last, days)}) AND NOT bool_or(${inMonths(last - days, 24)})) AS fresh`,
    hypertable: `SELECT create_hypertable('kept', by_range('month', interval '30 days'), create_default_indexes => false, migrate_data => true);
      ALTER TABLE kept SET (timescaledb.enable_columnstore, timescaledb.segmentby = 'month',
        timescaledb.orderby = 'operator, asn, taxonomy, type, identifier, host')`,
  },
];

/** The days of a range as bits of their months. */
function inMonths(last: number, days: number): string {
  const masks = new Map<string, number>();
  for (let number = last - days + 1; number <= last; number++) {
    const date = new Date(Date.UTC(2026, 0, 1 + number));
    const month = date.toISOString().slice(0, 7);
    masks.set(month, (masks.get(month) ?? 0) | (1 << (date.getUTCDate() - 1)));
  }
  const parts = [...masks].map(([month, mask]) => `month = timestamp '${month}-01' AND days & ${mask} <> 0`);
  return `(${parts.join(' OR ')})`;
}

/**
 * Addresses that come and go: half of those with malware are seen on one or two days, exposed services stay for two
 * months on average and are missed by a tenth of the scans; a third has several classes and feeds; one in fifty moves to
 * another ASN. No real addresses: the key is a random number.
 */
function sample(rowsPerDay: number, days: number): string {
  const perDay = Math.round(rowsPerDay / 25);
  return `SELECT setseed(0.5);
    CREATE TABLE lives AS
    SELECT host, born, kind, 64496 + floor(3000 * power(random(), 3))::bigint AS asn, 1 + floor(random() * 40)::integer AS class,
      CASE WHEN random() < 0.33 THEN 2 + floor(random() * 3)::integer ELSE 1 END AS classes,
      CASE WHEN kind = 0 THEN CASE WHEN random() < 0.5 THEN 1 + floor(random() * 2) ELSE ceil(-20 * ln(1 - random())) END
           ELSE ceil(-60 * ln(1 - random())) END::integer AS length
    FROM (SELECT ('x' || substr(md5(n::text), 1, 16))::bit(64)::bigint AS host, n % ${days + 150} - 150 AS born, CASE (n / ${days + 150}) % 8 WHEN 0 THEN 1 ELSE 0 END AS kind
      FROM generate_series(1, ${perDay} * ${days + 150}) AS n) AS numbers;
    CREATE TABLE seen AS
    SELECT DISTINCT timestamp '2026-01-01' + seen_on * interval '1 day' AS day, host,
      CASE kind WHEN 0 THEN 'malicious-code' ELSE 'vulnerable' END AS taxonomy,
      CASE kind WHEN 0 THEN 'infected-system' ELSE 'vulnerable-system' END AS type,
      CASE kind WHEN 1 THEN 'open-service-' || class + extra ELSE '' END AS identifier,
      CASE kind WHEN 0 THEN 'family-' || class % 20 ELSE '' END AS malware,
      'Provider ' || (class + extra) % 5 AS provider, 'Some Feed of Things ' || (class + extra) % 30 AS feed, 'AT' AS country,
      CASE WHEN asn % 10 < 7 THEN 'operator-' || asn % 300 ELSE '' END AS operator,
      asn + CASE WHEN ('x' || right(md5(host::text), 2))::bit(8)::integer < 5 THEN seen_on % 2 ELSE 0 END AS asn, 4::smallint AS family
    FROM lives, generate_series(greatest(born, 0), least(born + length - 1, ${days - 1})) AS seen_on, generate_series(0, classes - 1) AS extra
    WHERE born + length > 0 AND ('x' || substr(md5(host::text || seen_on), 1, 2))::bit(8)::integer < 230;
    DROP TABLE lives; ANALYZE seen`;
}

async function timed(database: Database, sql: string, times: number): Promise<number> {
  const taken: number[] = [];
  for (let time = 0; time < times; time++) {
    const started = performance.now();
    await (times === 1 ? database.execute(sql) : database.query(sql));
    taken.push(performance.now() - started);
  }
  return median(taken);
}

async function number(database: Database, sql: string): Promise<number> {
  return Number((await database.query(sql)).rows[0]![0]);
}

async function measure(database: Database, way: Way, days: number, seen: number): Promise<string[]> {
  await database.execute(way.create);
  await database.execute(way.fill);
  const isEmbedded = database.kind === 'embedded';
  if (isEmbedded) {
    await database.execute(way.hypertable);
  }
  const replace = isEmbedded ? 0 : await timed(database, `BEGIN; ${way.replace(days - 10)}; COMMIT`, 1);
  if (isEmbedded) {
    await database.execute(`SELECT compress_chunk(chunk) FROM show_chunks('kept') AS chunk`);
  }
  await database.execute('VACUUM ANALYZE kept');
  const bytes = await number(
    database,
    isEmbedded ? `SELECT hypertable_size('kept')` : `SELECT pg_total_relation_size('kept')`
  );
  const rows = await number(database, 'SELECT count(*) FROM kept');
  const ask = async (sql: string): Promise<string> => milliseconds(await timed(database, sql, 3));
  const last = days - 1;
  const figures = [
    way.name,
    (rows / seen).toFixed(2),
    (bytes / seen).toFixed(0),
    isEmbedded ? '' : milliseconds(replace),
    await ask(way.period(last, 31, 'true')),
    await ask(way.period(last, 31, `type = 'infected-system'`)),
    await ask(way.period(last, 31, 'asn = 64700')),
    await ask(way.fresh(last, 7)),
  ];
  await database.execute('DROP TABLE kept; DROP TABLE IF EXISTS kinds');
  return figures;
}

const heads = [
  'way',
  'rows',
  'bytes',
  'replace a day',
  '31 days',
  '31 days, a type',
  '31 days, an ASN',
  'new in 7 days',
];

async function table(title: string, database: Database, rowsPerDay: number, days: number): Promise<void> {
  await database.execute(sample(rowsPerDay, days));
  await database.execute(`SET jit = off`);
  const seen = await number(database, 'SELECT count(*) FROM seen');
  const rows: string[][] = [];
  for (const way of ways) {
    rows.push(await measure(database, way, days, seen));
  }
  printTable(`${title}: ${seen} of day, address, class, feed and place; rows and bytes for each of them`, rows, heads);
  await database.close();
}

/** A day counted anew with presence and without, in turn, and the whole run around it. */
async function dailyRun(): Promise<void> {
  const urls = [await postgresServer.createDatabase(), await postgresServer.createDatabase()] as const;
  const [eventdb, statsdb] = [await connect(urls[0]), await connect(urls[1])];
  const folder = await mkdtemp(join(tmpdir(), 'stats-portal-presence-'));
  const keyFile = join(folder, 'hosts.key');
  await writeFile(keyFile, 'ab'.repeat(32), { mode: 0o600 });
  await eventdb.execute(createEventsTable('events'));
  const options = { seed: 1, lastDay: '2026-02-09', days: 8, eventsPerDay: 120_000, now: '2026-02-10T04:00:00Z' };
  const encoder = new TextEncoder();
  await eventdb.copyIn(
    `events (${copyColumns.map(identifier).join(', ')})`,
    (function* () {
      for (const some of copyLines(sampleEvents(options))) {
        yield encoder.encode(some);
      }
    })()
  );
  await eventdb.execute('VACUUM ANALYZE events');
  await migrate(statsdb, { zone: 'UTC', rezone: false });
  const times = { none: [] as number[][], hashed: [] as number[][] };
  for (let time = 0; time < 6; time++) {
    for (const addresses of ['none', 'hashed'] as const) {
      const settings = await readSettings({
        file: undefined,
        environment: { STATS_PORTAL_HOSTS_ADDRESSES: addresses, STATS_PORTAL_HOSTS_KEY_FILE: keyFile },
      });
      // The first of each is the whole history.
      const forced = time === 0 ? {} : { forced: { from: '2026-02-05', to: '2026-02-05' } };
      const started = performance.now();
      let counted = 0;
      await run({
        eventdb,
        statsdb,
        settings,
        now: new Date(options.now),
        ...forced,
        tell: (news) => (counted += news.kind === 'counted' ? news.milliseconds : 0),
      });
      times[addresses].push([counted, performance.now() - started]);
      await statsdb.execute('VACUUM ANALYZE stats.rollups, stats.hosts');
    }
  }
  const figure = (addresses: 'none' | 'hashed', part: 0 | 1): number =>
    median(times[addresses].slice(1).map((time) => time[part]!));
  const row = (what: string, part: 0 | 1): string[] => [
    what,
    milliseconds(figure('none', part)),
    milliseconds(figure('hashed', part)),
    `+${Math.round((figure('hashed', part) / figure('none', part) - 1) * 100)} %`,
  ];
  const [size] = await statsdb.rows<{ rows: string; bytes: string }>(
    `SELECT count(*)::text AS rows, pg_total_relation_size('stats.hosts')::text AS bytes FROM stats.hosts`
  );
  printTable(
    `A day of 120,000 events; ${size!.rows} rows of presence in ${Math.round(Number(size!.bytes) / 2 ** 20)} MB for 8 days`,
    [
      row('counting the day, everything written', 0),
      row('the run', 1),
      ['8 days', ...(['none', 'hashed'] as const).map((addresses) => milliseconds(times[addresses][0]![1]!)), ''],
    ],
    ['what', 'without', 'with presence', 'more']
  );
  await Promise.all([eventdb.close(), statsdb.close()]);
  await rm(folder, { recursive: true });
  for (const url of urls) {
    await postgresServer.dropDatabase(url);
  }
}

/** What presence is kept for, asked of the tables of the statistics: of all, and of one ASN. */
async function questions(rowsPerDay: number, days: number): Promise<void> {
  const url = await postgresServer.createDatabase();
  const database = await connect(url);
  await migrate(database, { zone: 'UTC', rezone: false });
  await database.execute(sample(rowsPerDay, days));
  await database.execute(`
    INSERT INTO stats.hosts (day, ${dimensions}, host) SELECT day, ${dimensions}, host FROM seen ORDER BY day, asn;
    INSERT INTO stats.feed_status (day, provider, feed, closing, status, expected, events)
    SELECT day, provider, feed, 'closed', 'delivered', true, count(*) FROM seen GROUP BY day, provider, feed;
    DROP TABLE seen`);
  await database.execute('VACUUM ANALYZE stats.hosts');
  await setUpReading(database);
  const last = addDays('2026-01-01', days - 1);
  const scopes = [[], [{ dimension: 'asn', operator: 'in', values: ['64700'] }]] as const;
  const presence = { from: addDays(last, 1 - days), to: last };
  const asking: ReadonlyArray<readonly [string, object]> = [
    ['different addresses', { measure: 'ips_period' }],
    ['new', { measure: 'new' }],
    ['new, by week', { measure: 'new', grain: 'week' }],
    ['no longer reported', { measure: 'resolved' }],
    ['age', { measure: 'age' }],
    ['clean-up', { measure: 'cleanup' }],
    ['seen by one provider alone', { measure: 'only', by: ['provider'] }],
    ['a day’s addresses of two providers', { grain: 'day', where: [{ dimension: 'provider', operator: 'not none' }] }],
  ];
  const rows: string[][] = [];
  for (const [name, part] of asking) {
    const asked = scopes.map((where) => {
      const question = { from: addDays(last, -30), to: last, closed: false, where: [], ...part };
      return print(plan(parseQuestion({ ...question, where: [...question.where, ...where] }), undefined, presence));
    });
    const taken: string[] = [];
    for (const sql of asked) {
      taken.push(milliseconds(await timed(database, sql, 3)));
    }
    await database.execute("SET work_mem = '64MB'");
    taken.push(milliseconds(await timed(database, asked[0]!, 3)));
    await database.execute('RESET work_mem');
    rows.push([name, ...taken]);
  }
  const names = ['31 days', 'all', 'one ASN', 'all, work_mem 64 MB'];
  printTable(`PostgreSQL, ${rowsPerDay} rows a day, ${days} days`, rows, names);
  await database.close();
  await postgresServer.dropDatabase(url);
}

async function main(): Promise<void> {
  const [rowsPerDay = 100_000, days = 45] = process.argv.slice(2).map(Number);
  process.stdout.write(`${machine()}\n\n`);
  await dailyRun();
  await questions(rowsPerDay, days);
  const url = await postgresServer.createDatabase();
  await table('PostgreSQL', await connect(url), rowsPerDay, days);
  await postgresServer.dropDatabase(url);
  await table('Columnstore, embedded TimescaleDB', await openEmbeddedInMemory(), rowsPerDay / 10, days);
}

const awake = setInterval(() => undefined, 60_000);
void main().finally(() => {
  clearInterval(awake);
});
