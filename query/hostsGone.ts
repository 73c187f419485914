import { feedStatusTable, literal } from '@stats-portal/catalog';
import { daysBefore, groupBy, hosts, keys, names, rowsOf, stepOf, timeOf, type HostsScope } from './hosts.ts';

// What is no longer reported. That takes deliveries without it: a feed that is missing, or thin, makes nothing go away.

interface Patience {
  /** Days that are looked back for what was there before. */
  readonly memory: number;
  /** Deliveries without an address after which it is gone. */
  readonly quiet: number;
}

/**
 * Columns and `total`: addresses that are gone at the end of the stretch of time, and were not at its beginning. Gone is
 * what each of its feeds, of those that had reported it from `memory` days before the first day on, has delivered `quiet`
 * times without since. In one pass: each sighting holds for as long as its feed takes to deliver so often.
 */
export function resolvedSql(scope: HostsScope, { memory, quiet }: Patience): string {
  const { from, to, grain } = scope;
  const since = daysBefore(from, memory);
  const cohort = names(scope);
  const host = [...cohort, 'host'].join(', ');
  const time = grain === 'none' ? [] : [timeOf(grain, 'quiet_from')];
  const [begins, ends] =
    grain === 'none'
      ? [from, to]
      : [`greatest(time, ${from})`, `least(time + ${stepOf(grain)} - interval '1 day', ${to})`];
  return `WITH numbered AS (
  SELECT *, sum(delivered) OVER (PARTITION BY of_provider, of_feed ORDER BY day) AS nth
  FROM (
    SELECT ${feedColumns.join(', ')}, day, max(CASE status WHEN 'delivered' THEN 1 ELSE 0 END) AS delivered
    FROM ${feedStatusTable} WHERE day >= ${since} AND day <= ${to} GROUP BY of_provider, of_feed, day
  ) AS states
), holding AS (
  SELECT one.of_provider, one.of_feed, one.day, min(later.day) AS gone
  FROM numbered AS one LEFT JOIN numbered AS later
    ON ${sameFeed('later.of_', 'one.of_')} AND later.nth = one.nth + ${quiet}
  GROUP BY one.of_provider, one.of_feed, one.day
), sightings AS (
  SELECT ${host}, seen.day, max(coalesce(gone, 'infinity')) AS gone
  FROM ${hosts} AS seen LEFT JOIN holding AS one ON one.day = seen.day AND ${sameFeed('seen.', 'one.of_')}
  WHERE ${rowsOf({ ...scope, from: since }, 'seen.day')} GROUP BY ${host}, seen.day
), islands AS (
  SELECT ${host}, max(gone) OVER sightings AS quiet_from, coalesce(lead(day) OVER sightings, 'infinity') AS back
  FROM sightings WINDOW sightings AS (PARTITION BY ${host} ORDER BY day)
), gaps AS (
  SELECT ${[...cohort, 'host', `quiet_from >= ${from} AS inside`, ...time].join(', ')}, max(back) AS back,
    lag(max(back)) OVER (PARTITION BY ${host} ORDER BY max(quiet_from)) AS back_before
  FROM islands WHERE back > quiet_from GROUP BY ${[host, 'inside', ...(grain === 'none' ? [] : ['time'])].join(', ')}
)
SELECT ${[...keys(scope), 'count(*) AS total'].join(', ')}
FROM gaps WHERE inside AND back > ${ends} AND (back_before >= ${begins}) IS NOT TRUE${groupBy(keys(scope))}`;
}

/**
 * Columns and `ips`: addresses of the period, `value`: the share of them that is gone at its end, with the bounds `low` and
 * `high`, and `at_once` as for the clean-up. Of one period: see `eachStretch`.
 */
