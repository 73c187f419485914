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
  SELECT day AS time, "taxonomy", "type", "identifier", "ips"::bigint AS total
  FROM rollups
  WHERE rollup = 13
    AND day >= '2026-01-01'
    AND day <= '2026-01-31'
), weighed AS (
  SELECT "taxonomy", "type", "identifier", "taxonomy" IS NULL AND "type" IS NULL AND "identifier" IS NULL AS nothing, sum(total) FILTER (WHERE time <= (SELECT closed_until FROM freshness)) AS closed_weight, sum(total) AS weight, array_agg(time) AS times, array_agg(total) AS totals
  FROM counted
  GROUP BY "taxonomy", "type", "identifier"
), placed AS (
  SELECT *, row_number() OVER (ORDER BY nothing, closed_weight DESC NULLS LAST, weight DESC NULLS LAST, "taxonomy", "type", "identifier") AS place
  FROM weighed
), gathered AS (
  SELECT time, CASE WHEN (place <= 10 OR nothing) THEN place END AS place, sum(total)::bigint AS total
  FROM placed CROSS JOIN unnest(times, totals) AS cells (time, total)
  GROUP BY 1, 2
), ranked AS (
  SELECT time, "taxonomy", "type", "identifier",
    CASE WHEN nothing THEN 'none' WHEN place IS NULL THEN 'remaining' ELSE 'ranked' END AS part,
    CASE WHEN NOT nothing THEN place END AS rank, gathered.total
  FROM gathered LEFT JOIN placed USING (place)
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
