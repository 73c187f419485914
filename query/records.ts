import {
  daysTable,
  freshnessView,
  identifier,
  literal,
  rollupByName,
  rollupsTable,
  type RollupName,
} from '@stats-portal/catalog';

// What the portal knows of itself, in SQL: the ledger, the runs, and sentences made of them. No variable is in it.

const rollups = identifier(rollupsTable.name);
const of = (name: RollupName): string => `rollup = ${rollupByName(name).id}`;
const closed = `(SELECT closed_until FROM ${freshnessView})`;

/** One sentence to quote: number, definition, date, caveat. */
export const situation = `
WITH days AS (
  SELECT day, ips FROM ${rollups} WHERE ${of('total')} AND day <= ${closed} AND day > ${closed} - interval '29 days'
), last AS (
  SELECT day, ips FROM days ORDER BY day DESC LIMIT 1
), usual AS (
  SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY ips) AS ips FROM days WHERE day < (SELECT day FROM last)
)
SELECT concat(
  CASE last.ips WHEN 1 THEN 'One address was' ELSE to_char(last.ips, 'FM999,999,999,990') || ' different addresses were' END,
  ' reported on ', last.day::date,
  CASE WHEN usual.ips > 0 THEN
    CASE round(abs(last.ips / usual.ips - 1) * 100) WHEN 0 THEN ', as many as'
      ELSE concat(', ', to_char(abs(last.ips / usual.ips - 1) * 100, 'FM999990'), ' % ',
        CASE WHEN last.ips >= usual.ips THEN 'more' ELSE 'fewer' END, ' than') END
    || ' the median of the four weeks before' END,
  '. ',
  CASE silent.feeds WHEN 0 THEN 'All feeds deliver.' WHEN 1 THEN 'One feed is silent.'
    ELSE concat(silent.feeds, ' feeds are silent.') END) AS "Situation"
FROM last, usual, (SELECT count(*) AS feeds FROM (${silentFeedsOf()}) AS feeds) AS silent`.trim();

export const completeUntil = `SELECT to_char(complete_until, 'YYYY-MM-DD') AS "Complete until" FROM ${freshnessView}`;

export const daysWaiting = `SELECT days_waiting AS "Days waiting" FROM ${freshnessView}`;

/** Feeds that used to deliver daily and have been silent for the last two closed days. */
export const silentFeeds = silentFeedsOf();

function silentFeedsOf(): string {
  return `
  SELECT provider, feed, max(day) AS last_day, count(*) AS days
  FROM ${rollups}
  WHERE ${of('feed')} AND day <= ${closed} AND day > ${closed} - interval '28 days'
  GROUP BY provider, feed
  HAVING count(*) >= 14 AND max(day) <= ${closed} - interval '2 days'`.trim();
}

/** Types of which a single one matters. Source: RSIT, taxonomies of intrusions, fraud and malicious code. */
const serious = [
  'c2-server',
  'malware-distribution',
  'malware-configuration',
  'phishing',
  'data-leak',
  'data-loss',
  'system-compromise',
  'application-compromise',
  'privileged-account-compromise',
  'unprivileged-account-compromise',
  'burglary',
  'ddos',
  'sabotage',
];

export const rareButSerious = `
SELECT taxonomy AS "Taxonomy", type AS "Type", identifier AS "Identifier", max(day)::date::text AS "Last seen",
  sum(events) AS "Events", count(*) AS "Days"
FROM ${rollups}
WHERE ${of('identifier')} AND day <= ${closed} AND day > ${closed} - interval '30 days'
  AND type IN (${serious.map(literal).join(', ')})
GROUP BY taxonomy, type, identifier
ORDER BY max(day) DESC, sum(events), 1, 2, 3
LIMIT 50`.trim();

export const newKinds = `
SELECT taxonomy AS "Taxonomy", type AS "Type", identifier AS "Identifier", min(day)::date::text AS "First seen",
  sum(events) AS "Events since"
FROM ${rollups}
WHERE ${of('identifier')} AND day > ${closed} - interval '395 days'
GROUP BY taxonomy, type, identifier
HAVING min(day) > ${closed} - interval '30 days'
  AND min(day) > (SELECT min(day) + interval '30 days' FROM ${daysTable})
ORDER BY min(day) DESC, sum(events) DESC
LIMIT 50`.trim();

