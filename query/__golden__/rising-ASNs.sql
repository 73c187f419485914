-- from: asn, exact
WITH bounds AS (
  SELECT (SELECT least(closed_until, '2026-03-31') FROM freshness WHERE closed_until IS NOT NULL) AS last
), blocks AS (
  SELECT ((SELECT last FROM bounds)::date - day::date) / 7 AS back, count(*)::int AS days
  FROM days
  WHERE events > 0 AND day >= '2026-01-01' AND day <= (SELECT last FROM bounds)
    AND ((SELECT last FROM bounds)::date - day::date) / 7 < ((SELECT last FROM bounds)::date - timestamp '2026-01-01'::date + 1) / 7
  GROUP BY back
), whole_seen AS (
  SELECT back, array_agg(value ORDER BY value) AS seen
  FROM (SELECT ((SELECT last FROM bounds)::date - day::date) / 7 AS back, value FROM (
    SELECT day, "ips" AS value
    FROM rollups
    WHERE rollup = 1
      AND day >= '2026-01-01'
      AND day <= (SELECT last FROM bounds)
  ) AS cells) AS single
  GROUP BY back
), whole AS (
  SELECT back, ((CASE WHEN (days + 1) / 2 <= days - coalesce(cardinality(seen), 0) THEN 0 ELSE seen[(days + 1) / 2 - days + cardinality(seen)] END) + (CASE WHEN (days + 2) / 2 <= days - coalesce(cardinality(seen), 0) THEN 0 ELSE seen[(days + 2) / 2 - days + cardinality(seen)] END))::float8 / 2 AS median
  FROM blocks LEFT JOIN whole_seen USING (back)
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
  ) AS cells
  GROUP BY "asn"
  HAVING max(value) >= 10 AND NOT ("asn" IS NULL)
), series_seen AS (
  SELECT series, back, array_agg(value ORDER BY value) AS seen
  FROM (SELECT series, ((SELECT last FROM bounds)::date - day::date) / 7 AS back, value FROM tall CROSS JOIN unnest(tall.days, tall.values) AS cells (day, value)) AS single
  GROUP BY series, back
), weekly AS (
  SELECT series, back, ((CASE WHEN (days + 1) / 2 <= days - coalesce(cardinality(seen), 0) THEN 0 ELSE seen[(days + 1) / 2 - days + cardinality(seen)] END) + (CASE WHEN (days + 2) / 2 <= days - coalesce(cardinality(seen), 0) THEN 0 ELSE seen[(days + 2) / 2 - days + cardinality(seen)] END))::float8 / 2 AS median
  FROM (SELECT series FROM tall) AS series CROSS JOIN blocks LEFT JOIN series_seen USING (series, back)
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
    abs(slope * (weeks - 1)) / sqrt(greatest(medians[1] + medians[weeks], 1))) AS z
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
  SELECT "asn", series, weeks, medians, slope * (weeks - 1) AS added, p,
    CASE WHEN NOT is_enough THEN NULL
      WHEN abs(made) > abs(slope * (weeks - 1)) / 2 AND sign(made) = sign(slope) THEN NULL
      WHEN p * looked_at < 0.05 THEN 'clear' WHEN q < 0.1 THEN 'likely' END AS found, is_enough
  FROM summary JOIN tall USING (series) LEFT JOIN (SELECT series, slope, p, q, looked_at FROM corrected) AS corrected USING (series)
    LEFT JOIN sources ON sources.line = ROW(tall."asn")::text
)
SELECT "asn",
  CASE WHEN NOT is_enough THEN 'too little data' WHEN found IS NULL THEN 'steady'
    WHEN added > 0 THEN 'rising' ELSE 'falling' END AS direction, coalesce(found, 'unclear') AS evidence,
  added, medians[1] AS first, medians[weeks] AS last, weeks, p, medians
FROM told
WHERE found IS NOT NULL AND added > 0
ORDER BY added DESC NULLS LAST, "asn"
LIMIT 10
