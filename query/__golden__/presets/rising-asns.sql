-- Rising ASNs
-- from: asn, exact
WITH bounds AS (
  SELECT (SELECT least(closed_until, '2026-01-31') FROM freshness WHERE closed_until IS NOT NULL) AS last
), blocks AS (
  SELECT ((SELECT last FROM bounds)::date - day::date) / 7 AS back, count(*)::int AS days
  FROM days
  WHERE events > 0 AND day >= '2026-01-01' AND day <= (SELECT last FROM bounds)
    AND ((SELECT last FROM bounds)::date - day::date) / 7 < ((SELECT last FROM bounds)::date - timestamp '2026-01-01'::date + 1) / 7
  GROUP BY back
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
), whole_seen AS (
  SELECT back, array_agg(value ORDER BY value) FILTER (WHERE value IS NOT NULL) AS seen, (count(*) - count(value))::int AS lost
  FROM (SELECT ((SELECT last FROM bounds)::date - day::date) / 7 AS back, value FROM (
    SELECT day, "ips" AS value
    FROM rollups
    WHERE rollup = 1
      AND day >= '2026-01-01'
      AND day <= (SELECT last FROM bounds)
      AND (day <> ALL (ARRAY(SELECT DISTINCT day FROM whole_gaps)) OR (day, ROW()::text) NOT IN (SELECT day, line FROM whole_gaps))
    UNION ALL
    SELECT day, NULL FROM whole_gaps
    WHERE day <= (SELECT last FROM bounds) AND day IN (SELECT day FROM days WHERE events > 0)
  ) AS cells) AS single
  GROUP BY back
), whole AS (
  SELECT back, ((CASE WHEN ((days - coalesce(lost, 0)) + 1) / 2 <= (days - coalesce(lost, 0)) - coalesce(cardinality(seen), 0) THEN 0 ELSE seen[((days - coalesce(lost, 0)) + 1) / 2 - (days - coalesce(lost, 0)) + cardinality(seen)] END) + (CASE WHEN ((days - coalesce(lost, 0)) + 2) / 2 <= (days - coalesce(lost, 0)) - coalesce(cardinality(seen), 0) THEN 0 ELSE seen[((days - coalesce(lost, 0)) + 2) / 2 - (days - coalesce(lost, 0)) + cardinality(seen)] END))::float8 / 2 AS median
  FROM blocks LEFT JOIN whole_seen USING (back) WHERE (coalesce(lost, 0) = 0 OR days - lost >= 4)
), moved AS (
  SELECT back, median / nullif(avg(median) OVER (), 0) AS factor FROM whole
), tall AS (
  SELECT "asn", row_number() OVER (ORDER BY "asn") AS series, array_agg(day) AS days, array_agg(value) AS values
  FROM (
    SELECT "asn", day, "ips" AS value
    FROM rollups
    WHERE rollup = 21
      AND day >= '2026-01-01'
      AND day <= (SELECT last FROM bounds)
      AND (day <> ALL (ARRAY(SELECT DISTINCT day FROM gaps)) OR (day, ROW("asn")::text) NOT IN (SELECT day, line FROM gaps))
    UNION ALL
    SELECT "asn", day, NULL FROM gaps
    WHERE day <= (SELECT last FROM bounds) AND day IN (SELECT day FROM days WHERE events > 0)
  ) AS cells
  GROUP BY "asn"
  HAVING max(value) >= 10 AND NOT ("asn" IS NULL)
), series_seen AS (
  SELECT series, back, array_agg(value ORDER BY value) FILTER (WHERE value IS NOT NULL) AS seen, (count(*) - count(value))::int AS lost
  FROM (SELECT series, ((SELECT last FROM bounds)::date - day::date) / 7 AS back, value FROM tall CROSS JOIN unnest(tall.days, tall.values) AS cells (day, value)) AS single
  GROUP BY series, back
), weekly AS (
  SELECT series, back, ((CASE WHEN ((days - coalesce(lost, 0)) + 1) / 2 <= (days - coalesce(lost, 0)) - coalesce(cardinality(seen), 0) THEN 0 ELSE seen[((days - coalesce(lost, 0)) + 1) / 2 - (days - coalesce(lost, 0)) + cardinality(seen)] END) + (CASE WHEN ((days - coalesce(lost, 0)) + 2) / 2 <= (days - coalesce(lost, 0)) - coalesce(cardinality(seen), 0) THEN 0 ELSE seen[((days - coalesce(lost, 0)) + 2) / 2 - (days - coalesce(lost, 0)) + cardinality(seen)] END))::float8 / 2 AS median
  FROM (SELECT series FROM tall) AS series CROSS JOIN blocks LEFT JOIN series_seen USING (series, back) WHERE (coalesce(lost, 0) = 0 OR days - lost >= 4)
), adjusted AS (
  SELECT series, back, median, median / nullif(factor, 0) AS value
  FROM weekly JOIN moved USING (back)
), summary AS (
  SELECT series, count(*)::int AS weeks, array_agg(median ORDER BY back DESC) AS medians,
    array_agg(value ORDER BY back DESC) AS values, array_agg(back ORDER BY back DESC) AS backs,
    count(*) >= 5 AND max(median) >= 10 AS is_enough
  FROM adjusted GROUP BY series
), tested AS (
  SELECT *, least(CASE WHEN variance > 0 THEN abs(s - sign(s)) / sqrt(variance) ELSE 0 END,
    abs(slope * (backs[1] - backs[weeks])) / sqrt(greatest(medians[1] + medians[weeks], 1))) AS z
  FROM (
    SELECT *, (weeks * (weeks - 1) * (2 * weeks + 5) - ties) / 18.0 AS variance
    FROM summary CROSS JOIN LATERAL (
      SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY (later.value - earlier.value) / (earlier.back - later.back)) AS slope,
        sum(sign(later.value - earlier.value)) AS s
      FROM unnest(values, backs) AS earlier (value, back) CROSS JOIN unnest(values, backs) AS later (value, back)
      WHERE earlier.back > later.back
    ) AS pairs CROSS JOIN LATERAL (
      SELECT sum(equal * (equal - 1) * (2 * equal + 5)) AS ties
      FROM (SELECT count(*) AS equal FROM unnest(values) AS one GROUP BY one) AS counts
    ) AS ties
    WHERE is_enough
  ) AS sums
), judged AS (
  SELECT *, 2 * exp(-z * z / 2) / sqrt(2 * pi()) * (1 / (1 + 0.2316419 * abs(z))) * (0.319381530 + (1 / (1 + 0.2316419 * abs(z))) * (-0.356563782 + (1 / (1 + 0.2316419 * abs(z))) * (1.781477937 + (1 / (1 + 0.2316419 * abs(z))) * (-1.821255978 + (1 / (1 + 0.2316419 * abs(z))) * 1.330274429)))) AS p, count(*) OVER () AS looked_at FROM tested
), corrected AS (
  SELECT *, min(p * looked_at / nearer) OVER (ORDER BY p DESC, series) AS q
  FROM (SELECT *, row_number() OVER (ORDER BY p, series DESC) AS nearer FROM judged) AS sorted
), sources AS (
  SELECT line, sum(made) AS made
  FROM (
    SELECT ROW("asn")::text AS line, sum("ips") / 7.0 AS made
    FROM rollups
    WHERE EXISTS (SELECT ROW(provider, feed)::text FROM feeds GROUP BY provider, feed HAVING min(first_day) >= timestamp '2026-01-08')
      AND rollup = 26
      AND day > (SELECT last FROM bounds) - interval '7 days'
      AND day <= (SELECT last FROM bounds)
      AND ROW(provider, feed)::text IN (SELECT ROW(provider, feed)::text FROM feeds GROUP BY provider, feed HAVING min(first_day) >= timestamp '2026-01-08')
    GROUP BY line
    UNION ALL
    SELECT ROW("asn")::text AS line, -sum("ips") / 7.0 AS made
    FROM rollups
    WHERE EXISTS (SELECT ROW(provider, feed)::text FROM feeds GROUP BY provider, feed HAVING max(last_day) <= (SELECT last FROM bounds) - interval '7 days')
      AND rollup = 26
      AND day >= '2026-01-01'
      AND day < timestamp '2026-01-08'
      AND ROW(provider, feed)::text IN (SELECT ROW(provider, feed)::text FROM feeds GROUP BY provider, feed HAVING max(last_day) <= (SELECT last FROM bounds) - interval '7 days')
    GROUP BY line
    UNION ALL
    SELECT ROW("asn")::text AS line, sum("ips") / 7.0 AS made
    FROM rollups
    WHERE EXISTS (SELECT ROW(taxonomy, type, identifier)::text FROM annotations WHERE kind = 'new identifier' AND day >= timestamp '2026-01-08')
      AND rollup = 28
      AND day > (SELECT last FROM bounds) - interval '7 days'
      AND day <= (SELECT last FROM bounds)
      AND ROW(taxonomy, type, identifier)::text IN (SELECT ROW(taxonomy, type, identifier)::text FROM annotations WHERE kind = 'new identifier' AND day >= timestamp '2026-01-08')
    GROUP BY line
  ) AS parts
  GROUP BY line
), told AS (
  SELECT "asn", series, weeks, medians, slope * (backs[1] - backs[weeks]) AS added, p,
    CASE WHEN NOT is_enough THEN NULL
      WHEN abs(made) > abs(slope * (backs[1] - backs[weeks])) / 2 AND sign(made) = sign(slope) THEN NULL
      WHEN p * looked_at < 0.05 THEN 'clear' WHEN q < 0.1 THEN 'likely' END AS found, is_enough
  FROM summary JOIN tall USING (series) LEFT JOIN (SELECT series, slope, p, q, looked_at FROM corrected) AS corrected USING (series)
    LEFT JOIN sources ON sources.line = ROW(tall."asn")::text
)
SELECT "asn", (SELECT name FROM as_names WHERE as_names.asn = told.asn) AS as_name, (
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
) AS missing_feeds,
  CASE WHEN NOT is_enough THEN 'too little data' WHEN found IS NULL THEN 'steady'
    WHEN added > 0 THEN 'rising' ELSE 'falling' END AS direction, coalesce(found, 'unclear') AS evidence,
  added, medians[1] AS first, medians[weeks] AS last, weeks, p, medians
FROM told
WHERE found IS NOT NULL AND added > 0
ORDER BY added DESC NULLS LAST, "asn"
LIMIT 10
