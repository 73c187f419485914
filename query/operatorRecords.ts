import { freshnessView, operatorRatesView } from '@stats-portal/catalog';

// Numbers of operators that can be compared, in SQL. An operator has a relation of this name with its own rows.

/** Whose networks have most problems for their size: averages of closed days. */
export const operatorsPerThousand = `
SELECT name AS "Operator", avg(per_thousand) AS "Per 1,000 addresses", avg(similar_per_thousand) AS "Similar operators",
  addresses AS "Addresses", avg(ips) AS "Reported addresses per day", count(*) AS "Days"
FROM ${operatorRatesView}
WHERE $__timeFilter(day) AND day <= (SELECT closed_until FROM ${freshnessView})
GROUP BY operator, name, addresses ORDER BY 2 DESC, 1 LIMIT 300`.trim();
