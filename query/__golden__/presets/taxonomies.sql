-- Events per day by taxonomy
-- from: taxonomy, exact
WITH delivered AS (
  SELECT day AS time, count(*) AS days
  FROM days
  WHERE events > 0
    AND day >= '2026-01-01'
    AND day <= '2026-01-31'
  GROUP BY time
), counted AS (
  SELECT day AS time, "taxonomy", "events"::bigint AS total
  FROM rollups
  WHERE rollup = 5
    AND day >= '2026-01-01'
    AND day <= '2026-01-31'
), answer AS (
  SELECT time, "taxonomy", total AS value
  FROM counted
), filled AS (
  SELECT time, "taxonomy", sum(value)::bigint AS value
  FROM (
    SELECT time, "taxonomy", value FROM answer
    UNION ALL
    SELECT time, "taxonomy", 0 FROM delivered CROSS JOIN (SELECT DISTINCT "taxonomy" FROM answer) AS rows
  ) AS points
  GROUP BY time, "taxonomy"
)
SELECT time AT TIME ZONE (SELECT zone FROM freshness) AS time, "taxonomy", value
FROM filled
ORDER BY 1, "taxonomy"
