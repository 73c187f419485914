-- Providers in common
-- from: hosts, exact
WITH found AS (
  WITH different AS (SELECT DISTINCT "provider", host FROM "hosts" WHERE day >= timestamp '2026-01-01' AND day <= (SELECT least(closed_until, '2026-01-31') FROM freshness WHERE closed_until IS NOT NULL)), sizes AS (SELECT "provider", count(*) AS ips FROM different GROUP BY "provider")
  SELECT one."provider", coalesce(two."provider"::text, '(none)') AS other, count(*) AS value, min(ips) AS ips
  FROM different AS one JOIN different AS two USING (host) JOIN sizes ON sizes."provider" IS NOT DISTINCT FROM one."provider"
  WHERE coalesce(one."provider"::text, '') > coalesce(two."provider"::text, '')
  GROUP BY one."provider", two."provider"
), answer AS (
  SELECT "provider", value, other, ips
  FROM found
)
SELECT "provider", value AS "shared", other, ips
FROM answer
ORDER BY value DESC NULLS LAST, "provider"
