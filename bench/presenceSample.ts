import type { Database } from '../aggregator/src/database/database.ts';
import { median } from './report.ts';

export const texts = ['taxonomy', 'type', 'identifier', 'malware', 'provider', 'feed', 'country', 'operator'] as const;
export const dimensions = [...texts, 'asn', 'family'].join(', ');

/**
 * Addresses that come and go: half of those with malware are seen on one or two days, exposed services stay for two
 * months on average and are missed by a tenth of the scans; a third has several classes and feeds; one in fifty moves to
 * another ASN. No real addresses: the key is a random number.
 */
export function sample(rowsPerDay: number, days: number): string {
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

/** Milliseconds of a statement, the middle one of so many times. */
export async function timed(database: Database, sql: string, times: number): Promise<number> {
  const taken: number[] = [];
  for (let time = 0; time < times; time++) {
    const started = performance.now();
    await (times === 1 ? database.execute(sql) : database.query(sql));
    taken.push(performance.now() - started);
  }
  return median(taken);
}

export async function number(database: Database, sql: string): Promise<number> {
  return Number((await database.query(sql)).rows[0]![0]);
}
