-- from: country_identifier, exact
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
  SELECT "taxonomy", "type", "identifier", coalesce(sum(current), 0)::bigint AS total, coalesce(sum(previous), 0)::bigint AS previous_total
  FROM (
    SELECT "taxonomy", "type", "identifier", sum("ips") AS current, 0 AS previous
    FROM rollups
    WHERE rollup = 19
      AND day >= '2026-01-01'
      AND day <= '2026-01-31'
      AND day <= (SELECT closed_until FROM freshness)
      AND "country" = 'AT'
    GROUP BY "taxonomy", "type", "identifier"
    UNION ALL
    SELECT "taxonomy", "type", "identifier", 0, sum("ips") AS previous
    FROM rollups
    WHERE rollup = 19
      AND day >= '2025-12-01'
      AND day <= '2025-12-31'
      AND day <= (SELECT closed_until FROM freshness) - interval '31 days'
      AND "country" = 'AT'
    GROUP BY "taxonomy", "type", "identifier"
  ) AS cells
  GROUP BY "taxonomy", "type", "identifier"
), weighed AS (
  SELECT *, "taxonomy" IS NULL AND "type" IS NULL AND "identifier" IS NULL AS nothing, total AS weight
  FROM counted
), placed AS (
  SELECT *, row_number() OVER (ORDER BY nothing, weight DESC NULLS LAST, "taxonomy", "type", "identifier") AS place
  FROM weighed
), gathered AS (
  SELECT CASE WHEN (place <= 10 OR nothing) THEN place END AS place, sum(total)::bigint AS total, sum(previous_total)::bigint AS previous_total
  FROM placed
  GROUP BY 1
), ranked AS (
  SELECT "taxonomy", "type", "identifier",
    CASE WHEN nothing THEN 'none' WHEN place IS NULL THEN 'remaining' ELSE 'ranked' END AS part,
    CASE WHEN NOT nothing THEN place END AS rank, gathered.total, gathered.previous_total
  FROM gathered LEFT JOIN placed USING (place)
), answer AS (
  SELECT "taxonomy", "type", "identifier", rank, part, total::float8 / nullif(days, 0) AS value, previous_total::float8 / nullif(previous_days, 0) AS previous, days
  FROM ranked CROSS JOIN delivered
)
SELECT "taxonomy", "type", "identifier", rank, part, value AS "ips", days, 31 AS of_days, previous, value::float8 / nullif(previous, 0) - 1 AS change
FROM answer
ORDER BY array_position(ARRAY['ranked', 'none', 'remaining'], part), rank, "taxonomy", "type", "identifier"
