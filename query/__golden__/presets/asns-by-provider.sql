-- Who reports about which network
-- from: asn_provider, exact
WITH delivered AS (
  SELECT count(*) AS days
  FROM days
  WHERE events > 0
    AND day >= '2026-01-01'
    AND day <= '2026-01-31'
    AND day <= (SELECT closed_until FROM freshness)
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
  SELECT outage, "asn", "provider", ROW("asn", "provider")::text AS line, sum(part) AS part, sum(whole) AS whole
  FROM (
    SELECT outage, "asn", "provider", sum("ips") AS part, 0 AS whole
    FROM rollups JOIN came ON came_on = day AND gone_provider IS NOT DISTINCT FROM provider AND gone_feed IS NOT DISTINCT FROM feed
    WHERE rollup = 26
      AND EXISTS (SELECT FROM came)
      AND day >= (SELECT min(came_on) FROM came)
      AND day <= (SELECT max(came_on) FROM came)
    GROUP BY outage, "asn", "provider"
    UNION ALL
    SELECT outage, "asn", "provider", 0, sum("ips")
    FROM rollups JOIN came ON came_on = day
    WHERE rollup = 22
      AND EXISTS (SELECT FROM came)
      AND day >= (SELECT min(came_on) FROM came)
      AND day <= (SELECT max(came_on) FROM came)
    GROUP BY outage, "asn", "provider"
  ) AS sums
  GROUP BY outage, "asn", "provider"
), gaps AS (
  SELECT DISTINCT day, line, "asn", "provider"
  FROM missing JOIN shares USING (outage)
  WHERE part > 0.2 * whole
), everything AS (
  SELECT "asn", "provider", coalesce(sum("ips"), 0)::bigint AS total
  FROM rollups
  WHERE rollup = 22
    AND day >= '2026-01-01'
    AND day <= '2026-01-31'
    AND day <= (SELECT closed_until FROM freshness)
  GROUP BY "asn", "provider"
), counted AS (
  SELECT "asn", "provider", total::float8 * days / nullif(days - lost_days, 0) AS total, lost_days
  FROM (
    SELECT "asn", "provider", sum(total) AS total, sum(lost_days) AS lost_days
    FROM (
      SELECT "asn", "provider", total, 0 AS lost_days, 1 AS is_counted FROM everything
      UNION ALL
      SELECT "asn", "provider", 0, 1, 0
      FROM gaps JOIN days USING (day)
      WHERE events > 0
        AND day >= '2026-01-01'
        AND day <= '2026-01-31'
        AND day <= (SELECT closed_until FROM freshness)
      UNION ALL
      SELECT "asn", "provider", -"ips", 0, 0
      FROM rollups
      WHERE rollup = 22
        AND EXISTS (SELECT FROM gaps)
        AND day >= '2026-01-01'
        AND day <= '2026-01-31'
        AND day <= (SELECT closed_until FROM freshness)
        AND day = ANY (ARRAY(SELECT DISTINCT day FROM gaps))
        AND CASE WHEN true THEN (day, ROW("asn", "provider")::text) IN (SELECT day, line FROM gaps) END
    ) AS parts
    GROUP BY "asn", "provider"
    HAVING sum(is_counted) > 0
  ) AS rest CROSS JOIN delivered
), weighed AS (
  SELECT *, "asn" IS NULL AND "provider" IS NULL AS nothing, total AS weight
  FROM counted
), placed AS (
  SELECT *, row_number() OVER (ORDER BY nothing, weight DESC NULLS LAST, "asn", "provider") AS place
  FROM weighed
), gathered AS (
  SELECT CASE WHEN (place <= 10 OR nothing) THEN place END AS place, sum(total)::float8 AS total, min(lost_days) AS lost_days
  FROM placed
  GROUP BY 1
), ranked AS (
  SELECT "asn", "provider",
    CASE WHEN nothing THEN 'none' WHEN place IS NULL THEN 'remaining' ELSE 'ranked' END AS part,
    CASE WHEN NOT nothing THEN place END AS rank, gathered.total, gathered.lost_days
  FROM gathered LEFT JOIN placed USING (place)
), whole_shares AS (
  SELECT outage, ROW()::text AS line, sum(part) AS part, sum(whole) AS whole
  FROM (
    SELECT outage, sum("ips") AS part, 0 AS whole
    FROM rollups JOIN came ON came_on = day AND gone_provider IS NOT DISTINCT FROM provider AND gone_feed IS NOT DISTINCT FROM feed
    WHERE rollup = 11
      AND EXISTS (SELECT FROM came)
      AND day >= (SELECT min(came_on) FROM came)
      AND day <= (SELECT max(came_on) FROM came)
    GROUP BY outage
    UNION ALL
    SELECT outage, 0, sum("ips")
    FROM rollups JOIN came ON came_on = day
    WHERE rollup = 1
      AND EXISTS (SELECT FROM came)
      AND day >= (SELECT min(came_on) FROM came)
      AND day <= (SELECT max(came_on) FROM came)
    GROUP BY outage
  ) AS sums
  GROUP BY outage
), whole_gaps AS (
  SELECT DISTINCT day, line
  FROM missing JOIN whole_shares USING (outage)
  WHERE part > 0.2 * whole
), whole_everything AS (
  SELECT sum("ips")::bigint AS total
  FROM rollups
  WHERE rollup = 1
    AND day >= '2026-01-01'
    AND day <= '2026-01-31'
    AND day <= (SELECT closed_until FROM freshness)
), whole AS (
  SELECT total::float8 * days / nullif(days - lost_days, 0) AS total, lost_days
  FROM (
    SELECT sum(total) AS total, sum(lost_days) AS lost_days
    FROM (
      SELECT total, 0 AS lost_days, 1 AS is_counted FROM whole_everything
      UNION ALL
      SELECT 0, 1, 0
      FROM whole_gaps JOIN days USING (day)
      WHERE events > 0
        AND day >= '2026-01-01'
        AND day <= '2026-01-31'
        AND day <= (SELECT closed_until FROM freshness)
      UNION ALL
      SELECT -"ips", 0, 0
      FROM rollups
      WHERE rollup = 1
        AND EXISTS (SELECT FROM whole_gaps)
        AND day >= '2026-01-01'
        AND day <= '2026-01-31'
        AND day <= (SELECT closed_until FROM freshness)
        AND day = ANY (ARRAY(SELECT DISTINCT day FROM whole_gaps))
        AND CASE WHEN true THEN (day, ROW()::text) IN (SELECT day, line FROM whole_gaps) END
    ) AS parts
    HAVING sum(is_counted) > 0
  ) AS whole_rest CROSS JOIN delivered
), all_gaps AS (
  SELECT day, line FROM gaps
  UNION ALL
  SELECT DISTINCT day, 'remaining' FROM missing JOIN (
    SELECT outage, sum(part) AS part, sum(whole) AS whole FROM shares
    WHERE line NOT IN (SELECT ROW("asn", "provider")::text FROM placed WHERE (place <= 10 OR nothing))
    GROUP BY outage
  ) AS rest USING (outage) WHERE part > 0.2 * whole
), voids AS (
  SELECT line, before
  FROM (SELECT line, before, count(*) AS lost_days FROM (
    SELECT line, false AS before
    FROM all_gaps JOIN days USING (day)
    WHERE events > 0
      AND day >= '2026-01-01'
      AND day <= '2026-01-31'
      AND day <= (SELECT closed_until FROM freshness)
  ) AS lost GROUP BY line, before) AS lost CROSS JOIN delivered
  WHERE lost_days >= days
), answer AS (
  SELECT "asn", "provider", rank, part, CASE WHEN EXISTS (SELECT FROM voids) AND CASE part WHEN 'remaining' THEN 'remaining' ELSE ROW("asn", "provider")::text END IN (SELECT line FROM voids WHERE NOT before) THEN NULL ELSE total::float8 / nullif(days, 0) END AS value, total::float8 / nullif((SELECT total FROM whole), 0) AS share, days - lost_days AS days
  FROM ranked CROSS JOIN delivered
)
SELECT "asn", "provider", (SELECT name FROM as_names WHERE as_names.asn = answer.asn) AS as_name, rank, part, value AS "ips", share, days, 31 AS of_days, CASE row_number() OVER () WHEN 1 THEN (
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
      AND day <= (SELECT closed_until FROM freshness)
    GROUP BY gone_provider, gone_feed
    ORDER BY share DESC, gone_provider, gone_feed
  ) AS mentions
) END AS missing_feeds
FROM answer
ORDER BY array_position(ARRAY['ranked', 'none', 'remaining'], part), rank, "asn", "provider"
