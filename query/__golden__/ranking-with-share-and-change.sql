-- from: asn, exact
WITH delivered AS (
  SELECT sum(current) AS days, sum(previous) AS previous_days
  FROM (
    SELECT day, 1 AS current, 0 AS previous
    FROM days
    WHERE events > 0
      AND day >= '2026-01-01'
      AND day <= '2026-01-31'
      AND day <= (SELECT closed_until FROM freshness)
    UNION ALL
    SELECT day + interval '31 days', 0, 1
    FROM days
    WHERE events > 0
      AND day >= '2025-12-01'
      AND day <= '2025-12-31'
      AND day <= (SELECT closed_until FROM freshness) - interval '31 days'
  ) AS ledger
), counted AS (
  SELECT "asn", coalesce(sum(current), 0)::bigint AS total, coalesce(sum(previous), 0)::bigint AS previous_total
  FROM (
    SELECT "asn", sum("ips") AS current, 0 AS previous
    FROM rollups
    WHERE rollup = 21
      AND day >= '2026-01-01'
      AND day <= '2026-01-31'
      AND day <= (SELECT closed_until FROM freshness)
    GROUP BY "asn"
    UNION ALL
    SELECT "asn", 0, sum("ips") AS previous
    FROM rollups
    WHERE rollup = 21
      AND day >= '2025-12-01'
      AND day <= '2025-12-31'
      AND day <= (SELECT closed_until FROM freshness) - interval '31 days'
    GROUP BY "asn"
  ) AS cells
  GROUP BY "asn"
), weighed AS (
  SELECT *, "asn" IS NULL AS nothing, total AS weight
  FROM counted
), placed AS (
  SELECT *, row_number() OVER (ORDER BY nothing, weight DESC NULLS LAST, "asn") AS place
  FROM weighed
), gathered AS (
  SELECT CASE WHEN (place <= 3 OR nothing) THEN place END AS place, sum(total)::bigint AS total, sum(previous_total)::bigint AS previous_total
  FROM placed
  GROUP BY 1
), ranked AS (
  SELECT "asn",
    CASE WHEN nothing THEN 'none' WHEN place IS NULL THEN 'remaining' ELSE 'ranked' END AS part,
    CASE WHEN NOT nothing THEN place END AS rank, gathered.total, gathered.previous_total
  FROM gathered LEFT JOIN placed USING (place)
), whole AS (
  SELECT sum("ips")::bigint AS total
  FROM rollups
  WHERE rollup = 1
    AND day >= '2026-01-01'
    AND day <= '2026-01-31'
    AND day <= (SELECT closed_until FROM freshness)
), answer AS (
  SELECT "asn", rank, part, total::float8 / nullif(days, 0) AS value, previous_total::float8 / nullif(previous_days, 0) AS previous, total::float8 / nullif((SELECT total FROM whole), 0) AS share, days
  FROM ranked CROSS JOIN delivered
)
SELECT "asn", rank, part, value AS "ips", share, days, 31 AS of_days, previous, value::float8 / nullif(previous, 0) - 1 AS change
FROM answer
ORDER BY array_position(ARRAY['ranked', 'none', 'remaining'], part), rank, "asn"
