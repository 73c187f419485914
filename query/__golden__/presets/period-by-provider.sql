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
SELECT "provider", rank, part, value AS "ips_period", share, previous, value::float8 / nullif(previous, 0) - 1 AS change
FROM answer
ORDER BY array_position(ARRAY['ranked', 'none', 'remaining'], part), rank, "provider"
