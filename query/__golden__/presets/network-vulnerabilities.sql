-- Vulnerabilities and exposed services of one ASN
-- from: asn_identifier, exact
WITH delivered AS (
  SELECT day AS time, count(*) AS days
  FROM days
  WHERE events > 0
    AND day >= '2026-01-01'
    AND day <= '2026-01-31'
  GROUP BY time
), counted AS (
  SELECT day AS time, "type", "identifier", coalesce(sum("ips"), 0)::bigint AS total
  FROM rollups
  WHERE rollup = 28
    AND day >= '2026-01-01'
    AND day <= '2026-01-31'
    AND "asn" = '64496'
    AND "taxonomy" = 'vulnerable'
  GROUP BY time, "type", "identifier"
), weighed AS (
  SELECT "type", "identifier", "type" IS NULL AND "identifier" IS NULL AS nothing, sum(total) FILTER (WHERE time >= '2026-01-01' AND time <= (SELECT closed_until FROM freshness)) AS closed_weight, sum(total) FILTER (WHERE time >= '2026-01-01') AS weight
  FROM counted
  GROUP BY "type", "identifier"
), placed AS (
  SELECT *, row_number() OVER (ORDER BY nothing, closed_weight DESC NULLS LAST, weight DESC NULLS LAST, "type", "identifier") AS place
  FROM weighed
), shown AS (
  SELECT *
  FROM placed
  WHERE place <= 10 OR nothing
), ranked AS (
  SELECT time, shown."type", shown."identifier", CASE WHEN shown.nothing THEN 'none' WHEN shown.place IS NULL THEN 'remaining' ELSE 'ranked' END AS part, CASE WHEN NOT shown.nothing THEN shown.place END AS rank, sum(total)::bigint AS total
  FROM counted LEFT JOIN shown ON coalesce(counted."type", '') = coalesce(shown."type", '') AND counted."type" IS NOT DISTINCT FROM shown."type" AND coalesce(counted."identifier", '') = coalesce(shown."identifier", '') AND counted."identifier" IS NOT DISTINCT FROM shown."identifier"
  GROUP BY time, shown."type", shown."identifier", part, rank
), answer AS (
  SELECT time, "type", "identifier", rank, part, total AS value
  FROM ranked
), filled AS (
  SELECT time, "type", "identifier", rank, part, sum(value)::bigint AS value
  FROM (
    SELECT time, "type", "identifier", rank, part, value FROM answer
    UNION ALL
    SELECT time, "type", "identifier", rank, part, 0 FROM delivered CROSS JOIN (SELECT DISTINCT "type", "identifier", rank, part FROM answer) AS rows
  ) AS points
  GROUP BY time, "type", "identifier", rank, part
)
SELECT time AT TIME ZONE (SELECT zone FROM freshness) AS time, "type", "identifier", rank, part, value
FROM filled
ORDER BY 1, rank NULLS LAST, part, "type", "identifier"
