-- from: type, exact
WITH counted AS (
  SELECT "taxonomy", "type", coalesce(sum("events"), 0)::bigint AS total
  FROM rollups
  WHERE rollup = 6
    AND day >= '2026-01-01'
    AND day <= '2026-01-31'
    AND day <= (SELECT closed_until FROM freshness)
  GROUP BY "taxonomy", "type"
), weighed AS (
  SELECT "taxonomy", "type", "taxonomy" IS NULL AND "type" IS NULL AS nothing, sum(total) AS weight
  FROM counted
  GROUP BY "taxonomy", "type"
), placed AS (
  SELECT *, row_number() OVER (ORDER BY nothing, weight DESC NULLS LAST, "taxonomy", "type") AS place
  FROM weighed
), shown AS (
  SELECT *
  FROM placed
), ranked AS (
  SELECT shown."taxonomy", shown."type", CASE WHEN shown.nothing THEN 'none' WHEN shown.place IS NULL THEN 'remaining' ELSE 'ranked' END AS part, CASE WHEN NOT shown.nothing THEN shown.place END AS rank, sum(total)::bigint AS total
  FROM counted LEFT JOIN shown ON coalesce(counted."taxonomy", '') = coalesce(shown."taxonomy", '') AND counted."taxonomy" IS NOT DISTINCT FROM shown."taxonomy" AND coalesce(counted."type", '') = coalesce(shown."type", '') AND counted."type" IS NOT DISTINCT FROM shown."type"
  GROUP BY shown."taxonomy", shown."type", part, rank
), whole AS (
  SELECT coalesce(sum("events"), 0)::bigint AS total
  FROM rollups
  WHERE rollup = 1
    AND day >= '2026-01-01'
    AND day <= '2026-01-31'
    AND day <= (SELECT closed_until FROM freshness)
), answer AS (
  SELECT "taxonomy", "type", rank, part, total AS value, total::float8 / nullif((SELECT total FROM whole), 0) AS share
  FROM ranked
)
SELECT "taxonomy", "type", rank, part, value AS "events", share
FROM answer
ORDER BY array_position(ARRAY['ranked', 'none', 'remaining'], part), rank, "taxonomy", "type"
