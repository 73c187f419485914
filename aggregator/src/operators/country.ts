import { daysTable, operatorCountryView, rollupByName, type RollupName } from '@stats-portal/catalog';
import { statisticsTable } from '../statistics/statistics.ts';
import { crowd, isCrowd } from './crowd.ts';

const rollups = statisticsTable('rollups');
const of = (name: RollupName): string => `rollup = ${rollupByName(name).id}`;

/** What of it is `me`'s, and everybody's: a row of `days` has a row of `country`, and of `own` where there is one. */
const columns = (me: string): string =>
  `SELECT days.day, ${me} AS operator, country.taxonomy, ` +
  `coalesce(own.events, 0)::bigint AS events, coalesce(own.ips, 0)::bigint AS ips, ` +
  `country.events::bigint AS country_events, country.ips::bigint AS country_ips`;

const own = (me: string): string =>
  `LEFT JOIN ${rollups} AS own ON own.${of('operator_taxonomy')} AND own.day = days.day AND own.operator = ${me} ` +
  `AND own.taxonomy IS NOT DISTINCT FROM country.taxonomy`;

/** For the CSIRT: of each operator all classes, beside those of the country, on the days on which operators were told apart. */
export const operatorCountry = {
  name: operatorCountryView,
  select:
    `${columns('operators.operator')} FROM (SELECT DISTINCT day FROM ${rollups} WHERE ${of('operator')}) AS days ` +
    `JOIN ${rollups} AS country ON country.${of('taxonomy')} AND country.day = days.day ` +
    `JOIN ${statisticsTable('operators')} AS operators ON operators.valid_to IS NULL ${own('operators.operator')}`,
};

/**
 * For one operator: its classes beside those of the country, which are NULL where they could tell of one other operator.
 * `me` is its key, `visible` the operators with events in its ASNs on `days.day`, as SQL; `access` the row with its limits.
 *
 * It knows the whole of the day (`total`) too, and can take what it is shown from that. So not only each class has to be
 * a crowd's, but each sum that can be reckoned (docs/decisions/0014): the addresses that are not in a class; the events
 * of all closed classes together; and where no class is closed, the addresses that are in more than one.
 */
export function ownCountry(me: string, visible: string, access: string): string {
  const is = (value: string): string => crowd(value, access);
  const whole = `(SELECT ips FROM ${rollups} WHERE ${of('total')} AND day = days.day)`;
  // The largest of them that has nothing of a class is the first that its own, in the same order, leave out.
  const outside = isCrowd(
    '((SELECT count(*) FROM others WHERE ips > 0) - all_of_it)',
    '((SELECT sum(ips) FROM others) - ips)',
    'greatest(largest, (SELECT ips FROM others WHERE place = first_without))',
    access
  );
  const parts: ReadonlyArray<readonly [name: string, select: string]> = [
    [
      'others',
      `SELECT operator, ips, row_number() OVER (ORDER BY ips DESC) AS place FROM ${rollups} ` +
        `WHERE ${of('operator')} AND day = days.day AND operator <> ${me} AND operator <> ALL (${visible})`,
    ],
    [
      'cells',
      `SELECT cells.taxonomy, cells.events, cells.ips, others.operator, others.ips AS of_all, place ` +
        `FROM others JOIN ${rollups} AS cells ON cells.${of('operator_taxonomy')} AND cells.day = days.day ` +
        `AND cells.operator = others.operator`,
    ],
    [
      'judged',
      `SELECT taxonomy, is_crowd, ${outside} AS is_crowd_outside FROM (` +
        `SELECT taxonomy, ${is('events')} AND ${is('ips')} AS is_crowd, sum(ips) AS ips, max(of_all - ips) AS largest, ` +
        `count(*) FILTER (WHERE ips = of_all AND ips > 0) AS all_of_it, 1 + count(*) FILTER (WHERE place = nth) AS first_without ` +
        `FROM (SELECT *, row_number() OVER (PARTITION BY taxonomy ORDER BY place) AS nth FROM cells) AS cells ` +
        `GROUP BY taxonomy) AS classes`,
    ],
    [
      'placed',
      `SELECT *, is_crowd AND events = min(events) FILTER (WHERE is_crowd) OVER () AS is_smallest FROM (` +
        `SELECT classes.taxonomy, classes.events, classes.ips, coalesce(is_crowd AND (classes.ips = ${whole} OR is_crowd_outside), false) AS is_crowd ` +
        `FROM ${rollups} AS classes LEFT JOIN judged ON judged.taxonomy IS NOT DISTINCT FROM classes.taxonomy ` +
        `WHERE classes.${of('taxonomy')} AND classes.day = days.day) AS classes`,
    ],
    [
      'sums',
      `SELECT sum(CASE WHEN is_crowd THEN 0 ELSE cells.events END) AS closed, ` +
        `sum(CASE WHEN is_crowd AND NOT is_smallest THEN 0 ELSE cells.events END) AS one_more, ` +
        `sum(cells.ips) - of_all AS repeated ` +
        `FROM cells JOIN placed ON placed.taxonomy IS NOT DISTINCT FROM cells.taxonomy GROUP BY operator, of_all`,
    ],
    [
      'ties',
      `SELECT ${is('closed')} AS closed, ${is('one_more')} AS one_more, ${is('repeated')} AS repeated FROM sums`,
    ],
  ];
  // With the smallest of the open ones a sum of closed classes has enough operators and events; the largest may still have
  // nearly all of it: then the whole stands alone.
  const isOpen =
    `is_crowd AND CASE WHEN bool_and(is_crowd) OVER () THEN sum(ips) OVER () = ${whole} OR ties.repeated OR NOT is_smallest ` +
    `WHEN ties.closed THEN true ELSE ties.one_more AND NOT is_smallest END`;
  const shown = (measure: string): string => `CASE WHEN is_open THEN ${measure} END AS ${measure}`;
  return (
    `${columns(me)} FROM (SELECT day FROM ${statisticsTable(daysTable)} WHERE events > 0) AS days CROSS JOIN LATERAL (` +
    `WITH ${parts.map(([name, select]) => `${name} AS (${select})`).join(', ')} ` +
    `SELECT taxonomy, ${shown('events')}, ${shown('ips')} ` +
    `FROM (SELECT placed.*, ${isOpen} AS is_open FROM placed CROSS JOIN ties) AS decided) AS country ` +
    `${own(me)} WHERE own.day IS NOT NULL OR country.events IS NOT NULL`
  );
}
