-- Top problems per day
-- from: identifier, exact
WITH delivered AS (
  SELECT day AS time, count(*) AS days
  FROM days
  WHERE events > 0
    AND day >= '2026-01-01'
    AND day <= '2026-01-31'
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
  SELECT outage, "taxonomy", "type", "identifier", ROW("taxonomy", "type", "identifier")::text AS line, sum(part) AS part, sum(whole) AS whole
  FROM (
    SELECT outage, "taxonomy", "type", "identifier", sum("ips") AS part, 0 AS whole
    FROM rollups JOIN came ON came_on = day AND gone_provider IS NOT DISTINCT FROM provider AND gone_feed IS NOT DISTINCT FROM feed
    WHERE rollup = 18
      AND EXISTS (SELECT FROM came)
      AND day >= (SELECT min(came_on) FROM came)
      AND day <= (SELECT max(came_on) FROM came)
    GROUP BY outage, "taxonomy", "type", "identifier"
    UNION ALL
    SELECT outage, "taxonomy", "type", "identifier", 0, sum("ips")
    FROM rollups JOIN came ON came_on = day
    WHERE rollup = 13
      AND EXISTS (SELECT FROM came)
      AND day >= (SELECT min(came_on) FROM came)
      AND day <= (SELECT max(came_on) FROM came)
    GROUP BY outage, "taxonomy", "type", "identifier"
  ) AS sums
  GROUP BY outage, "taxonomy", "type", "identifier"
), gaps AS (
  SELECT DISTINCT day, line, "taxonomy", "type", "identifier"
  FROM missing JOIN shares USING (outage)
  WHERE part > 0.2 * whole
), counted AS (
  SELECT day AS time, "taxonomy", "type", "identifier", "ips"::bigint AS total
  FROM rollups
  WHERE rollup = 13
    AND day >= '2026-01-01'
    AND day <= '2026-01-31'
), weighed AS (
  SELECT "taxonomy", "type", "identifier", "taxonomy" IS NULL AND "type" IS NULL AND "identifier" IS NULL AS nothing, sum(total) FILTER (WHERE time <= (SELECT closed_until FROM freshness)) AS closed_weight, sum(total) AS weight, array_agg(time) AS times, array_agg(total) AS totals
  FROM counted
  GROUP BY "taxonomy", "type", "identifier"
), placed AS (
  SELECT *, row_number() OVER (ORDER BY nothing, closed_weight DESC NULLS LAST, weight DESC NULLS LAST, "taxonomy", "type", "identifier") AS place
  FROM weighed
), gathered AS (
  SELECT time, CASE WHEN (place <= 10 OR nothing) THEN place END AS place, sum(total)::bigint AS total
  FROM placed CROSS JOIN unnest(times, totals) AS cells (time, total)
  GROUP BY 1, 2
), ranked AS (
  SELECT time, "taxonomy", "type", "identifier",
    CASE WHEN nothing THEN 'none' WHEN place IS NULL THEN 'remaining' ELSE 'ranked' END AS part,
    CASE WHEN NOT nothing THEN place END AS rank, gathered.total
  FROM gathered LEFT JOIN placed USING (place)
), all_gaps AS (
  SELECT day, line FROM gaps
  UNION ALL
  SELECT DISTINCT day, 'remaining' FROM missing JOIN (
    SELECT outage, sum(part) AS part, sum(whole) AS whole FROM shares
    WHERE line NOT IN (SELECT ROW("taxonomy", "type", "identifier")::text FROM placed WHERE (place <= 10 OR nothing))
    GROUP BY outage
  ) AS rest USING (outage) WHERE part > 0.2 * whole
), voids AS (
  SELECT day AS time, line, false AS before
  FROM all_gaps JOIN days USING (day)
  WHERE events > 0
    AND day >= '2026-01-01'
    AND day <= '2026-01-31'
), answer AS (
  SELECT time, "taxonomy", "type", "identifier", rank, part, CASE WHEN time = ANY (ARRAY(SELECT DISTINCT time FROM voids)) AND (time, CASE part WHEN 'remaining' THEN 'remaining' ELSE ROW("taxonomy", "type", "identifier")::text END) IN (SELECT time, line FROM voids WHERE NOT before) THEN NULL ELSE total END AS value
  FROM ranked
), filled AS (
  SELECT time, "taxonomy", "type", "identifier", rank, part, CASE WHEN time = ANY (ARRAY(SELECT DISTINCT time FROM voids)) AND (time, CASE part WHEN 'remaining' THEN 'remaining' ELSE ROW("taxonomy", "type", "identifier")::text END) IN (SELECT time, line FROM voids WHERE NOT before) THEN NULL ELSE sum(value)::bigint END AS value
  FROM (
    SELECT time, "taxonomy", "type", "identifier", rank, part, value FROM answer
    UNION ALL
    SELECT time, "taxonomy", "type", "identifier", rank, part, 0 FROM delivered CROSS JOIN (SELECT DISTINCT "taxonomy", "type", "identifier", rank, part FROM answer) AS rows
  ) AS points
  GROUP BY time, "taxonomy", "type", "identifier", rank, part
)
SELECT time AT TIME ZONE (SELECT zone FROM freshness) AS time, "taxonomy", "type", "identifier", rank, part, value, CASE row_number() OVER () WHEN 1 THEN (
  SELECT json_agg(mentions)::text FROM (
    SELECT gone_provider AS provider, gone_feed AS feed, min(day)::date::text AS first_day, max(day)::date::text AS last_day,
      count(DISTINCT day)::int AS days, count(DISTINCT line)::int AS rows, max(part::float8 / nullif(whole, 0)) AS share
    FROM missing JOIN shares USING (outage) JOIN days USING (day)
      JOIN (SELECT DISTINCT outage, gone_provider, gone_feed FROM came) AS names USING (outage)
    WHERE part > 0.2 * whole
      AND events > 0
      AND day >= '2026-01-01'
      AND day >= '2026-01-01'
      AND day <= '2026-01-31'
    GROUP BY gone_provider, gone_feed
    ORDER BY share DESC, gone_provider, gone_feed
  ) AS mentions
) END AS missing_feeds
FROM filled
ORDER BY 1, rank NULLS LAST, part, "taxonomy", "type", "identifier"
