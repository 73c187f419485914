-- from: taxonomy, exact
WITH counted AS (
  SELECT "taxonomy", coalesce(sum("events"), 0)::bigint AS total
  FROM rollups
  WHERE rollup = 5
    AND day >= '2026-01-01'
    AND day <= '2026-01-31'
  GROUP BY "taxonomy"
), answer AS (
  SELECT "taxonomy", total AS value
  FROM counted
)
SELECT "taxonomy", value AS "events"
FROM answer
ORDER BY value DESC NULLS LAST, "taxonomy"
