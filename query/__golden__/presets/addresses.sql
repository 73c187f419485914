-- Reported addresses per day
-- from: total, exact
WITH delivered AS (
  SELECT day AS time, count(*) AS days
  FROM days
  WHERE events > 0
    AND day >= '2026-01-01'
    AND day <= '2026-01-31'
  GROUP BY time
), counted AS (
  SELECT day AS time, "ips"::bigint AS total
  FROM rollups
  WHERE rollup = 1
    AND day >= '2026-01-01'
    AND day <= '2026-01-31'
), answer AS (
  SELECT time, total AS value
  FROM counted
), filled AS (
  SELECT time, sum(value)::bigint AS value
  FROM (
    SELECT time, value FROM answer
    UNION ALL
    SELECT time, 0 FROM delivered
  ) AS points
  GROUP BY time
)
SELECT time AT TIME ZONE (SELECT zone FROM freshness) AS time, value
FROM filled
ORDER BY 1
