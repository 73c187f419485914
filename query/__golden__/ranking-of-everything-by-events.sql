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
  SELECT *, "taxonomy" IS NULL AND "type" IS NULL AS nothing, sum(total) OVER alike AS weight
  FROM counted
  WINDOW alike AS (PARTITION BY "taxonomy", "type")
), placed AS (
  SELECT *, dense_rank() OVER (ORDER BY nothing, weight DESC NULLS LAST, "taxonomy", "type") AS place
  FROM weighed
), parted AS (
  SELECT *, CASE WHEN nothing THEN 'none' ELSE 'ranked' END AS part
  FROM placed
), ranked AS (
  SELECT CASE WHEN part = 'ranked' THEN "taxonomy" END AS "taxonomy", CASE WHEN part = 'ranked' THEN "type" END AS "type", part, CASE WHEN part = 'ranked' THEN place END AS rank, sum(total)::bigint AS total
  FROM parted
  GROUP BY 1, 2, part, rank
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
