-- from: asn, exact
WITH delivered AS (
  SELECT sum(current) AS days, sum(previous) AS previous_days
  FROM (
    SELECT day, 1 AS current, 0 AS previous
    FROM days
    WHERE events > 0
      AND day >= '2026-01-01'
      AND day <= '2026-01-31'
      AND day <= (SELECT closed_until FROM freshness)
    UNION ALL
    SELECT day + interval '31 days', 0, 1
    FROM days
    WHERE events > 0
      AND day >= '2025-12-01'
      AND day <= '2025-12-31'
      AND day <= (SELECT closed_until FROM freshness) - interval '31 days'
  ) AS ledger
), gone AS (
  SELECT DISTINCT ROW(provider, feed)::text AS report
  FROM feed_status
  WHERE status = 'missing' AND ((day >= '2026-01-01' AND day <= '2026-01-31') OR (day >= '2025-12-01' AND day <= '2025-12-31'))
), reports AS (
  SELECT day, ROW(provider, feed)::text AS report, provider AS gone_provider, feed AS gone_feed,
    bool_or(status = 'missing') AND NOT bool_or(status IN ('delivered', 'thin')) AS is_missing,
    bool_or(status = 'delivered') AS is_usual
  FROM feed_status
  WHERE expected
    AND EXISTS (SELECT FROM gone)
    AND day >= '2025-09-22'
    AND day <= '2026-01-31'
    AND ROW(provider, feed)::text IN (SELECT report FROM gone)
  GROUP BY day, provider, feed
), history AS (
  SELECT *, max(day) FILTER (WHERE is_usual) OVER (PARTITION BY report ORDER BY day) AS last
  FROM reports
), missing AS (
  SELECT day, report, last, dense_rank() OVER (ORDER BY report, last) AS outage
  FROM history
  WHERE is_missing AND ((day >= '2026-01-01' AND day <= '2026-01-31') OR (day >= '2025-12-01' AND day <= '2025-12-31'))
), came AS (
  SELECT outage, gone_provider, gone_feed, day AS came_on
  FROM (SELECT DISTINCT outage, report, last FROM missing) AS outages JOIN history USING (report)
  WHERE is_usual AND day <= outages.last AND day > outages.last - interval '14 days'
), shares AS (
  SELECT outage, "asn", ROW("asn")::text AS line, sum(part) AS part, sum(whole) AS whole
  FROM (
    SELECT outage, "asn", sum("ips") AS part, 0 AS whole
    FROM rollups JOIN came ON came_on = day AND gone_provider IS NOT DISTINCT FROM provider AND gone_feed IS NOT DISTINCT FROM feed
    WHERE rollup = 26
      AND EXISTS (SELECT FROM came)
      AND day >= (SELECT min(came_on) FROM came)
      AND day <= (SELECT max(came_on) FROM came)
    GROUP BY outage, "asn"
    UNION ALL
    SELECT outage, "asn", 0, sum("ips")
    FROM rollups JOIN came ON came_on = day
    WHERE rollup = 21
      AND EXISTS (SELECT FROM came)
      AND day >= (SELECT min(came_on) FROM came)
      AND day <= (SELECT max(came_on) FROM came)
    GROUP BY outage, "asn"
  ) AS sums
  GROUP BY outage, "asn"
), gaps AS (
  SELECT DISTINCT day, line, "asn"
  FROM missing JOIN shares USING (outage)
  WHERE part > 0.2 * whole
), everything AS (
  SELECT "asn", coalesce(sum(current), 0)::bigint AS total, coalesce(sum(previous), 0)::bigint AS previous_total
  FROM (
    SELECT "asn", sum("ips") AS current, 0 AS previous
    FROM rollups
    WHERE rollup = 21
      AND day >= '2026-01-01'
      AND day <= '2026-01-31'
      AND day <= (SELECT closed_until FROM freshness)
    GROUP BY "asn"
    UNION ALL
    SELECT "asn", 0, sum("ips") AS previous
    FROM rollups
    WHERE rollup = 21
      AND day >= '2025-12-01'
      AND day <= '2025-12-31'
      AND day <= (SELECT closed_until FROM freshness) - interval '31 days'
    GROUP BY "asn"
  ) AS cells
  GROUP BY "asn"
), counted AS (
  SELECT "asn", total::float8 * days / nullif(days - lost_days, 0) AS total, lost_days, previous_total::float8 * previous_days / nullif(previous_days - previous_lost_days, 0) AS previous_total, previous_lost_days
  FROM (
    SELECT "asn", sum(total) AS total, sum(lost_days) AS lost_days, sum(previous_total) AS previous_total, sum(previous_lost_days) AS previous_lost_days
    FROM (
      SELECT "asn", total, 0 AS lost_days, previous_total, 0 AS previous_lost_days, 1 AS is_counted FROM everything
      UNION ALL
      SELECT "asn", 0, 1, 0, 0, 0
      FROM gaps JOIN days USING (day)
      WHERE events > 0
        AND day >= '2026-01-01'
        AND day <= '2026-01-31'
        AND day <= (SELECT closed_until FROM freshness)
      UNION ALL
      SELECT "asn", -"ips", 0, 0, 0, 0
      FROM rollups
      WHERE rollup = 21
        AND EXISTS (SELECT FROM gaps)
        AND day >= '2026-01-01'
        AND day <= '2026-01-31'
        AND day <= (SELECT closed_until FROM freshness)
        AND day = ANY (ARRAY(SELECT DISTINCT day FROM gaps))
        AND CASE WHEN true THEN (day, ROW("asn")::text) IN (SELECT day, line FROM gaps) END
      UNION ALL
      SELECT "asn", 0, 0, 0, 1, 0
      FROM gaps JOIN days USING (day)
      WHERE events > 0
        AND day >= '2025-12-01'
        AND day <= '2025-12-31'
        AND day <= (SELECT closed_until FROM freshness) - interval '31 days'
      UNION ALL
      SELECT "asn", 0, 0, -"ips", 0, 0
      FROM rollups
      WHERE rollup = 21
        AND EXISTS (SELECT FROM gaps)
        AND day >= '2025-12-01'
        AND day <= '2025-12-31'
        AND day <= (SELECT closed_until FROM freshness) - interval '31 days'
        AND day = ANY (ARRAY(SELECT DISTINCT day FROM gaps))
        AND CASE WHEN true THEN (day, ROW("asn")::text) IN (SELECT day, line FROM gaps) END
    ) AS parts
    GROUP BY "asn"
    HAVING sum(is_counted) > 0
  ) AS rest CROSS JOIN delivered
), weighed AS (
  SELECT *, "asn" IS NULL AS nothing, total AS weight
  FROM counted
), placed AS (
  SELECT *, row_number() OVER (ORDER BY nothing, weight DESC NULLS LAST, "asn") AS place
  FROM weighed
), gathered AS (
  SELECT CASE WHEN (place <= 3 OR nothing) THEN place END AS place, sum(total)::float8 AS total, sum(previous_total)::float8 AS previous_total, min(lost_days) AS lost_days, min(previous_lost_days) AS previous_lost_days
  FROM placed
  GROUP BY 1
), ranked AS (
  SELECT "asn",
    CASE WHEN nothing THEN 'none' WHEN place IS NULL THEN 'remaining' ELSE 'ranked' END AS part,
    CASE WHEN NOT nothing THEN place END AS rank, gathered.total, gathered.previous_total, gathered.lost_days, gathered.previous_lost_days
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
    WHERE line NOT IN (SELECT ROW("asn")::text FROM placed WHERE (place <= 3 OR nothing))
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
    UNION ALL
    SELECT line, true AS before
    FROM all_gaps JOIN days USING (day)
    WHERE events > 0
      AND day >= '2025-12-01'
      AND day <= '2025-12-31'
      AND day <= (SELECT closed_until FROM freshness) - interval '31 days'
  ) AS lost GROUP BY line, before) AS lost CROSS JOIN delivered
  WHERE lost_days >= CASE WHEN before THEN previous_days ELSE days END
), answer AS (
  SELECT "asn", rank, part, CASE WHEN EXISTS (SELECT FROM voids) AND CASE part WHEN 'remaining' THEN 'remaining' ELSE ROW("asn")::text END IN (SELECT line FROM voids WHERE NOT before) THEN NULL ELSE total::float8 / nullif(days, 0) END AS value, CASE WHEN EXISTS (SELECT FROM voids) AND CASE part WHEN 'remaining' THEN 'remaining' ELSE ROW("asn")::text END IN (SELECT line FROM voids WHERE before) THEN NULL ELSE previous_total::float8 / nullif(previous_days, 0) END AS previous, total::float8 / nullif((SELECT total FROM whole), 0) AS share, days - lost_days AS days
  FROM ranked CROSS JOIN delivered
)
SELECT "asn", rank, part, value AS "ips", share, days, 31 AS of_days, previous, value::float8 / nullif(previous, 0) - 1 AS change
FROM answer
ORDER BY array_position(ARRAY['ranked', 'none', 'remaining'], part), rank, "asn"
