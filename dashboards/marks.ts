import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { daysTable, freshnessView, identifier, rollupByName, rollupsTable } from '@stats-portal/catalog';
import { sql } from './ask.ts';
import { postgres } from './sources.ts';

/** Something that happened on a day, drawn through all curves. */
export type Mark = dashboard.AnnotationQueryBuilder;

/**
 * Days on which feeds were missing that delivered on at least four of five days of the range, ten events or more on
 * average: less may be nothing by chance. A step in a curve on such a day is no change in the world.
 */
const missingFeeds = `
WITH delivered AS (
  SELECT provider, feed, day, events FROM ${identifier(rollupsTable.name)}
  WHERE rollup = ${rollupByName('feed').id} AND $__timeFilter(day)
    AND day <= (SELECT closed_until FROM ${freshnessView})
), calendar AS (
  SELECT day FROM ${daysTable} WHERE $__timeFilter(day) AND day <= (SELECT closed_until FROM ${freshnessView})
), daily AS (
  SELECT provider, feed FROM delivered GROUP BY provider, feed
  HAVING count(*) >= 0.8 * (SELECT count(*) FROM calendar) AND count(*) < (SELECT count(*) FROM calendar)
    AND avg(events) >= 10
)
SELECT calendar.day AS time,
  'Missing: ' || string_agg(concat_ws(' ', daily.provider, daily.feed), ', ' ORDER BY daily.provider, daily.feed) AS text
FROM calendar CROSS JOIN daily
LEFT JOIN delivered ON delivered.day = calendar.day AND delivered.provider IS NOT DISTINCT FROM daily.provider
  AND delivered.feed IS NOT DISTINCT FROM daily.feed
WHERE delivered.day IS NULL
GROUP BY calendar.day ORDER BY calendar.day`.trim();

export const feedsMissing: Mark = mark('Feeds missing', missingFeeds, 'orange');

/** A mark a row: its columns are `time` and `text`. */
function mark(name: string, statement: string, colour: string): Mark {
  return new dashboard.AnnotationQueryBuilder()
    .name(name)
    .datasource(postgres)
    .enable(true)
    .iconColor(colour)
    .target(sql(statement, name));
}
