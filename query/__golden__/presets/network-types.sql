-- Types within a taxonomy of one ASN
-- from: asn_type, exact
WITH delivered AS (
  SELECT day AS time, count(*) AS days
  FROM days
  WHERE events > 0
    AND day >= '2026-01-01'
    AND day <= '2026-01-31'
  GROUP BY time
), counted AS (
  SELECT day AS time, "type", "ips"::bigint AS total
  FROM rollups
  WHERE rollup = 24
    AND day >= '2026-01-01'
    AND day <= '2026-01-31'
    AND "asn" = '64496'
    AND "taxonomy" = 'vulnerable'
), answer AS (
  SELECT time, "type", total AS value
  FROM counted
), filled AS (
  SELECT time, "type", sum(value)::bigint AS value
  FROM (
    SELECT time, "type", value FROM answer
    UNION ALL
    SELECT time, "type", 0 FROM delivered CROSS JOIN (SELECT DISTINCT "type" FROM answer) AS rows
  ) AS points
  GROUP BY time, "type"
)
SELECT time AT TIME ZONE (SELECT zone FROM freshness) AS time, "type", value
FROM filled
ORDER BY 1, "type"
