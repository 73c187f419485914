-- Who reports about which network
-- from: asn_provider, exact
WITH delivered AS (
  SELECT count(*) AS days
  FROM days
  WHERE events > 0
    AND day >= '2026-01-01'
    AND day <= '2026-01-31'
    AND day <= (SELECT closed_until FROM freshness)
), counted AS (
  SELECT "asn", "provider", coalesce(sum("ips"), 0)::bigint AS total
  FROM rollups
  WHERE rollup = 22
    AND day >= '2026-01-01'
    AND day <= '2026-01-31'
    AND day <= (SELECT closed_until FROM freshness)
  GROUP BY "asn", "provider"
), weighed AS (
  SELECT *, "asn" IS NULL AND "provider" IS NULL AS nothing, total AS weight
  FROM counted
), placed AS (
  SELECT *, row_number() OVER (ORDER BY nothing, weight DESC NULLS LAST, "asn", "provider") AS place
  FROM weighed
), gathered AS (
  SELECT CASE WHEN (place <= 10 OR nothing) THEN place END AS place, sum(total)::bigint AS total
  FROM placed
  GROUP BY 1
), ranked AS (
  SELECT "asn", "provider",
    CASE WHEN nothing THEN 'none' WHEN place IS NULL THEN 'remaining' ELSE 'ranked' END AS part,
    CASE WHEN NOT nothing THEN place END AS rank, gathered.total
  FROM gathered LEFT JOIN placed USING (place)
), whole AS (
  SELECT coalesce(sum("ips"), 0)::bigint AS total
  FROM rollups
  WHERE rollup = 1
    AND day >= '2026-01-01'
    AND day <= '2026-01-31'
    AND day <= (SELECT closed_until FROM freshness)
), answer AS (
  SELECT "asn", "provider", rank, part, total::float8 / nullif(days, 0) AS value, total::float8 / nullif((SELECT total FROM whole), 0) AS share, days
  FROM ranked CROSS JOIN delivered
)
SELECT "asn", "provider", (SELECT name FROM as_names WHERE as_names.asn = answer.asn) AS as_name, rank, part, value AS "ips", share, days, 31 AS of_days
FROM answer
ORDER BY array_position(ARRAY['ranked', 'none', 'remaining'], part), rank, "asn", "provider"
