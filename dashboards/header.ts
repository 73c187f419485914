import { dayStatusTable, freshnessView } from '@stats-portal/catalog';
import { records } from '@stats-portal/query';
import { sql } from './ask.ts';
import type { Sized } from './layout.ts';
import { feeds } from './links.ts';
import { sentence } from './panels.ts';

const state = `
SELECT concat(
  'Complete until ', to_char(complete_until, 'YYYY-MM-DD'), '; later days may still grow',
  ' (of ' || coming.day::date || ' ' || coming.percent || ' % is in)', '. ',
  CASE WHEN days_waiting = 1 THEN 'One day waits to be counted. '
    WHEN days_waiting > 1 THEN concat(days_waiting, ' days wait to be counted. ') END,
  CASE WHEN judged IS NULL THEN 'Whether all feeds deliver is not judged yet.'
    WHEN silent.feeds = 0 THEN 'No feed is silent.' WHEN silent.feeds = 1 THEN concat('Silent feed: ', silent.names, '.')
    ELSE concat(silent.feeds, ' silent feeds: ', silent.names, '.') END) AS "What the numbers rest on"
FROM ${freshnessView}
CROSS JOIN (SELECT max(day) AS judged FROM ${dayStatusTable}) AS status
CROSS JOIN (SELECT count(*) AS feeds, string_agg(concat_ws(' ', provider, feed), ', ' ORDER BY provider, feed) AS names
   FROM (${records.silentFeeds}) AS feeds) AS silent
LEFT JOIN (${records.stillComing}) AS coming ON true
WHERE complete_until IS NOT NULL`.trim();

/** Above everything else: how far the numbers can be trusted. */
export const header: Sized = sentence({
  title: 'What the numbers rest on',
  says: 'The last day that is closed and counted, how much is in of the newest one, and the feeds that should have delivered and have not for two closed days or more. A mark beside a panel’s title says where its numbers are “at most”.',
  asks: [sql(state)],
  warnsOf: ['ilent feed', 'wait', 'judged'],
  onward: [feeds],
  width: 24,
});
