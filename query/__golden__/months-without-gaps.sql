-- from: provider, exact
WITH delivered AS (
  SELECT date_trunc('month', day) AS time, count(*) AS days
  FROM days
  WHERE events > 0
    AND day >= '2026-01-01'
    AND day <= '2026-01-31'
    AND day <= (SELECT closed_until FROM freshness)
  GROUP BY time
), gone AS (
  SELECT DISTINCT ROW(provider, feed)::text AS report
  FROM feed_status
  WHERE status = 'missing' AND ((day >= '2026-01-01' AND day <= '2026-01-31'))
), reports AS (
  SELECT day, ROW(provider, feed)::text AS report, provider AS gone_provider, feed AS gone_feed,
    bool_or(status = 'missing') AND NOT bool_or(status IN ('delivered', 'thin')) AS is_missing,
    bool_or(status = 'delivered') AS is_usual
  FROM feed_status
  WHERE expected
    AND EXISTS (SELECT FROM gone)
    AND day >= '2025-10-23'
    AND day <= '2026-01-31'
    AND ROW(provider, feed)::text IN (SELECT report FROM gone)
  GROUP BY day, provider, feed
), history AS (
  SELECT *, max(day) FILTER (WHERE is_usual) OVER (PARTITION BY report ORDER BY day) AS last
  FROM reports
), missing AS (
  SELECT day, report, last, dense_rank() OVER (ORDER BY report, last) AS outage
  FROM history
  WHERE is_missing AND ((day >= '2026-01-01' AND day <= '2026-01-31'))
), came AS (
  SELECT outage, gone_provider, gone_feed, day AS came_on
  FROM (SELECT DISTINCT outage, report, last FROM missing) AS outages JOIN history USING (report)
  WHERE is_usual AND day <= outages.last AND day > outages.last - interval '14 days'
), shares AS (
  SELECT outage, "provider", ROW("provider")::text AS line, sum(part) AS part, sum(whole) AS whole
  FROM (
    SELECT outage, "provider", sum("ips") AS part, 0 AS whole
    FROM rollups JOIN came ON came_on = day AND gone_provider IS NOT DISTINCT FROM provider AND gone_feed IS NOT DISTINCT FROM feed
    WHERE rollup = 11
      AND EXISTS (SELECT FROM came)
      AND day >= (SELECT min(came_on) FROM came)
      AND day <= (SELECT max(came_on) FROM came)
    GROUP BY outage, "provider"
    UNION ALL
    SELECT outage, "provider", 0, sum("ips")
    FROM rollups JOIN came ON came_on = day
    WHERE rollup = 4
      AND EXISTS (SELECT FROM came)
      AND day >= (SELECT min(came_on) FROM came)
      AND day <= (SELECT max(came_on) FROM came)
    GROUP BY outage, "provider"
  ) AS sums
  GROUP BY outage, "provider"
), gaps AS (
  SELECT DISTINCT day, line, "provider"
  FROM missing JOIN shares USING (outage)
  WHERE part > 0.2 * whole
), everything AS (
  SELECT date_trunc('month', day) AS time, "provider", coalesce(sum("ips"), 0)::bigint AS total
  FROM rollups
  WHERE rollup = 4
    AND day >= '2026-01-01'
    AND day <= '2026-01-31'
    AND day <= (SELECT closed_until FROM freshness)
  GROUP BY time, "provider"
), counted AS (
  SELECT time, "provider", total::float8 * days / nullif(days - lost_days, 0) AS total, lost_days
  FROM (
    SELECT time, "provider", sum(total) AS total, sum(lost_days) AS lost_days
    FROM (
      SELECT time, "provider", total, 0 AS lost_days, 1 AS is_counted FROM everything
      UNION ALL
      SELECT date_trunc('month', day) AS time, "provider", 0, 1, 0
      FROM gaps JOIN days USING (day)
      WHERE events > 0
        AND day >= '2026-01-01'
        AND day <= '2026-01-31'
        AND day <= (SELECT closed_until FROM freshness)
      UNION ALL
      SELECT date_trunc('month', day), "provider", -"ips", 0, 0
      FROM rollups
      WHERE rollup = 4
        AND EXISTS (SELECT FROM gaps)
        AND day >= '2026-01-01'
        AND day <= '2026-01-31'
        AND day <= (SELECT closed_until FROM freshness)
        AND day = ANY (ARRAY(SELECT DISTINCT day FROM gaps))
        AND CASE WHEN true THEN (day, ROW("provider")::text) IN (SELECT day, line FROM gaps) END
    ) AS parts
    GROUP BY time, "provider"
    HAVING sum(is_counted) > 0
  ) AS rest JOIN delivered USING (time)
), voids AS (
  SELECT time, line, before
  FROM (SELECT time, line, before, count(*) AS lost_days FROM (
    SELECT date_trunc('month', day) AS time, line, false AS before
    FROM gaps JOIN days USING (day)
    WHERE events > 0
      AND day >= '2026-01-01'
      AND day <= '2026-01-31'
      AND day <= (SELECT closed_until FROM freshness)
  ) AS lost GROUP BY time, line, before) AS lost JOIN delivered USING (time)
  WHERE lost_days >= days
), answer AS (
  SELECT time, "provider", CASE WHEN time = ANY (ARRAY(SELECT DISTINCT time FROM voids)) AND (time, ROW("provider")::text) IN (SELECT time, line FROM voids WHERE NOT before) THEN NULL ELSE total::float8 / nullif(days, 0) END AS value, days - lost_days AS days
  FROM counted JOIN delivered USING (time)
)
SELECT time::date AS "month", "provider", value AS "ips", days, extract(day FROM least(time + interval '1 month', timestamp '2026-02-01') - greatest(time, timestamp '2026-01-01'))::int AS of_days
FROM answer
ORDER BY time, value DESC NULLS LAST, "provider"
