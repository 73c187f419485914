-- Top problems of a country
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
      AND day + interval '31 days' <= (SELECT closed_until FROM freshness)
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
      AND day + interval '31 days' <= (SELECT closed_until FROM freshness)
      AND "country" = 'AT'
    GROUP BY "taxonomy", "type", "identifier"
  ) AS cells
  GROUP BY "taxonomy", "type", "identifier"
), weighed AS (
  SELECT "taxonomy", "type", "identifier", "taxonomy" IS NULL AND "type" IS NULL AND "identifier" IS NULL AS nothing, sum(total) AS weight
  FROM counted
  GROUP BY "taxonomy", "type", "identifier"
), placed AS (
  SELECT *, row_number() OVER (ORDER BY nothing, weight DESC NULLS LAST, "taxonomy", "type", "identifier") AS place
  FROM weighed
), shown AS (
  SELECT *
  FROM placed
  WHERE place <= 10 OR nothing
), ranked AS (
  SELECT shown."taxonomy", shown."type", shown."identifier", CASE WHEN shown.nothing THEN 'none' WHEN shown.place IS NULL THEN 'remaining' ELSE 'ranked' END AS part, CASE WHEN NOT shown.nothing THEN shown.place END AS rank, sum(total)::bigint AS total, sum(previous_total)::bigint AS previous_total
  FROM counted LEFT JOIN shown ON coalesce(counted."taxonomy", '') = coalesce(shown."taxonomy", '') AND counted."taxonomy" IS NOT DISTINCT FROM shown."taxonomy" AND coalesce(counted."type", '') = coalesce(shown."type", '') AND counted."type" IS NOT DISTINCT FROM shown."type" AND coalesce(counted."identifier", '') = coalesce(shown."identifier", '') AND counted."identifier" IS NOT DISTINCT FROM shown."identifier"
  GROUP BY shown."taxonomy", shown."type", shown."identifier", part, rank
), whole AS (
  SELECT coalesce(sum("ips"), 0)::bigint AS total
  FROM rollups
  WHERE rollup = 12
    AND day >= '2026-01-01'
    AND day <= '2026-01-31'
    AND day <= (SELECT closed_until FROM freshness)
    AND "country" = 'AT'
), answer AS (
  SELECT "taxonomy", "type", "identifier", rank, part, total::float8 / nullif(days, 0) AS value, previous_total::float8 / nullif(previous_days, 0) AS previous, total::float8 / nullif((SELECT total FROM whole), 0) AS share, days
  FROM ranked CROSS JOIN delivered
)
SELECT "taxonomy", "type", "identifier", rank, part, value AS "ips", share, days, 31 AS of_days, previous, value::float8 / nullif(previous, 0) - 1 AS change
FROM answer
ORDER BY array_position(ARRAY['ranked', 'none', 'remaining'], part), rank, "taxonomy", "type", "identifier"
