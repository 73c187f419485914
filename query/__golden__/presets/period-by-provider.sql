-- Different addresses in the period by provider
-- from: hosts, exact
WITH counted AS (
  SELECT "provider", sum(current)::bigint AS total, sum(previous)::bigint AS previous_total
  FROM (
    SELECT "provider", total AS current, 0 AS previous FROM (
      SELECT "provider", count(*) AS total
      FROM (SELECT DISTINCT "provider", host FROM "hosts" WHERE day >= timestamp '2026-01-01' AND day <= (SELECT least(closed_until, '2026-01-31') FROM freshness WHERE closed_until IS NOT NULL)) AS different
      GROUP BY "provider"
    ) AS now
    UNION ALL
    SELECT "provider", 0, total FROM (
      SELECT "provider", count(*) AS total
      FROM (SELECT DISTINCT "provider", host FROM "hosts" WHERE day >= timestamp '2025-12-01' AND day <= ((SELECT least(closed_until, '2026-01-31') FROM freshness WHERE closed_until IS NOT NULL) - interval '31 days')) AS different
      GROUP BY "provider"
    ) AS before
  ) AS sides
  GROUP BY "provider"
), weighed AS (
  SELECT *, "provider" IS NULL AS nothing, total AS weight
  FROM counted
), placed AS (
  SELECT *, row_number() OVER (ORDER BY nothing, weight DESC NULLS LAST, "provider") AS place
  FROM weighed
), gathered AS (
  SELECT CASE WHEN (place <= 10 OR nothing) THEN place END AS place, sum(total)::bigint AS total, sum(previous_total)::bigint AS previous_total
  FROM placed
  GROUP BY 1
), ranked AS (
  SELECT "provider",
    CASE WHEN nothing THEN 'none' WHEN place IS NULL THEN 'remaining' ELSE 'ranked' END AS part,
    CASE WHEN NOT nothing THEN place END AS rank, gathered.total, gathered.previous_total
  FROM gathered LEFT JOIN placed USING (place)
), whole AS (
  SELECT count(*) AS total
  FROM (SELECT DISTINCT host FROM "hosts" WHERE day >= timestamp '2026-01-01' AND day <= (SELECT least(closed_until, '2026-01-31') FROM freshness WHERE closed_until IS NOT NULL)) AS different
), answer AS (
  SELECT "provider", rank, part, total AS value, previous_total AS previous, total::float8 / nullif((SELECT total FROM whole), 0) AS share
  FROM ranked
)
SELECT "provider", rank, part, value AS "ips_period", share, previous, value::float8 / nullif(previous, 0) - 1 AS change, CASE row_number() OVER () WHEN 1 THEN (
  SELECT json_agg(mentions)::text FROM (
    WITH gone AS (
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
    ), gaps AS (
      SELECT DISTINCT day, line
      FROM missing JOIN shares USING (outage)
      WHERE part > 0.2 * whole
    )
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
ORDER BY array_position(ARRAY['ranked', 'none', 'remaining'], part), rank, "provider"
