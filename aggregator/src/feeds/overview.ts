import { feedStatusTable, feedsTable } from '@stats-portal/catalog';
import { toObjects, toTable } from '../answer/table.ts';
import type { Database } from '../database/database.ts';
import { statisticsTable } from '../statistics/statistics.ts';

/** Days of which it is told what a feed did. */
const recentDays = 30;

/** What is expected of each feed, and what it did of late: a table for people, or JSON. */
export async function feedsOverview(
  statsdb: Database,
  { now, json }: { readonly now: Date; readonly json: boolean }
): Promise<string> {
  const answer = await statsdb.query(json ? everything : overview, [now.toISOString()]);
  if (json) {
    return `${JSON.stringify(toObjects(answer), null, 2)}\n`;
  }
  return answer.rows.length === 0
    ? 'no feeds yet: they are learned by stats-portal run\n'
    : toTable(answer, { none: '-' });
}

const count = (status: string): string => `count(*) FILTER (WHERE status = '${status}') AS ${status}`;

/** Each feed with what it did in the last days; names that are empty are equal too. */
const feeds = `
  ${statisticsTable(feedsTable)} AS feeds LEFT JOIN (
    SELECT provider, feed, feed_code, ${['delivered', 'thin', 'missing'].map(count).join(', ')},
           max(day) FILTER (WHERE status = 'missing') AS last_missing
    FROM ${statisticsTable(feedStatusTable)}
    WHERE day >= $1::timestamptz - interval '${recentDays} days' GROUP BY 1, 2, 3) AS recent
  ON (recent.provider, recent.feed, recent.feed_code) IS NOT DISTINCT FROM (feeds.provider, feeds.feed, feeds.feed_code)`;

const everything = `
  SELECT feeds.provider, feeds.feed, feeds.feed_code, method, first_day::date AS first_day, last_day::date AS last_day,
         ends_on::date AS ends_on, delivers, weekdays, delivered_days, of_days, lag_hours, usual_events, low_events, high_events,
         coalesce(delivered, 0) AS delivered, coalesce(thin, 0) AS thin, coalesce(missing, 0) AS missing,
         last_missing::date AS last_missing
  FROM ${feeds} ORDER BY 1, 2, 3`;

const overview = `
  SELECT feeds.provider, feeds.feed, feeds.feed_code AS code, method, concat_ws(': ', delivers, weekdays) AS delivers,
         delivered_days || ' of ' || of_days AS history, lag_hours AS "lag (h)", usual_events AS usual,
         CASE WHEN low_events IS NOT NULL THEN low_events || ' to ' || high_events END AS band,
         last_day::date AS last, coalesce(thin, 0) AS "thin in ${recentDays} d", coalesce(missing, 0) AS "missing in ${recentDays} d"
  FROM ${feeds} ORDER BY 1, 2, 3`;
