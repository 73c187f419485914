-- from: provider, exact
WITH delivered AS (
  SELECT date_trunc('month', day) AS time, count(*) AS days
  FROM days
  WHERE events > 0
    AND day >= '2026-01-01'
    AND day <= '2026-01-31'
    AND day <= (SELECT closed_until FROM freshness)
  GROUP BY time
), counted AS (
  SELECT date_trunc('month', day) AS time, "provider", coalesce(sum("ips"), 0)::bigint AS total
  FROM rollups
  WHERE rollup = 4
    AND day >= '2026-01-01'
    AND day <= '2026-01-31'
    AND day <= (SELECT closed_until FROM freshness)
  GROUP BY time, "provider"
), answer AS (
  SELECT time, "provider", total::float8 / nullif(days, 0) AS value, days
  FROM counted JOIN delivered USING (time)
)
SELECT time::date AS "month", "provider", value AS "ips", days, extract(day FROM least(time + interval '1 month', timestamp '2026-02-01') - greatest(time, timestamp '2026-01-01'))::int AS of_days
FROM answer
ORDER BY time, value DESC NULLS LAST, "provider"
