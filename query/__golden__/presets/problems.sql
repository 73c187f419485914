-- Top problems per day
-- from: identifier, exact
WITH delivered AS (
  SELECT day AS time, count(*) AS days
  FROM days
  WHERE events > 0
    AND day >= '2026-01-01'
    AND day <= '2026-01-31'
  GROUP BY time
), counted AS (
  SELECT day AS time, "taxonomy", "type", "identifier", coalesce(sum("ips"), 0)::bigint AS total
  FROM rollups
  WHERE rollup = 13
    AND day >= '2026-01-01'
    AND day <= '2026-01-31'
  GROUP BY time, "taxonomy", "type", "identifier"
), weighed AS (
  SELECT "taxonomy", "type", "identifier", "taxonomy" IS NULL AND "type" IS NULL AND "identifier" IS NULL AS nothing, sum(total) FILTER (WHERE time >= '2026-01-01' AND time <= (SELECT closed_until FROM freshness)) AS closed_weight, sum(total) FILTER (WHERE time >= '2026-01-01') AS weight
  FROM counted
  GROUP BY "taxonomy", "type", "identifier"
), placed AS (
  SELECT *, row_number() OVER (ORDER BY nothing, closed_weight DESC NULLS LAST, weight DESC NULLS LAST, "taxonomy", "type", "identifier") AS place
  FROM weighed
), shown AS (
  SELECT *
  FROM placed
  WHERE place <= 10 OR nothing
), ranked AS (
  SELECT time, shown."taxonomy", shown."type", shown."identifier", CASE WHEN shown.nothing THEN 'none' WHEN shown.place IS NULL THEN 'remaining' ELSE 'ranked' END AS part, CASE WHEN NOT shown.nothing THEN shown.place END AS rank, sum(total)::bigint AS total
  FROM counted LEFT JOIN shown ON coalesce(counted."taxonomy", '') = coalesce(shown."taxonomy", '') AND counted."taxonomy" IS NOT DISTINCT FROM shown."taxonomy" AND coalesce(counted."type", '') = coalesce(shown."type", '') AND counted."type" IS NOT DISTINCT FROM shown."type" AND coalesce(counted."identifier", '') = coalesce(shown."identifier", '') AND counted."identifier" IS NOT DISTINCT FROM shown."identifier"
  GROUP BY time, shown."taxonomy", shown."type", shown."identifier", part, rank
), answer AS (
  SELECT time, "taxonomy", "type", "identifier", rank, part, total AS value
  FROM ranked
), filled AS (
  SELECT time, "taxonomy", "type", "identifier", rank, part, sum(value)::bigint AS value
  FROM (
    SELECT time, "taxonomy", "type", "identifier", rank, part, value FROM answer
    UNION ALL
    SELECT time, "taxonomy", "type", "identifier", rank, part, 0 FROM delivered CROSS JOIN (SELECT DISTINCT "taxonomy", "type", "identifier", rank, part FROM answer) AS rows
  ) AS points
  GROUP BY time, "taxonomy", "type", "identifier", rank, part
)
SELECT time AT TIME ZONE (SELECT zone FROM freshness) AS time, "taxonomy", "type", "identifier", rank, part, value
FROM filled
ORDER BY 1, rank NULLS LAST, part, "taxonomy", "type", "identifier"