export function goneSql(scope: HostsScope, quiet: number): string {
  const cohort = names(scope);
  const { from: since, to } = scope;
  return `WITH ${quietSince('ending', { since, to, quiet })},
last AS (
  SELECT ${[...cohort, 'host', ...feedColumns, 'max(day) AS last'].join(', ')}
  FROM ${hosts} WHERE ${rowsOf(scope)} GROUP BY ${[...cohort, 'host', 'of_provider', 'of_feed'].join(', ')}
), spans AS (
  SELECT ${[...cohort, 'max(last) AS last', 'bool_and(coalesce(last < ending.day, false)) AS is_gone'].join(', ')}
  FROM last LEFT JOIN ending ON ${sameFeed('last.of_', 'ending.of_')} GROUP BY ${[...cohort, 'host'].join(', ')}
), worth AS (
  SELECT ${[...cohort, 'count(*) AS ips', 'count(*)::float8 AS size', 'avg(is_gone::int)::float8 AS value', `${atOnce('count(*) FILTER (WHERE is_gone)')} AS at_once`].join(', ')}
  FROM (SELECT *, ${togetherOf(cohort)} FROM spans) AS counted_spans${groupBy(cohort)}
)
SELECT ${[...cohort, 'ips', 'value', `${wilson('-')} AS low`, `${wilson('+')} AS high`, 'at_once'].join(', ')} FROM worth`;
}

/** How many of the gone were last seen on the same day. */
const togetherOf = (key: readonly string[]): string =>
  `count(*) FILTER (WHERE is_gone) OVER (PARTITION BY ${[...key, 'last'].join(', ')}) AS together`;

/** Of fewer, one day has most by chance. */
const leastGone = 10;

const atOnce = (gone: string): string => `CASE WHEN ${gone} >= ${leastGone} THEN max(together)::float8 / ${gone} END`;

/** How many days after an address was first seen the answer is about; the first one is the value. */
export const horizons = [7, 14, 30] as const;

/** Two sided, of 95 %. */
const z = 1.96;

/**
 * Of the addresses first seen in each stretch of time (and not in the `memory` days before all of them): `ips`, and the
 * shares that were no longer reported after 7, 14 and 30 days (`value`, `after_14`, `after_30`), as Kaplan and Meier
 * estimate them: those that may still be there at the day `until` are censored. Gone is what each of its feeds has
 * delivered `quiet` times without since; what comes back until then was not cleaned. `low` and `high` are the interval of
 * the value, Wilson's with as many addresses as Greenwood's variance is worth. `half`: the days after which half were
 * gone. `at_once`: the share of the gone, if there are ten, that were last seen
 * on one same day: a scan may have lost them.
 */
