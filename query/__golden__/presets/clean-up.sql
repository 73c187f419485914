-- Clean-up by ASN
-- from: hosts, exact
WITH found AS (
  WITH ending AS (
    SELECT of_provider, of_feed, day FROM (
      SELECT of_provider, of_feed, day, row_number() OVER (PARTITION BY of_provider, of_feed ORDER BY day DESC) AS nth
      FROM (
        SELECT DISTINCT provider AS of_provider, feed AS of_feed, day FROM feed_status
        WHERE status = 'delivered' AND day >= timestamp '2026-01-01' - interval '60 days' AND day <= least((SELECT closed_until FROM freshness), timestamp '2026-01-31')
      ) AS deliveries
    ) AS numbered WHERE nth = 3
  ),
  last AS (
    SELECT "asn", host, provider AS of_provider, feed AS of_feed, min(day) AS first, max(day) AS last FROM "hosts"
    WHERE day >= timestamp '2026-01-01' - interval '60 days' AND day <= least((SELECT closed_until FROM freshness), timestamp '2026-01-31') AND "taxonomy" = 'vulnerable' GROUP BY "asn", host, of_provider, of_feed
  ), spans AS (
    SELECT "asn", max(last) AS last,
      max(last)::date - min(first)::date + 1 AS days, bool_and(coalesce(last < ending.day, false)) AS is_gone
    FROM last LEFT JOIN ending ON coalesce(last.of_provider, U&'\0001') = coalesce(ending.of_provider, U&'\0001') AND coalesce(last.of_feed, U&'\0001') = coalesce(ending.of_feed, U&'\0001') GROUP BY "asn", host
    HAVING min(first) >= timestamp '2026-01-01' AND min(first) <= (SELECT least(closed_until, '2026-01-31') FROM freshness WHERE closed_until IS NOT NULL)
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
SELECT "asn", (SELECT name FROM as_names WHERE as_names.asn = answer.asn) AS as_name, rank, part, value AS "cleanup", after_14, after_30, low, high, half, at_once, ips
FROM answer
ORDER BY array_position(ARRAY['ranked', 'none', 'remaining'], part), rank, "asn"
