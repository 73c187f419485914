import {
  changesTable,
  dayStatusTable,
  daysTable,
  freshnessView,
  identifier,
  literal,
  rollupByName,
  rollupsTable,
  type RollupName,
} from '@stats-portal/catalog';
import { feedsInWords, judgedUntil, silentFeeds } from './feedRecords.ts';

export { feedDays, feedGaps, silentFeeds, silentFeedsCount, silentFeedsList, stillComing } from './feedRecords.ts';
export { operatorsAgainstCountry, operatorsPerThousand } from './operatorRecords.ts';

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
  '. ', ${feedsInWords('status')},
  CASE WHEN silent.feeds = 1 THEN ' One feed is silent now.' WHEN silent.feeds > 1 THEN concat(' ', silent.feeds, ' feeds are silent now.') END
) AS "Situation"
FROM last CROSS JOIN usual CROSS JOIN (SELECT count(*) AS feeds FROM (${silentFeeds}) AS feeds) AS silent
LEFT JOIN ${dayStatusTable} AS status ON status.day = last.day`.trim();

export const completeUntil = `SELECT to_char(complete_until, 'YYYY-MM-DD') AS "Complete until" FROM ${freshnessView}`;

export const daysWaiting = `SELECT days_waiting AS "Days waiting" FROM ${freshnessView}`;

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

const perDay = (column: string, label: string): string => `nullif(round(${column}), 0) AS "${label}"`;

/** What moved from the last but one closed week to the last one, largest first: events of an average day, and why. */
export const changes = `
SELECT taxonomy AS "Taxonomy", type AS "Type", identifier AS "Identifier", round(events_before) AS "Events before",
  round(events_after) AS "Events after", ${perDay('by_feeds', 'Feeds')}, ${perDay('by_new', 'New reports')},
  ${perDay('by_reclassification', 'Renamed')}, round(remaining) AS "Remains", why AS "Why"
FROM ${changesTable} ORDER BY abs(events_after - events_before) DESC, 1, 2, 3 LIMIT 50`.trim();

export const lastRun = `SELECT last_run AS "Last good run" FROM ${freshnessView}`;

export const undated = `SELECT undated AS "Undated" FROM ${freshnessView}`;

export const withoutAddress = `
SELECT sum(without_address) AS "Without address" FROM ${daysTable} WHERE $__timeFilter(day)`.trim();

export const runs = `
SELECT started_at AS "Started", extract(epoch FROM finished_at - started_at) AS "Seconds", days AS "Days counted",
  events AS "Events", late_events AS "Late events", kept_days AS "Days kept", undated AS "Undated", failure AS "Failure"
FROM runs WHERE $__timeFilter(started_at) ORDER BY started_at DESC LIMIT 200`.trim();

/** How far a day has come. Before the first run that judges days, by the number of provisional days alone. */
const closingOf = (day: string): string => `CASE WHEN dirty_days.day IS NOT NULL THEN 'waits'
    WHEN days.day IS NULL AND coalesce(status.closing, 'closed') = 'closed' THEN 'missing'
    ELSE coalesce(status.closing, CASE WHEN ${day} <= ${closed} THEN 'closed' ELSE 'provisional' END) END AS "State",
  floor(status.share_in * 100) || ' %' AS "In"`;

const feedsOfDay = `nullif(status.missing_feeds, 0) AS "Feeds missing", nullif(status.thin_feeds, 0) AS "Feeds thin"`;

export const ledger = `
SELECT days.day::date::text AS "Day", ${closingOf('days.day')}, ${feedsOfDay},
  events AS "Events", without_address AS "Without address", events_seen AS "Still in the eventDB", version AS "Counted times",
  counted_at AS "Counted", reason AS "Why it waits"
FROM ${daysTable} LEFT JOIN dirty_days USING (day) LEFT JOIN ${dayStatusTable} AS status USING (day)
WHERE $__timeFilter(day) ORDER BY days.day DESC LIMIT 1000`.trim();

/** One row: how fresh everything is, in the portal's zone. */
export const state = `
SELECT zone, to_char(complete_until, 'YYYY-MM-DD') AS complete_until,
  to_char(last_run AT TIME ZONE zone, 'YYYY-MM-DD HH24:MI') AS last_run, days_waiting, undated,
  to_char(${judgedUntil}, 'YYYY-MM-DD') AS judged_until
FROM ${freshnessView}`.trim();

export const versions = `
SELECT counting AS "Counted with", zone AS "Zone", count(*) AS "Days", min(day)::date::text AS "First day",
  max(day)::date::text AS "Last day"
FROM ${daysTable} GROUP BY counting, zone ORDER BY max(day) DESC`.trim();

/** The last 60 days of the calendar, those without a delivery too. */
export const lastDays = `
WITH calendar AS (
  SELECT generate_series(max(day) - interval '59 days', max(day), interval '1 day') AS day
  FROM (SELECT day FROM ${daysTable} UNION ALL SELECT day FROM ${dayStatusTable}) AS known
)
SELECT calendar.day::date::text AS "Day", ${closingOf('calendar.day')}, status.expected_feeds AS "Feeds expected", ${feedsOfDay},
  events AS "Events", without_address AS "Without address", events_seen AS "Still in the eventDB", version AS "Counted times"
FROM calendar LEFT JOIN ${daysTable} USING (day) LEFT JOIN dirty_days USING (day)
  LEFT JOIN ${dayStatusTable} AS status USING (day)
ORDER BY calendar.day DESC`.trim();

export const lateRuns = `
SELECT to_char(started_at AT TIME ZONE (SELECT zone FROM ${freshnessView}), 'YYYY-MM-DD HH24:MI') AS "Run",
  late_events AS "Late events", kept_days AS "Days kept", undated AS "Undated"
FROM runs WHERE late_events > 0 OR kept_days > 0 ORDER BY started_at DESC LIMIT 50`.trim();
