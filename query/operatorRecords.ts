import { freshnessView, operatorCountryView, operatorRatesView } from '@stats-portal/catalog';

// Numbers of operators that can be compared, in SQL. An operator has a relation of this name with its own rows.

/** Whose networks have most problems for their size: averages of closed days. */
export const operatorsPerThousand = `
SELECT name AS "Operator", avg(per_thousand) AS "Per 1,000 addresses", avg(similar_per_thousand) AS "Similar operators",
  addresses AS "Addresses", avg(ips) AS "Reported addresses per day", count(*) AS "Days"
FROM ${operatorRatesView}
WHERE $__timeFilter(day) AND day <= (SELECT closed_until FROM ${freshnessView})
GROUP BY operator, name, addresses ORDER BY 2 DESC, 1 LIMIT 300`.trim();

/** Which classes move as in the country: averages of the closed days on which its number is known, and halves of them. */
export const operatorsAgainstCountry = `
WITH days AS (
  SELECT *, day > min(day) OVER classes + (max(day) OVER classes - min(day) OVER classes) / 2 AS is_later
  FROM ${operatorCountryView}
  WHERE $__timeFilter(day) AND day <= (SELECT closed_until FROM ${freshnessView}) AND country_ips IS NOT NULL
  WINDOW classes AS (PARTITION BY operator, taxonomy)
)
SELECT operator AS "Operator", coalesce(taxonomy, '(none)') AS "Taxonomy", avg(ips)::float8 AS "Reported addresses per day", ${change('ips')} AS "Change",
  avg(country_ips)::float8 AS "In the country", ${change('country_ips')} AS "Change in the country", sum(ips)::float8 / nullif(sum(country_ips), 0)::float8 AS "Part of it",
  count(*) AS "Days"
FROM days GROUP BY operator, taxonomy ORDER BY 3 DESC, 1, 2 LIMIT 300`.trim();

function change(column: string): string {
  return `avg(${column}) FILTER (WHERE is_later)::float8 / nullif(avg(${column}) FILTER (WHERE NOT is_later), 0)::float8 - 1`;
}
