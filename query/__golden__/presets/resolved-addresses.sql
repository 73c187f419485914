-- No longer reported per week
-- from: hosts, exact
WITH delivered AS (
  SELECT date_trunc('week', day) AS time, count(*) AS days
  FROM days
  WHERE events > 0
    AND day >= '2026-01-01'
    AND day <= '2026-01-31'
    AND day <= (SELECT closed_until FROM freshness)
  GROUP BY time
), counted AS (
  WITH deliveries AS (
    SELECT provider AS of_provider, feed AS of_feed, array_agg(DISTINCT day ORDER BY day) AS days FROM feed_status
    WHERE status = 'delivered' AND day >= timestamp '2026-01-01' - interval '60 days' AND day <= (SELECT least(closed_until, '2026-01-31') FROM freshness WHERE closed_until IS NOT NULL) GROUP BY of_provider, of_feed
  ), holding AS MATERIALIZED (
    SELECT of_provider, of_feed, (
      SELECT array_agg((SELECT bit_or(CASE WHEN of_day <= ends AND width_bucket(ends, days) - width_bucket(of_day, days) < 3 THEN 1::bigint << n ELSE 0 END) FROM (
      SELECT 0 AS n, timestamp '2026-01-01' - interval '1 days' AS ends UNION ALL SELECT n, ends FROM (
    SELECT n::integer, time, greatest(time, timestamp '2026-01-01') AS begins, least(time + interval '1 week' - interval '1 day', (SELECT least(closed_until, '2026-01-31') FROM freshness WHERE closed_until IS NOT NULL)) AS ends
    FROM generate_series(date_trunc('week', timestamp '2026-01-01'), (SELECT least(closed_until, '2026-01-31') FROM freshness WHERE closed_until IS NOT NULL), interval '1 week') WITH ORDINALITY AS stretch (time, n)
  ) AS whole
    ) AS stretches) ORDER BY of_day)
      FROM generate_series(timestamp '2026-01-01' - interval '60 days', (SELECT least(closed_until, '2026-01-31') FROM freshness WHERE closed_until IS NOT NULL), interval '1 day') AS of_day
    ) AS held FROM deliveries
  ), sightings AS (
    SELECT host, (
      SELECT array_agg((SELECT bit_or(CASE WHEN of_day <= ends THEN 1::bigint << n ELSE 0 END) FROM (
      SELECT 0 AS n, timestamp '2026-01-01' - interval '1 days' AS ends UNION ALL SELECT n, ends FROM (
    SELECT n::integer, time, greatest(time, timestamp '2026-01-01') AS begins, least(time + interval '1 week' - interval '1 day', (SELECT least(closed_until, '2026-01-31') FROM freshness WHERE closed_until IS NOT NULL)) AS ends
    FROM generate_series(date_trunc('week', timestamp '2026-01-01'), (SELECT least(closed_until, '2026-01-31') FROM freshness WHERE closed_until IS NOT NULL), interval '1 week') WITH ORDINALITY AS stretch (time, n)
  ) AS whole
    ) AS stretches) ORDER BY of_day)
      FROM generate_series(timestamp '2026-01-01' - interval '60 days', (SELECT least(closed_until, '2026-01-31') FROM freshness WHERE closed_until IS NOT NULL), interval '1 day') AS of_day
    )[day::date - (timestamp '2026-01-01' - interval '60 days')::date + 1] AS seen, held[day::date - (timestamp '2026-01-01' - interval '60 days')::date + 1] AS held
    FROM "hosts" AS sightings LEFT JOIN holding ON coalesce(sightings.provider, U&'\0001') = coalesce(of_provider, U&'\0001') AND coalesce(sightings.feed, U&'\0001') = coalesce(of_feed, U&'\0001')
    WHERE day >= timestamp '2026-01-01' - interval '60 days' AND day <= (SELECT least(closed_until, '2026-01-31') FROM freshness WHERE closed_until IS NOT NULL) OFFSET 0 -- or the whole arrays would be carried to where they are gathered
  ), known AS (
    SELECT bit_or(seen) & ~bit_or(coalesce(held, seen)) AS gone FROM sightings GROUP BY host
  )
  SELECT time, count(*) AS total
  FROM known JOIN (
    SELECT n::integer, time, greatest(time, timestamp '2026-01-01') AS begins, least(time + interval '1 week' - interval '1 day', (SELECT least(closed_until, '2026-01-31') FROM freshness WHERE closed_until IS NOT NULL)) AS ends
    FROM generate_series(date_trunc('week', timestamp '2026-01-01'), (SELECT least(closed_until, '2026-01-31') FROM freshness WHERE closed_until IS NOT NULL), interval '1 week') WITH ORDINALITY AS stretch (time, n)
  ) AS stretches ON (gone >> (n) & 1 = 1) AND NOT (gone >> (n - 1) & 1 = 1)
  GROUP BY time
), answer AS (
  SELECT time, total AS value
  FROM counted
), filled AS (
  SELECT time, sum(value)::bigint AS value
  FROM (
    SELECT time, value FROM answer
    UNION ALL
    SELECT time, 0 FROM delivered
  ) AS points
  GROUP BY time
)
SELECT time AT TIME ZONE (SELECT zone FROM freshness) AS time, value, CASE row_number() OVER () WHEN 1 THEN (
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
FROM filled
ORDER BY 1
