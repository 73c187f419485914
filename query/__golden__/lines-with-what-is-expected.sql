-- from: taxonomy, exact
WITH delivered AS (
  SELECT day AS time, count(*) AS days
  FROM days
  WHERE events > 0
    AND day >= '2025-11-06'
    AND day <= '2026-01-31'
  GROUP BY time
), gone AS (
  SELECT DISTINCT ROW(provider, feed)::text AS report
  FROM feed_status
  WHERE status = 'missing' AND ((day >= '2025-11-06' AND day <= '2026-01-31'))
), reports AS (
  SELECT day, ROW(provider, feed)::text AS report, provider AS gone_provider, feed AS gone_feed,
    bool_or(status = 'missing') AND NOT bool_or(status IN ('delivered', 'thin')) AS is_missing,
    bool_or(status = 'delivered') AS is_usual
  FROM feed_status
  WHERE expected
    AND EXISTS (SELECT FROM gone)
    AND day >= '2025-08-28'
    AND day <= '2026-01-31'
    AND ROW(provider, feed)::text IN (SELECT report FROM gone)
  GROUP BY day, provider, feed
), history AS (
  SELECT *, max(day) FILTER (WHERE is_usual) OVER (PARTITION BY report ORDER BY day) AS last
  FROM reports
), missing AS (
  SELECT day, report, last, dense_rank() OVER (ORDER BY report, last) AS outage
  FROM history
  WHERE is_missing AND ((day >= '2025-11-06' AND day <= '2026-01-31'))
), came AS (
  SELECT outage, gone_provider, gone_feed, day AS came_on
  FROM (SELECT DISTINCT outage, report, last FROM missing) AS outages JOIN history USING (report)
  WHERE is_usual AND day <= outages.last AND day > outages.last - interval '14 days'
), shares AS (
  SELECT outage, "taxonomy", ROW("taxonomy")::text AS line, sum(part) AS part, sum(whole) AS whole
  FROM (
    SELECT outage, "taxonomy", sum("events") AS part, 0 AS whole
    FROM rollups JOIN came ON came_on = day AND gone_provider IS NOT DISTINCT FROM provider AND gone_feed IS NOT DISTINCT FROM feed
    WHERE rollup = 18
      AND EXISTS (SELECT FROM came)
      AND day >= (SELECT min(came_on) FROM came)
      AND day <= (SELECT max(came_on) FROM came)
    GROUP BY outage, "taxonomy"
    UNION ALL
    SELECT outage, "taxonomy", 0, sum("events")
    FROM rollups JOIN came ON came_on = day
    WHERE rollup = 5
      AND EXISTS (SELECT FROM came)
      AND day >= (SELECT min(came_on) FROM came)
      AND day <= (SELECT max(came_on) FROM came)
    GROUP BY outage, "taxonomy"
  ) AS sums
  GROUP BY outage, "taxonomy"
), gaps AS (
  SELECT DISTINCT day, line, "taxonomy"
  FROM missing JOIN shares USING (outage)
  WHERE part > 0.2 * whole
), counted AS (
  SELECT day AS time, "taxonomy", "ips"::bigint AS total
  FROM rollups
  WHERE rollup = 5
    AND day >= '2025-11-06'
    AND day <= '2026-01-31'
), weighed AS (
  SELECT "taxonomy", "taxonomy" IS NULL AS nothing, sum(total) FILTER (WHERE time >= '2026-01-01' AND time <= (SELECT closed_until FROM freshness)) AS closed_weight, sum(total) FILTER (WHERE time >= '2026-01-01') AS weight, array_agg(time) AS times, array_agg(total) AS totals
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
), all_gaps AS (
  SELECT day, line FROM gaps
  UNION ALL
  SELECT DISTINCT day, 'remaining' FROM missing JOIN (
    SELECT outage, sum(part) AS part, sum(whole) AS whole FROM shares
    WHERE line NOT IN (SELECT ROW("taxonomy")::text FROM placed WHERE (place <= 3 OR nothing))
    GROUP BY outage
  ) AS rest USING (outage) WHERE part > 0.2 * whole
), voids AS (
  SELECT day AS time, line, false AS before
  FROM all_gaps JOIN days USING (day)
  WHERE events > 0
    AND day >= '2025-11-06'
    AND day <= '2026-01-31'
), answer AS (
  SELECT time, "taxonomy", rank, part, CASE WHEN time = ANY (ARRAY(SELECT DISTINCT time FROM voids)) AND (time, CASE part WHEN 'remaining' THEN 'remaining' ELSE ROW("taxonomy")::text END) IN (SELECT time, line FROM voids WHERE NOT before) THEN NULL ELSE total END AS value
  FROM ranked
), filled AS (
  SELECT time, "taxonomy", rank, part, CASE WHEN time = ANY (ARRAY(SELECT DISTINCT time FROM voids)) AND (time, CASE part WHEN 'remaining' THEN 'remaining' ELSE ROW("taxonomy")::text END) IN (SELECT time, line FROM voids WHERE NOT before) THEN NULL ELSE sum(value)::bigint END AS value
  FROM (
    SELECT time, "taxonomy", rank, part, value FROM answer
    UNION ALL
    SELECT time, "taxonomy", rank, part, 0 FROM delivered CROSS JOIN (SELECT DISTINCT "taxonomy", rank, part FROM answer) AS rows
  ) AS points
  GROUP BY time, "taxonomy", rank, part
), expected AS (
  SELECT *,
    CASE WHEN time <= (SELECT closed_until FROM freshness) AND (value < expected_low OR value > expected_high) THEN value END AS outside
  FROM (
    SELECT *, floor(expected - least(width, expected)) AS expected_low, ceil(expected + width) AS expected_high
    FROM (
      SELECT *, 4 * greatest(1.4826 * (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY abs(one - expected)) FROM unnest(seen) AS one), sqrt(expected), 1) AS width
      FROM (
        SELECT *, CASE WHEN cardinality(seen) >= 4 THEN (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY one) FROM unnest(seen) AS one) END AS expected
        FROM (
          SELECT *, array_agg(value::float8) FILTER (WHERE value IS NOT NULL AND time <= (SELECT closed_until FROM freshness)) OVER (PARTITION BY "taxonomy", rank, part, extract(isodow FROM time) ORDER BY time RANGE BETWEEN interval '56 days' PRECEDING AND interval '7 days' PRECEDING) AS seen
          FROM filled
        ) AS points
      ) AS points
    ) AS points
  ) AS points
  WHERE time >= '2026-01-01'
)
SELECT time, metric, value
FROM (
  SELECT time, CASE part WHEN 'remaining' THEN 'remaining' WHEN 'none' THEN '(none)' ELSE coalesce("taxonomy"::text, '(none)') END AS metric, value, rank FROM expected
  UNION ALL
  SELECT time, CASE part WHEN 'remaining' THEN 'remaining' WHEN 'none' THEN '(none)' ELSE coalesce("taxonomy"::text, '(none)') END || U&' \0028expected at least\0029', expected_low, rank FROM expected
  UNION ALL
  SELECT time, CASE part WHEN 'remaining' THEN 'remaining' WHEN 'none' THEN '(none)' ELSE coalesce("taxonomy"::text, '(none)') END || U&' \0028expected at most\0029', expected_high, rank FROM expected
  UNION ALL
  SELECT time, CASE part WHEN 'remaining' THEN 'remaining' WHEN 'none' THEN '(none)' ELSE coalesce("taxonomy"::text, '(none)') END || U&' \0028outside\0029', outside, rank FROM expected
) AS lines
ORDER BY time, rank NULLS LAST, metric
