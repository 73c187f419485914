-- from: type, exact
WITH counted AS (
  SELECT day AS time, "taxonomy", "type", "ips"::bigint AS total
  FROM rollups
  WHERE rollup = 6
    AND day >= '2026-01-01'
    AND day <= '2026-01-31'
), answer AS (
  SELECT time, "taxonomy", "type", total AS value
  FROM counted
)
SELECT time::date AS "day", "taxonomy", "type", value AS "ips"
FROM answer
ORDER BY time, value DESC NULLS LAST, "taxonomy", "type"
