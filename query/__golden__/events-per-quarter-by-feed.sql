-- from: feed, exact
WITH counted AS (
  SELECT date_trunc('quarter', day) AS time, "provider", "feed", coalesce(sum("events"), 0)::bigint AS total
  FROM rollups
  WHERE rollup = 11
    AND day >= '2026-01-01'
    AND day <= '2026-01-31'
  GROUP BY time, "provider", "feed"
), answer AS (
  SELECT time, "provider", "feed", total AS value
  FROM counted
)
SELECT time::date AS "quarter", "provider", "feed", value AS "events"
FROM answer
ORDER BY time, value DESC NULLS LAST, "provider", "feed"