export function cleanupSql(scope: HostsScope, { memory, quiet, until }: Patience & { readonly until: string }): string {
  const since = daysBefore(scope.from, memory);
  const cohort = names(scope);
  const key = keys(scope);
  const partition = key.length === 0 ? '' : `PARTITION BY ${key.join(', ')} `;
  const [horizon] = horizons;
  const gone = (days: number): string =>
    `1 - CASE WHEN bool_or(gone = at_risk) FILTER (WHERE days <= ${days}) THEN 0
    ELSE exp(coalesce(sum(ln(1 - gone / at_risk)) FILTER (WHERE days <= ${days} AND gone < at_risk), 0)) END`;
  const greenwood = `sum(gone / (at_risk * (at_risk - gone))) FILTER (WHERE days <= ${horizon} AND gone < at_risk)`;
  return `WITH ${quietSince('ending', { since, to: until, quiet })},
last AS (
  SELECT ${[...cohort, 'host', ...feedColumns, 'min(day) AS first', 'max(day) AS last'].join(', ')} FROM ${hosts}
  WHERE ${rowsOf({ ...scope, from: since, to: until })} GROUP BY ${[...cohort, 'host', 'of_provider', 'of_feed'].join(', ')}
), spans AS (
  SELECT ${[...(scope.grain === 'none' ? [] : [timeOf(scope.grain, 'min(first)')]), ...cohort].join(', ')}${key.length === 0 ? '' : ', '}max(last) AS last,
    max(last)::date - min(first)::date + 1 AS days, bool_and(coalesce(last < ending.day, false)) AS is_gone
  FROM last LEFT JOIN ending ON ${sameFeed('last.of_', 'ending.of_')} GROUP BY ${[...cohort, 'host'].join(', ')}
  HAVING min(first) >= ${scope.from} AND min(first) <= ${scope.to}
), ends AS (
  SELECT ${[...key, 'days'].join(', ')}, count(*)::float8 AS leaving, count(*) FILTER (WHERE is_gone)::float8 AS gone, max(together) AS together
  FROM (SELECT *, ${togetherOf(key)} FROM spans) AS counted_spans
  GROUP BY ${[...key, 'days'].join(', ')}
), risks AS (
  SELECT *, sum(leaving) OVER (${partition}ORDER BY days DESC) AS at_risk FROM ends
), left_over AS (
  SELECT *, exp(sum(ln(greatest(1 - gone / at_risk, 1e-12))) OVER (${partition}ORDER BY days)) AS still FROM risks
), curve AS (
  SELECT ${[
    ...key,
    'sum(leaving)::bigint AS ips',
    ...horizons.map((days) => `${gone(days)} AS after_${days}`),
    `${greenwood} AS spread`,
    'min(days) FILTER (WHERE still <= 0.5 + 1e-9) AS half',
    `${atOnce('sum(gone)')} AS at_once`,
  ].join(', ')}
  FROM left_over${groupBy(key)}
), worth AS (
  SELECT *, CASE WHEN ips > 0 THEN after_${horizon} END AS value,
    CASE WHEN spread > 0 AND after_${horizon} BETWEEN 1e-9 AND 1 - 1e-9 THEN after_${horizon} / ((1 - after_${horizon}) * spread) ELSE ips END AS size
  FROM curve
)
SELECT ${[...key, 'ips', 'value', ...horizons.slice(1).map((days) => `CASE WHEN ips > 0 THEN after_${days} END AS after_${days}`), `${wilson('-')} AS low`, `${wilson('+')} AS high`, 'half', 'at_once'].join(', ')}
FROM worth`;
}

/** A bound of Wilson's interval for `value` of `size`. */
function wilson(sign: '-' | '+'): string {
  const middle = `value + ${z * z} / (2 * size)`;
  const half = `${z} * sqrt(value * (1 - value) / size + ${z * z} / (4 * size * size))`;
  return `greatest(0, least(1, (${middle} ${sign} ${half}) / (1 + ${z * z} / size)))`;
}

/** What tells feeds apart, under names that no dimension has: a question may be asked by feed. */
const feedColumns = ['provider AS of_provider', 'feed AS of_feed'];

/** No feed has this name: a feed without one is a feed too, and NULL would join nothing. */
const none = literal('\u0001');

/** Whether two rows are of one feed; what its two columns begin with in each. */
function sameFeed(one: string, other: string): string {
  return ['provider', 'feed']
    .map((name) => `coalesce(${one}${name}, ${none}) = coalesce(${other}${name}, ${none})`)
    .join(' AND ');
}

/** For each feed, the first of its last `quiet` deliveries: what it last reported before that day is gone. */
function quietSince(
  name: string,
  { since, to, quiet }: { readonly since: string; readonly to: string; readonly quiet: number }
): string {
  return `${name} AS (
  SELECT of_provider, of_feed, day FROM (
    SELECT of_provider, of_feed, day, row_number() OVER (PARTITION BY of_provider, of_feed ORDER BY day DESC) AS nth
    FROM (
      SELECT DISTINCT ${feedColumns.join(', ')}, day FROM ${feedStatusTable}
      WHERE status = 'delivered' AND day >= ${since} AND day <= ${to}
    ) AS deliveries
  ) AS numbered WHERE nth = ${quiet}
)`;
}
