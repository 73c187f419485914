-- Clean-up by ASN
-- from: hosts, exact
WITH found AS (
  WITH ending AS (
    SELECT provider AS of_provider, feed AS of_feed, (array_agg(DISTINCT day ORDER BY day DESC))[3] AS quiet_from FROM feed_status
    WHERE status = 'delivered' AND day >= timestamp '2026-01-01' - interval '60 days' AND day <= least((SELECT closed_until FROM freshness), timestamp '2026-01-31') GROUP BY of_provider, of_feed
  ), spans AS (
    SELECT "asn", max(day) AS last,
      max(day)::date - min(day)::date + 1 AS days, bool_and(coalesce(day < quiet_from, false)) AS is_gone
    FROM "hosts" AS seen LEFT JOIN ending ON coalesce(seen.provider, U&'\0001') = coalesce(of_provider, U&'\0001') AND coalesce(seen.feed, U&'\0001') = coalesce(of_feed, U&'\0001')
    WHERE day >= timestamp '2026-01-01' - interval '60 days' AND day <= least((SELECT closed_until FROM freshness), timestamp '2026-01-31') AND "taxonomy" = 'vulnerable' GROUP BY "asn", host
    HAVING min(day) >= timestamp '2026-01-01' AND min(day) <= (SELECT least(closed_until, '2026-01-31') FROM freshness WHERE closed_until IS NOT NULL)
  ), ends AS (
    SELECT "asn", days, count(*)::float8 AS leaving, count(*) FILTER (WHERE is_gone)::float8 AS gone, max(together) AS together
    FROM (SELECT *, count(*) FILTER (WHERE is_gone) OVER (PARTITION BY "asn", last) AS together FROM spans) AS counted_spans
    GROUP BY "asn", days
  ), risks AS (
    SELECT *, sum(leaving) OVER (PARTITION BY "asn" ORDER BY days DESC) AS at_risk FROM ends
  ), left_over AS (
    SELECT *, exp(sum(ln(greatest(1 - gone / at_risk, 1e-12))) OVER (PARTITION BY "asn" ORDER BY days)) AS still FROM risks
  ), curve AS (
    SELECT "asn", sum(leaving)::bigint AS ips, 1 - CASE WHEN bool_or(gone = at_risk) FILTER (WHERE days <= 7) THEN 0
      ELSE exp(coalesce(sum(ln(1 - gone / at_risk)) FILTER (WHERE days <= 7 AND gone < at_risk), 0)) END AS after_7, 1 - CASE WHEN bool_or(gone = at_risk) FILTER (WHERE days <= 14) THEN 0
      ELSE exp(coalesce(sum(ln(1 - gone / at_risk)) FILTER (WHERE days <= 14 AND gone < at_risk), 0)) END AS after_14, 1 - CASE WHEN bool_or(gone = at_risk) FILTER (WHERE days <= 30) THEN 0
      ELSE exp(coalesce(sum(ln(1 - gone / at_risk)) FILTER (WHERE days <= 30 AND gone < at_risk), 0)) END AS after_30, sum(gone / (at_risk * (at_risk - gone))) FILTER (WHERE days <= 7 AND gone < at_risk) AS spread, min(days) FILTER (WHERE still <= 0.5 + 1e-9) AS half, CASE WHEN sum(gone) >= 10 THEN max(together)::float8 / sum(gone) END AS at_once
    FROM left_over
  GROUP BY "asn"
  ), worth AS (
    SELECT *, CASE WHEN ips > 0 THEN after_7 END AS value,
      CASE WHEN spread > 0 AND after_7 BETWEEN 1e-9 AND 1 - 1e-9 THEN after_7 / ((1 - after_7) * spread) ELSE ips END AS size
    FROM curve
  )
  SELECT "asn", ips, value, CASE WHEN ips > 0 THEN after_14 END AS after_14, CASE WHEN ips > 0 THEN after_30 END AS after_30, greatest(0, least(1, (value + 3.8415999999999997 / (2 * size) - 1.96 * sqrt(value * (1 - value) / size + 3.8415999999999997 / (4 * size * size))) / (1 + 3.8415999999999997 / size))) AS low, greatest(0, least(1, (value + 3.8415999999999997 / (2 * size) + 1.96 * sqrt(value * (1 - value) / size + 3.8415999999999997 / (4 * size * size))) / (1 + 3.8415999999999997 / size))) AS high, half, at_once
  FROM worth
), ranked AS (
  SELECT "asn", value, after_14, after_30, low, high, half, at_once, ips,
    CASE WHEN NOT ("asn" IS NULL) AND ips >= 20 AND NOT (coalesce(at_once > 0.5, false)) THEN row_number() OVER (PARTITION BY NOT ("asn" IS NULL) AND ips >= 20 AND NOT (coalesce(at_once > 0.5, false)) ORDER BY low DESC, ips DESC, "asn") END AS rank,
    CASE WHEN "asn" IS NULL THEN 'none' ELSE 'ranked' END AS part
  FROM found
  WHERE ("asn" IS NULL) OR ips >= 20
), answer AS (
  SELECT "asn", rank, part, value, after_14, after_30, low, high, half, at_once, ips
  FROM ranked
  WHERE rank IS NULL OR rank <= 20
)
SELECT "asn", (SELECT name FROM as_names WHERE as_names.asn = answer.asn) AS as_name, rank, part, value AS "cleanup", after_14, after_30, low, high, half, at_once, ips, CASE row_number() OVER () WHEN 1 THEN (
  SELECT json_agg(mentions)::text FROM (
    WITH gone AS (
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
      SELECT outage, ROW()::text AS line, sum(part) AS part, sum(whole) AS whole
      FROM (
        SELECT outage, sum("events") AS part, 0 AS whole
        FROM rollups JOIN came ON came_on = day AND gone_provider IS NOT DISTINCT FROM provider AND gone_feed IS NOT DISTINCT FROM feed
        WHERE rollup = 18
          AND EXISTS (SELECT FROM came)
          AND day >= (SELECT min(came_on) FROM came)
          AND day <= (SELECT max(came_on) FROM came)
          AND "taxonomy" = 'vulnerable'
        GROUP BY outage
        UNION ALL
        SELECT outage, 0, sum("events")
        FROM rollups JOIN came ON came_on = day
        WHERE rollup = 5
          AND EXISTS (SELECT FROM came)
          AND day >= (SELECT min(came_on) FROM came)
          AND day <= (SELECT max(came_on) FROM came)
          AND "taxonomy" = 'vulnerable'
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
ORDER BY array_position(ARRAY['ranked', 'none', 'remaining'], part), rank, "asn"
