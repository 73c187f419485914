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
  SELECT *, "asn" IS NULL AS nothing, total AS weight
  FROM counted
), placed AS (
  SELECT *, row_number() OVER (ORDER BY nothing, weight DESC NULLS LAST, "asn") AS place
  FROM weighed
), ranked AS (
  SELECT CASE WHEN (place <= 10 OR nothing) THEN "asn" END AS "asn", CASE WHEN nothing THEN 'none' WHEN (place <= 10 OR nothing) THEN 'ranked' ELSE 'remaining' END AS part, CASE WHEN (place <= 10 OR nothing) AND NOT nothing THEN place END AS rank, sum(total)::bigint AS total
  FROM placed
  GROUP BY 1, 2, 3
), answer AS (
  SELECT "asn", rank, part, total::float8 / nullif(days, 0) AS value, days
  FROM ranked CROSS JOIN delivered
)
SELECT "asn", rank, part, value AS "ips", days, 31 AS of_days
FROM answer
ORDER BY array_position(ARRAY['ranked', 'none', 'remaining'], part), rank, "asn"
