import { rollupByName } from '@stats-portal/catalog';

// What the aggregator found out about its own numbers. No variable is in it.

/** Closed days whose numbers changed: of each the whole, before and after. */
export const revisions = `
SELECT day::date::text AS "Day", revised_at AS "Revised", cause AS "Cause", events_before AS "Events before",
  events_after AS "Events after", ips_before AS "Addresses before", ips_after AS "Addresses after"
FROM revisions WHERE rollup = ${rollupByName('total').id} AND $__timeFilter(revised_at)
ORDER BY revised_at DESC, day DESC LIMIT 200`.trim();

/** Days that were counted a second time, another way. */
export const verifications = `
SELECT started_at AS "Started", days AS "Days compared", different_days AS "Days that differ",
  differences AS "Differences", unverified_days AS "Days not comparable"
FROM verifications WHERE $__timeFilter(started_at) ORDER BY started_at DESC LIMIT 100`.trim();
