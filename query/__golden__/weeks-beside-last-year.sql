-- from: taxonomy, exact
WITH delivered AS (
  SELECT date_trunc('week', day) AS time, sum(current) AS days, sum(previous) AS previous_days
  FROM (
    SELECT day, 1 AS current, 0 AS previous
    FROM days
    WHERE events > 0
      AND day >= '2026-01-01'
      AND day <= '2026-01-31'
      AND day <= (SELECT closed_until FROM freshness)
    UNION ALL
    SELECT day + interval '1 year', 0, 1
    FROM days
    WHERE events > 0
      AND day >= '2025-01-01'
      AND day <= '2025-01-31'
      AND day + interval '1 year' <= (SELECT closed_until FROM freshness)
  ) AS ledger
  GROUP BY time
), counted AS (
  SELECT time, "taxonomy", coalesce(sum(current), 0)::bigint AS total, coalesce(sum(previous), 0)::bigint AS previous_total
  FROM (
    SELECT date_trunc('week', day) AS time, "taxonomy", sum("ips") AS current, 0 AS previous
    FROM rollups
    WHERE rollup = 5
      AND day >= '2026-01-01'
      AND day <= '2026-01-31'
      AND day <= (SELECT closed_until FROM freshness)
    GROUP BY time, "taxonomy"
    UNION ALL
    SELECT date_trunc('week', day + interval '1 year') AS time, "taxonomy", 0, sum("ips") AS previous
    FROM rollups
    WHERE rollup = 5
      AND day >= '2025-01-01'
      AND day <= '2025-01-31'
      AND day + interval '1 year' <= (SELECT closed_until FROM freshness)
    GROUP BY time, "taxonomy"
  ) AS cells
  GROUP BY time, "taxonomy"
), answer AS (
  SELECT time, "taxonomy", total::float8 / nullif(days, 0) AS value, previous_total::float8 / nullif(previous_days, 0) AS previous, days
  FROM counted JOIN delivered USING (time)
)
SELECT time::date AS "week", "taxonomy", value AS "ips", days, extract(day FROM least(time + interval '1 week', timestamp '2026-02-01') - greatest(time, timestamp '2026-01-01'))::int AS of_days, previous, value::float8 / nullif(previous, 0) - 1 AS change
FROM answer
ORDER BY time, value DESC NULLS LAST, "taxonomy"
