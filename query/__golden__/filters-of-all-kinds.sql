-- from: cells, exact
WITH counted AS (
  SELECT "type", coalesce(sum("events"), 0)::bigint AS total
  FROM rollups
  WHERE rollup = 33
    AND day >= '2026-01-01'
    AND day <= '2026-01-31'
    AND "asn" IN ('64496', '64497')
    AND ("identifier" IS NULL OR "identifier" NOT IN (U&'it\0027s', U&'\0024__interval \005B\005Bx\005D\005D'))
    AND "malware" IS NULL
    AND "country" IS NOT NULL
    AND strpos(lower("feed"), lower('Scan')) > 0
    AND ("network" <<= '192.0.2.0/24' OR "network" <<= '2001:db8::/32')
  GROUP BY "type"
), answer AS (
  SELECT "type", total AS value
  FROM counted
)
SELECT "type", value AS "events"
FROM answer
ORDER BY value DESC NULLS LAST, "type"
