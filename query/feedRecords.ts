import { annotationsTable, dayStatusTable, feedStatusTable, feedsTable } from '@stats-portal/catalog';

// What is known of the feeds, in SQL: as the runs judged it (docs/feeds.md), never guessed anew from the numbers. Operators
// have relations of the same names that tell less: no volumes, and only what was due. No variable is in it.

/** The last day that is closed as a whole. Without a run since the feeds are judged there is none: then nothing is said. */
export const judgedUntil = `(SELECT max(day) FROM ${dayStatusTable} WHERE closing = 'closed')`;

/** Whether two rows are of one feed: its names may be empty. */
const sameFeed = (one: string, other: string): string =>
  `(${one}.provider, ${one}.feed, ${one}.feed_code) IS NOT DISTINCT FROM (${other}.provider, ${other}.feed, ${other}.feed_code)`;

/**
 * Feeds that are missing now and have been for two closed days or more, from the first day on which they should have
 * delivered. A weekly feed is not silent between its days.
 */
export const silentFeeds = `
SELECT provider, feed, feed_code, day AS missing_since, ${judgedUntil}::date - day::date + 1 AS days
FROM ${annotationsTable}
WHERE kind = 'feed missing' AND last_day IS NULL AND day < ${judgedUntil}`.trim();

export const silentFeedsList = `
SELECT provider AS "Feed provider", feed AS "Feed", feed_code AS "Feed code", missing_since::date::text AS "Missing since",
  days AS "Closed days since"
FROM (${silentFeeds}) AS feeds ORDER BY missing_since, provider, feed, feed_code`.trim();

/** One number, or no row before the first run that judges. */
export const silentFeedsCount = `
SELECT count(*) AS silent FROM (${silentFeeds}) AS feeds HAVING EXISTS (SELECT FROM ${dayStatusTable})`.trim();

/** In words, of a row of the state of days: whether there was what there should have been. */
export const feedsInWords = (day: string): string => `CASE
    WHEN ${day}.expected_feeds IS NULL THEN 'Whether all feeds delivered is not judged yet.'
    WHEN ${day}.missing_feeds + ${day}.thin_feeds > 0 THEN concat(concat_ws(', ',
      CASE WHEN ${day}.missing_feeds > 0 THEN concat(${day}.missing_feeds, ' of ', ${day}.expected_feeds, ' feeds that were due missing') END,
      CASE WHEN ${day}.thin_feeds > 0 THEN concat(${day}.thin_feeds, ' with far less than usual') END), '.')
    WHEN ${day}.expected_feeds > 0 THEN concat('All feeds that were due delivered (', ${day}.expected_feeds, ').') END`;

/** A report's two names, and its code where there are several of these names. */
const reportName = (name: string): string =>
  `concat_ws(': ', coalesce(${name}.provider, '(none)'), concat_ws(' / ', coalesce(${name}.feed, '(none)'),
    CASE WHEN min(coalesce(${name}.feed_code, '')) OVER names <> max(coalesce(${name}.feed_code, '')) OVER names
      THEN coalesce(${name}.feed_code, '(none)') END))`;

/** For each feed and day of the range what it did: delivered, thin, missing, not expected, unknown. */
export const feedDays = `
SELECT told.day AS time, ${reportName('told')} AS metric, told.status AS state
FROM ${feedStatusTable} AS told
WHERE $__timeFilter(told.day)
WINDOW names AS (PARTITION BY told.provider, told.feed)
ORDER BY 1, 2`.trim();

const ofStatus = (status: string, label: string): string =>
  `count(*) FILTER (WHERE told.status = '${status}') AS "${label}"`;

/** Each feed that has not ended: what is expected of it, and what it did in the last 28 days that are judged. */
export const feedGaps = `
SELECT feeds.provider AS "Feed provider", feeds.feed AS "Feed", feeds.feed_code AS "Feed code",
  concat_ws(': ', feeds.delivers, feeds.weekdays) AS "Delivers", silent.missing_since::date::text AS "Missing since",
  feeds.last_day::date::text AS "Last delivery", told."Days missing", told."Days thin", told."Days delivered",
  feeds.usual_events AS "Events usual", feeds.lag_hours AS "Lag, hours", feeds.method AS "Method"
FROM ${feedsTable} AS feeds
LEFT JOIN (
  SELECT provider, feed, feed_code, ${ofStatus('missing', 'Days missing')}, ${ofStatus('thin', 'Days thin')},
    ${ofStatus('delivered', 'Days delivered')}
  FROM ${feedStatusTable} AS told WHERE day > ${judgedUntil} - interval '28 days' AND closing = 'closed'
  GROUP BY provider, feed, feed_code
) AS told ON ${sameFeed('told', 'feeds')}
LEFT JOIN (
  SELECT provider, feed, feed_code, day AS missing_since FROM ${annotationsTable}
  WHERE kind = 'feed missing' AND last_day IS NULL
) AS silent ON ${sameFeed('silent', 'feeds')}
WHERE feeds.delivers <> 'ended'
ORDER BY silent.missing_since, told."Days missing" DESC NULLS LAST, feeds.last_day, 1, 2, 3`.trim();

/** How much is in of the newest day that has ended and is not closed: a row, or none. */
export const stillComing = `
SELECT day, floor(share_in * 100) AS percent FROM ${dayStatusTable}
WHERE closing = 'provisional' AND share_in > 0 ORDER BY day DESC LIMIT 1`.trim();
