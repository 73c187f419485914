-- from: total, exact
WITH counted AS (
  SELECT date_trunc('year', day) AS time, sum("events")::bigint AS total
  FROM rollups
  WHERE rollup = 1
    AND day >= '2026-01-01'
    AND day <= '2026-01-31'
  GROUP BY time
), answer AS (
  SELECT time, total AS value
  FROM counted
)
SELECT time::date AS "year", value AS "events"
FROM answer
ORDER BY time, value DESC NULLS LAST
