import type { Database } from '../aggregator/src/database/database.ts';
import { dimensions, number, sample, texts, timed } from './presenceSample.ts';
import { milliseconds, printTable } from './report.ts';

// Ways to keep which address was seen on which day (docs/decisions/0012-presence.md).

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

/** What each of them takes, and how long it is asked. */
export async function compareWays(title: string, database: Database, rowsPerDay: number, days: number): Promise<void> {
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
