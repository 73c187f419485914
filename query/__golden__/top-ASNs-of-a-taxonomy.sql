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
), gathered AS (
  SELECT CASE WHEN (place <= 10 OR nothing) THEN place END AS place, sum(total)::bigint AS total
  FROM placed
  GROUP BY 1
), ranked AS (
  SELECT "asn",
    CASE WHEN nothing THEN 'none' WHEN place IS NULL THEN 'remaining' ELSE 'ranked' END AS part,
    CASE WHEN NOT nothing THEN place END AS rank, gathered.total
  FROM gathered LEFT JOIN placed USING (place)
), answer AS (
  SELECT "asn", rank, part, total::float8 / nullif(days, 0) AS value, days
  FROM ranked CROSS JOIN delivered
)
SELECT "asn", rank, part, value AS "ips", days, 31 AS of_days
FROM answer
ORDER BY array_position(ARRAY['ranked', 'none', 'remaining'], part), rank, "asn"
