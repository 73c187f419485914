-- from: asn_taxonomy, exact
WITH delivered AS (
  SELECT count(*) AS days
  FROM days
  WHERE events > 0
    AND day >= '2026-01-01'
    AND day <= '2026-01-31'
    AND day <= (SELECT closed_until FROM freshness)
), counted AS (
  SELECT "asn", coalesce(sum("ips"), 0)::bigint AS total
  FROM rollups
  WHERE rollup = 23
    AND day >= '2026-01-01'
    AND day <= '2026-01-31'
    AND day <= (SELECT closed_until FROM freshness)
    AND "taxonomy" = 'vulnerable'
  GROUP BY "asn"
), weighed AS (
  SELECT "asn", "asn" IS NULL AS nothing, sum(total) AS weight
  FROM counted
  GROUP BY "asn"
), placed AS (
  SELECT *, row_number() OVER (ORDER BY nothing, weight DESC NULLS LAST, "asn") AS place
  FROM weighed
), shown AS (
  SELECT *
  FROM placed
  WHERE place <= 10 OR nothing
), ranked AS (
  SELECT shown."asn", CASE WHEN shown.nothing THEN 'none' WHEN shown.place IS NULL THEN 'remaining' ELSE 'ranked' END AS part, CASE WHEN NOT shown.nothing THEN shown.place END AS rank, sum(total)::bigint AS total
  FROM counted LEFT JOIN shown ON coalesce(counted."asn", -1) = coalesce(shown."asn", -1) AND counted."asn" IS NOT DISTINCT FROM shown."asn"
  GROUP BY shown."asn", part, rank
), answer AS (
  SELECT "asn", rank, part, total::float8 / nullif(days, 0) AS value, days
  FROM ranked CROSS JOIN delivered
)
SELECT "asn", rank, part, value AS "ips", days, 31 AS of_days
FROM answer
ORDER BY array_position(ARRAY['ranked', 'none', 'remaining'], part), rank, "asn"
