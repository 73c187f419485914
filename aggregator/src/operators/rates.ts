import { daysTable, operatorRatesView, rollupByName } from '@stats-portal/catalog';
import { statisticsTable } from '../statistics/statistics.ts';

const rollups = statisticsTable('rollups');
const sizes = statisticsTable('operator_sizes');
const ofOperators = rollupByName('operator').id;

/** Of the operators nearest in size so many are looked at, none of them ten times as large or as small. */
const mostSimilar = 20;
const mostTimes = 10;

/**
 * Days on which whose addresses are whose is the same as in the sizes: counted by the constituency that is valid now.
 * Where the events are gone, a day keeps whose they were, and says nothing about today's operators.
 */
const daysNow =
  `SELECT day FROM ${statisticsTable(daysTable)} WHERE strpos(counting, ', operators ' || ` +
  `(SELECT attribution FROM ${statisticsTable('constituencies')} ORDER BY id DESC LIMIT 1)) > 0`;

const mine = (day: string, operator: string): string =>
  `LEFT JOIN ${rollups} AS cells ON cells.rollup = ${ofOperators} AND cells.day = ${day} AND cells.operator = ${operator}`;

/** Reported addresses per 1,000 that the operator has. A day on which nothing of it was reported is a zero. */
const rate = 'coalesce(cells.ips, 0) * 1000.0 / sizes.addresses';

const columns = (similar: string): string =>
  `SELECT days.day, sizes.operator, names.name, coalesce(cells.ips, 0)::bigint AS ips, sizes.addresses, ` +
  `(${rate})::double precision AS per_thousand, ${similar}::double precision AS similar_per_thousand`;

const from = (condition: string): string =>
  `FROM (${daysNow}) AS days CROSS JOIN ${sizes} AS sizes ` +
  `JOIN ${statisticsTable('operators')} AS names ON names.operator = sizes.operator AND names.valid_to IS NULL${condition} ` +
  mine('days.day', 'sizes.operator');

/** For the CSIRT: all operators side by side. */
export const operatorRates = {
  name: operatorRatesView,
  select: `${columns('NULL')} ${from('')}`,
};

/**
 * For one operator: its own, beside those of similar size. `me` is its key, `visible` the operators with events in its
 * ASNs on `days.day`, as SQL; `access` the row with its limits.
 *
 * What it is told of others is the average of the middle half of their rates, to two digits: so that nobody's own rate
 * is in it, neither an extreme one nor one that stands out. It is shown if as many others as a day needs operators had
 * events, apart from those that it has numbers of, and those beside the largest had enough; else it is NULL.
 */
export function ownRates(me: string, visible: string, access: string): string {
  const own = `(SELECT addresses FROM ${sizes} WHERE operator = ${me})`;
  const near =
    `SELECT operator, addresses FROM ${sizes} WHERE operator <> ${me} ` +
    `AND addresses BETWEEN ${own} / ${mostTimes} AND ${own} * ${mostTimes} ` +
    `ORDER BY abs(ln(addresses) - ln(${own})), operator LIMIT ${mostSimilar}`;
  const others =
    `SELECT ${rate} AS rate, coalesce(cells.events, 0) AS events, row_number() OVER (ORDER BY ${rate}) AS place, count(*) OVER () AS number ` +
    `FROM (${near}) AS sizes ${mine('days.day', 'sizes.operator')} WHERE sizes.operator <> ALL (${visible})`;
  const similar =
    `(SELECT CASE WHEN count(*) FILTER (WHERE events > 0) >= (SELECT least_operators ${access}) ` +
    `AND sum(events) - max(events) >= (SELECT least_events ${access}) THEN ` +
    `${twoDigits('avg(rate) FILTER (WHERE place > number / 4 AND place <= number - number / 4)')} END ` +
    `FROM (${others}) AS others)`;
  return `${columns(similar)} ${from(` AND names.operator = ${me}`)}`;
}

function twoDigits(value: string): string {
  return `(SELECT CASE WHEN value > 0 THEN round(value, 1 - floor(log(value))::integer) ELSE value END FROM (SELECT ${value} AS value) AS one)`;
}
