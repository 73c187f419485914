-- from: total, exact
WITH delivered AS (
  SELECT count(*) AS days
  FROM days
  WHERE events > 0
    AND day >= '2026-01-01'
    AND day <= '2026-01-31'
    AND day <= (SELECT closed_until FROM freshness)
), counted AS (
  SELECT sum("ips")::bigint AS total
  FROM rollups
  WHERE rollup = 1
    AND day >= '2026-01-01'
    AND day <= '2026-01-31'
    AND day <= (SELECT closed_until FROM freshness)
), answer AS (
  SELECT total::float8 / nullif(days, 0) AS value, days
  FROM counted CROSS JOIN delivered
)
SELECT value AS "ips", days, 31 AS of_days
FROM answer
ORDER BY value DESC NULLS LAST
