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
  WITH numbered AS (
    SELECT *, sum(delivered) OVER (PARTITION BY of_provider, of_feed ORDER BY day) AS nth
    FROM (
      SELECT provider AS of_provider, feed AS of_feed, day, max(CASE status WHEN 'delivered' THEN 1 ELSE 0 END) AS delivered
      FROM feed_status WHERE day >= timestamp '2026-01-01' - interval '60 days' AND day <= (SELECT least(closed_until, '2026-01-31') FROM freshness WHERE closed_until IS NOT NULL) GROUP BY of_provider, of_feed, day
    ) AS states
  ), holding AS (
    SELECT one.of_provider, one.of_feed, one.day, min(later.day) AS gone
    FROM numbered AS one LEFT JOIN numbered AS later
      ON coalesce(later.of_provider, U&'\0001') = coalesce(one.of_provider, U&'\0001') AND coalesce(later.of_feed, U&'\0001') = coalesce(one.of_feed, U&'\0001') AND later.nth = one.nth + 3
    GROUP BY one.of_provider, one.of_feed, one.day
  ), sightings AS (
    SELECT host, seen.day, max(coalesce(gone, 'infinity')) AS gone
    FROM "hosts" AS seen LEFT JOIN holding AS one ON one.day = seen.day AND coalesce(seen.provider, U&'\0001') = coalesce(one.of_provider, U&'\0001') AND coalesce(seen.feed, U&'\0001') = coalesce(one.of_feed, U&'\0001')
    WHERE seen.day >= timestamp '2026-01-01' - interval '60 days' AND seen.day <= (SELECT least(closed_until, '2026-01-31') FROM freshness WHERE closed_until IS NOT NULL) GROUP BY host, seen.day
  ), islands AS (
    SELECT host, max(gone) OVER sightings AS quiet_from, coalesce(lead(day) OVER sightings, 'infinity') AS back
    FROM sightings WINDOW sightings AS (PARTITION BY host ORDER BY day)
  ), gaps AS (
    SELECT host, quiet_from >= timestamp '2026-01-01' AS inside, date_trunc('week', quiet_from) AS time, max(back) AS back,
      lag(max(back)) OVER (PARTITION BY host ORDER BY max(quiet_from)) AS back_before
    FROM islands WHERE back > quiet_from GROUP BY host, inside, time
  )
  SELECT time, count(*) AS total
  FROM gaps WHERE inside AND back > least(time + interval '1 week' - interval '1 day', (SELECT least(closed_until, '2026-01-31') FROM freshness WHERE closed_until IS NOT NULL)) AND (back_before >= greatest(time, timestamp '2026-01-01')) IS NOT TRUE
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
SELECT time AT TIME ZONE (SELECT zone FROM freshness) AS time, value
FROM filled
ORDER BY 1
