-- What only this provider sees
-- from: hosts, exact
WITH counted AS (
  SELECT "provider", count(*) FILTER (WHERE places = 1) AS total
  FROM (
    SELECT *, count(*) OVER (PARTITION BY host) AS places
    FROM (SELECT DISTINCT "provider", host FROM "hosts" WHERE day >= timestamp '2026-01-01' AND day <= (SELECT least(closed_until, '2026-01-31') FROM freshness WHERE closed_until IS NOT NULL)) AS different
  ) AS placed
  GROUP BY "provider"
), weighed AS (
  SELECT *, "provider" IS NULL AS nothing, total AS weight
  FROM counted
), placed AS (
  SELECT *, row_number() OVER (ORDER BY nothing, weight DESC NULLS LAST, "provider") AS place
  FROM weighed
), gathered AS (
  SELECT CASE WHEN (place <= 10 OR nothing) THEN place END AS place, sum(total)::bigint AS total
  FROM placed
  GROUP BY 1
), ranked AS (
  SELECT "provider",
    CASE WHEN nothing THEN 'none' WHEN place IS NULL THEN 'remaining' ELSE 'ranked' END AS part,
    CASE WHEN NOT nothing THEN place END AS rank, gathered.total
  FROM gathered LEFT JOIN placed USING (place)
), whole AS (
  SELECT count(*) FILTER (WHERE places = 1) AS total
  FROM (
    SELECT *, count(*) OVER (PARTITION BY host) AS places
    FROM (SELECT DISTINCT host FROM "hosts" WHERE day >= timestamp '2026-01-01' AND day <= (SELECT least(closed_until, '2026-01-31') FROM freshness WHERE closed_until IS NOT NULL)) AS different
  ) AS placed
), answer AS (
  SELECT "provider", rank, part, total AS value, total::float8 / nullif((SELECT total FROM whole), 0) AS share
  FROM ranked
)
SELECT "provider", rank, part, value AS "only", share
FROM answer
ORDER BY array_position(ARRAY['ranked', 'none', 'remaining'], part), rank, "provider"
