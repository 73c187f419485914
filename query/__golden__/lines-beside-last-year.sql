-- from: total, exact
WITH delivered AS (
  SELECT day AS time, sum(current) AS days, sum(previous) AS previous_days
  FROM (
    SELECT day, 1 AS current, 0 AS previous
    FROM days
    WHERE events > 0
      AND day >= '2026-01-01'
      AND day <= '2026-01-31'
    UNION ALL
    SELECT day + interval '1 year', 0, 1
    FROM days
    WHERE events > 0
      AND day >= '2025-01-01'
      AND day <= '2025-01-31'
      AND to_char(day, 'MM-DD') <> '02-29'
  ) AS ledger
  GROUP BY time
), counted AS (
  SELECT time, sum(current)::bigint AS total, sum(previous)::bigint AS previous_total
  FROM (
    SELECT day AS time, sum("ips") AS current, 0 AS previous
    FROM rollups
    WHERE rollup = 1
      AND day >= '2026-01-01'
      AND day <= '2026-01-31'
    GROUP BY time
    UNION ALL
    SELECT day + interval '1 year' AS time, 0, sum("ips") AS previous
    FROM rollups
    WHERE rollup = 1
      AND day >= '2025-01-01'
      AND day <= '2025-01-31'
      AND to_char(day, 'MM-DD') <> '02-29'
    GROUP BY time
  ) AS cells
  GROUP BY time
), answer AS (
  SELECT time, total AS value, previous_total AS previous
  FROM counted
), filled AS (
  SELECT time, sum(value)::bigint AS value, sum(previous)::bigint AS previous
  FROM (
    SELECT time, value, previous FROM answer
    UNION ALL
    SELECT time, NULL, NULL FROM delivered
  ) AS points
  GROUP BY time
)
SELECT time, metric, value
FROM (
  SELECT time, 'ips' AS metric, value FROM filled
  UNION ALL
  SELECT time, 'ips' || U&' \0028a year before\0029', previous FROM filled
) AS lines
ORDER BY time, metric