/** For each feed and day of the range: delivered, thin (under a quarter of its median), or missing. */
export const feedDays = `
WITH counted AS (
  SELECT concat_ws(': ', coalesce(provider, '(none)'), coalesce(feed, '(none)')) AS feed, day, events
  FROM ${rollups} WHERE ${of('feed')} AND $__timeFilter(day)
), usual AS (
  SELECT feed, percentile_cont(0.5) WITHIN GROUP (ORDER BY events) AS events FROM counted GROUP BY feed
)
SELECT ledger.day AS time, usual.feed AS metric,
  CASE WHEN counted.events IS NULL THEN 'missing' WHEN counted.events < usual.events / 4 THEN 'thin'
    ELSE 'delivered' END AS state
FROM ${daysTable} AS ledger CROSS JOIN usual LEFT JOIN counted ON counted.day = ledger.day AND counted.feed = usual.feed
WHERE $__timeFilter(ledger.day) AND ledger.day <= ${closed}
ORDER BY 1, 2`.trim();

export const feedGaps = `
SELECT provider AS "Feed provider", feed AS "Feed", max(day)::date::text AS "Last delivery",
  (${closed}::date - max(day)::date) AS "Days since", count(*) AS "Days of the last 28", round(avg(events)) AS "Events per day"
FROM ${rollups}
WHERE ${of('feed')} AND day <= ${closed} AND day > ${closed} - interval '28 days'
GROUP BY provider, feed
ORDER BY max(day), count(*) DESC, 1, 2`.trim();

export const lastRun = `SELECT last_run AS "Last good run" FROM ${freshnessView}`;

export const undated = `SELECT undated AS "Undated" FROM ${freshnessView}`;

export const withoutAddress = `
SELECT sum(without_address) AS "Without address" FROM ${daysTable} WHERE $__timeFilter(day)`.trim();

export const runs = `
SELECT started_at AS "Started", extract(epoch FROM finished_at - started_at) AS "Seconds", days AS "Days counted",
  events AS "Events", late_events AS "Late events", kept_days AS "Days kept", undated AS "Undated", failure AS "Failure"
FROM runs WHERE $__timeFilter(started_at) ORDER BY started_at DESC LIMIT 200`.trim();

export const ledger = `
SELECT day::date::text AS "Day",
  CASE WHEN dirty_days.day IS NOT NULL THEN 'waits' WHEN days.day <= ${closed} THEN 'closed' ELSE 'provisional' END AS "State",
  events AS "Events", without_address AS "Without address", events_seen AS "Still in the eventDB", version AS "Counted times",
  counted_at AS "Counted", reason AS "Why it waits"
FROM ${daysTable} LEFT JOIN dirty_days USING (day)
WHERE $__timeFilter(day) ORDER BY days.day DESC LIMIT 1000`.trim();

/** One row: how fresh everything is, in the portal's zone. */
export const state = `
SELECT zone, to_char(complete_until, 'YYYY-MM-DD') AS complete_until,
  to_char(last_run AT TIME ZONE zone, 'YYYY-MM-DD HH24:MI') AS last_run, days_waiting, undated
FROM ${freshnessView}`.trim();

export const silentFeedsList = `
SELECT provider AS "Feed provider", feed AS "Feed", last_day::date::text AS "Last delivery", days AS "Days of the last 28"
FROM (${silentFeeds}) AS feeds ORDER BY last_day, provider, feed`.trim();

export const versions = `
SELECT counting AS "Counted with", zone AS "Zone", count(*) AS "Days", min(day)::date::text AS "First day",
  max(day)::date::text AS "Last day"
FROM ${daysTable} GROUP BY counting, zone ORDER BY max(day) DESC`.trim();

/** The last 60 days of the calendar, those without a delivery too. */
export const lastDays = `
WITH calendar AS (
  SELECT generate_series(max(day) - interval '59 days', max(day), interval '1 day') AS day FROM ${daysTable}
)
SELECT day::date::text AS "Day",
  CASE WHEN dirty_days.day IS NOT NULL THEN 'waits' WHEN days.day IS NULL THEN 'missing'
    WHEN day <= ${closed} THEN 'closed' ELSE 'provisional' END AS "State",
  events AS "Events", without_address AS "Without address", events_seen AS "Still in the eventDB", version AS "Counted times"
FROM calendar LEFT JOIN ${daysTable} USING (day) LEFT JOIN dirty_days USING (day)
ORDER BY day DESC`.trim();

export const lateRuns = `
SELECT to_char(started_at AT TIME ZONE (SELECT zone FROM ${freshnessView}), 'YYYY-MM-DD HH24:MI') AS "Run",
  late_events AS "Late events", kept_days AS "Days kept", undated AS "Undated"
FROM runs WHERE late_events > 0 OR kept_days > 0 ORDER BY started_at DESC LIMIT 50`.trim();
