-- New addresses per week
-- from: hosts, exact
WITH delivered AS (
  SELECT date_trunc('week', day) AS time, count(*) AS days
  FROM days
  WHERE events > 0
    AND day >= '2026-01-01'
    AND day <= '2026-01-31'
    AND day <= (SELECT closed_until FROM freshness)
  GROUP BY time
), counted AS (
  SELECT time, new AS total
  FROM (
    SELECT time, count(*) FILTER (WHERE (before >= greatest(time, timestamp '2026-01-01') - interval '60 days') IS NOT TRUE) AS new, count(*) FILTER (WHERE before >= greatest(time, timestamp '2026-01-01') - interval '60 days') AS recurring
    FROM (
      SELECT *, lag(last) OVER (PARTITION BY host ORDER BY last) AS before
      FROM (
        SELECT day >= timestamp '2026-01-01' AS inside, date_trunc('week', day) AS time, host, max(day) AS last
        FROM "hosts" WHERE day >= timestamp '2026-01-01' - interval '60 days' AND day <= (SELECT least(closed_until, '2026-01-31') FROM freshness WHERE closed_until IS NOT NULL)
        GROUP BY inside, time, host
      ) AS stretches
    ) AS followed
    WHERE inside
    GROUP BY time
  ) AS seen
), answer AS (
  SELECT time, total AS value
  FROM counted
), filled AS (
  SELECT time, sum(value)::bigint AS value
  FROM (
    SELECT time, value FROM answer
    UNION ALL
    SELECT time, 0 FROM delivered
  ) AS points
  GROUP BY time
)
SELECT time AT TIME ZONE (SELECT zone FROM freshness) AS time, value
FROM filled
ORDER BY 1
