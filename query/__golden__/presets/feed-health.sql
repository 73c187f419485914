-- Feed health
-- from: feed, exact
WITH delivered AS (
  SELECT day AS time, count(*) AS days
  FROM days
  WHERE events > 0
    AND day >= '2026-01-01'
    AND day <= '2026-01-31'
  GROUP BY time
), counted AS (
  SELECT day AS time, "provider", "feed", "events"::bigint AS total
  FROM rollups
  WHERE rollup = 11
    AND day >= '2026-01-01'
    AND day <= '2026-01-31'
), answer AS (
  SELECT time, "provider", "feed", total AS value
  FROM counted
), filled AS (
  SELECT time, "provider", "feed", sum(value)::bigint AS value
  FROM (
    SELECT time, "provider", "feed", value FROM answer
    UNION ALL
    SELECT time, "provider", "feed", 0 FROM delivered CROSS JOIN (SELECT DISTINCT "provider", "feed" FROM answer) AS rows
  ) AS points
  GROUP BY time, "provider", "feed"
)
SELECT time AT TIME ZONE (SELECT zone FROM freshness) AS time, "provider", "feed", value
FROM filled
ORDER BY 1, "provider", "feed"
