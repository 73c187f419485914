-- from: taxonomy, exact
WITH delivered AS (
  SELECT day AS time, count(*) AS days
  FROM days
  WHERE events > 0
    AND day >= '2025-12-26'
    AND day <= '2026-01-31'
  GROUP BY time
), counted AS (
  SELECT day AS time, "taxonomy", "ips"::bigint AS total
  FROM rollups
  WHERE rollup = 5
    AND day >= '2025-12-26'
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
), smoothed AS (
  SELECT *, (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY one) FROM unnest(latest) AS one) AS median
  FROM (
    SELECT *, array_agg(value::float8) OVER (PARTITION BY "taxonomy" ORDER BY time ROWS 6 PRECEDING) AS latest
    FROM filled
  ) AS windows
  WHERE time >= '2026-01-01'
)
SELECT time, metric, value
FROM (
  SELECT time, coalesce("taxonomy"::text, '(none)') AS metric, median AS value FROM smoothed
) AS lines
ORDER BY time, metric
