-- from: taxonomy, exact
WITH delivered AS (
  SELECT day AS time, count(*) AS days
  FROM days
  WHERE events > 0
    AND day >= '2026-01-01'
    AND day <= '2026-01-31'
  GROUP BY time
), counted AS (
  SELECT day AS time, "taxonomy", "ips"::bigint AS total
  FROM rollups
  WHERE rollup = 5
    AND day >= '2026-01-01'
    AND day <= '2026-01-31'
), weighed AS (
  SELECT "taxonomy", "taxonomy" IS NULL AS nothing, sum(total) FILTER (WHERE time <= (SELECT closed_until FROM freshness)) AS closed_weight, sum(total) AS weight, array_agg(time) AS times, array_agg(total) AS totals
  FROM counted
  GROUP BY "taxonomy"
), placed AS (
  SELECT *, row_number() OVER (ORDER BY nothing, closed_weight DESC NULLS LAST, weight DESC NULLS LAST, "taxonomy") AS place
  FROM weighed
), gathered AS (
  SELECT time, CASE WHEN (place <= 3 OR nothing) THEN place END AS place, sum(total)::bigint AS total
  FROM placed CROSS JOIN unnest(times, totals) AS cells (time, total)
  GROUP BY 1, 2
), ranked AS (
  SELECT time, "taxonomy",
    CASE WHEN nothing THEN 'none' WHEN place IS NULL THEN 'remaining' ELSE 'ranked' END AS part,
    CASE WHEN NOT nothing THEN place END AS rank, gathered.total
  FROM gathered LEFT JOIN placed USING (place)
), answer AS (
  SELECT time, "taxonomy", rank, part, total AS value
  FROM ranked
), filled AS (
  SELECT time, "taxonomy", rank, part, sum(value)::bigint AS value
  FROM (
    SELECT time, "taxonomy", rank, part, value FROM answer
    UNION ALL
    SELECT time, "taxonomy", rank, part, 0 FROM delivered CROSS JOIN (SELECT DISTINCT "taxonomy", rank, part FROM answer) AS rows
  ) AS points
  GROUP BY time, "taxonomy", rank, part
)
SELECT time, metric, value
FROM (
  SELECT time, CASE part WHEN 'remaining' THEN 'remaining' WHEN 'none' THEN '(none)' ELSE coalesce("taxonomy"::text, '(none)') END AS metric, value, rank FROM filled
) AS lines
ORDER BY time, rank NULLS LAST, metric
