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
  SELECT *, "taxonomy" IS NULL AND "type" IS NULL AS nothing, total AS weight
  FROM counted
), placed AS (
  SELECT *, row_number() OVER (ORDER BY nothing, weight DESC NULLS LAST, "taxonomy", "type") AS place
  FROM weighed
), gathered AS (
  SELECT CASE WHEN true THEN place END AS place, sum(total)::bigint AS total
  FROM placed
  GROUP BY 1
), ranked AS (
  SELECT "taxonomy", "type",
    CASE WHEN nothing THEN 'none' WHEN place IS NULL THEN 'remaining' ELSE 'ranked' END AS part,
    CASE WHEN NOT nothing THEN place END AS rank, gathered.total
  FROM gathered LEFT JOIN placed USING (place)
), whole AS (
  SELECT sum("events")::bigint AS total
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
