import { freshnessView } from '@stats-portal/catalog';
import { records } from '@stats-portal/query';
import { sql } from './ask.ts';
import type { Sized } from './layout.ts';
import { feeds } from './links.ts';
import { sentence } from './panels.ts';

const state = `
SELECT concat(
  'Complete until ', to_char(complete_until, 'YYYY-MM-DD'), '; later days may still grow. ',
  CASE WHEN days_waiting = 1 THEN 'One day waits to be counted. '
    WHEN days_waiting > 1 THEN concat(days_waiting, ' days wait to be counted. ') END,
  CASE silent.feeds WHEN 0 THEN 'All feeds that deliver daily do.' WHEN 1 THEN concat('Silent feed: ', silent.names, '.')
    ELSE concat(silent.feeds, ' silent feeds: ', silent.names, '.') END) AS "What the numbers rest on"
FROM ${freshnessView},
  (SELECT count(*) AS feeds, string_agg(concat_ws(' ', provider, feed), ', ' ORDER BY provider, feed) AS names
   FROM (${records.silentFeeds}) AS feeds) AS silent
WHERE complete_until IS NOT NULL`.trim();

/** Above everything else: how far the numbers can be trusted. */
export const header: Sized = sentence({
  title: 'What the numbers rest on',
  says: 'The last day that is closed and counted, and the feeds that used to deliver daily and were silent on the last two closed days. A mark beside a panel’s title says where its numbers are “at most”.',
  asks: [sql(state)],
  warnsOf: ['ilent', 'wait'],
  onward: [feeds],
  width: 24,
});
