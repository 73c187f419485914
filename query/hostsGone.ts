import { feedStatusTable, literal } from '@stats-portal/catalog';
import {
  bitsOfDays,
  daysBefore,
  groupBy,
  hasBit,
  hosts,
  keys,
  names,
  placeOf,
  rowsOf,
  stretches,
  timeOf,
  type HostsScope,
} from './hosts.ts';

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
 * times without since. Of each address it is gathered as bits at which ends it had been seen, and at which something held
 * it: one pass without sorting, which several processes can share.
 */
export function resolvedSql(scope: HostsScope, { memory, quiet }: Patience): string {
  const { from, to } = scope;
  const since = daysBefore(from, memory);
  const cohort = names(scope);
  const ends = `(
    SELECT 0 AS n, ${daysBefore(from, 1)} AS ends UNION ALL SELECT n, ends FROM ${stretches(scope)} AS whole
  )`;
  const bits = (condition: string): string => bitsOfDays([since, to], ends, condition);
  const seen = `${bits('of_day <= ends')}[${placeOf(since)}]`;
  const held = bits(`of_day <= ends AND width_bucket(ends, days) - width_bucket(of_day, days) < ${quiet}`);
  return `WITH deliveries AS (
  SELECT ${feedColumns.join(', ')}, array_agg(DISTINCT day ORDER BY day) AS days FROM ${feedStatusTable}
  WHERE status = 'delivered' AND day >= ${since} AND day <= ${to} GROUP BY of_provider, of_feed
), holding AS MATERIALIZED (
  SELECT of_provider, of_feed, ${held} AS held FROM deliveries
), sightings AS (
  SELECT ${[...cohort, `host, ${seen} AS seen`, `held[${placeOf(since)}] AS held`].join(', ')}
  FROM ${hosts} AS sightings LEFT JOIN holding ON ${sameFeed('sightings.', 'of_')}
  WHERE ${rowsOf({ ...scope, from: since })} OFFSET 0 -- or the whole arrays would be carried to where they are gathered
), known AS (
  SELECT ${[...cohort, 'bit_or(seen) & ~bit_or(coalesce(held, seen)) AS gone'].join(', ')} FROM sightings GROUP BY ${[...cohort, 'host'].join(', ')}
)
SELECT ${[...keys(scope), 'count(*) AS total'].join(', ')}
FROM known JOIN ${stretches(scope)} AS stretches ON ${hasBit('gone')} AND NOT ${hasBit('gone', 'n - 1')}${groupBy(keys(scope))}`;
}

/**
 * Columns and `ips`: addresses of the period, `value`: the share of them that is gone at its end, with the bounds `low` and
 * `high`, and `at_once` as for the clean-up. Of one period: see `eachStretch`.
 */
export function goneSql(scope: HostsScope, quiet: number): string {
  const cohort = names(scope);
  const { from: since, to } = scope;
  return `WITH ${quietSince('ending', { since, to, quiet })}, spans AS (
  SELECT ${[...cohort, 'max(day) AS last', `${isGone} AS is_gone`].join(', ')}
  FROM ${hosts} AS seen LEFT JOIN ending ON ${sameFeed('seen.', 'of_')}
  WHERE ${rowsOf(scope)} GROUP BY ${[...cohort, 'host'].join(', ')}
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
  return `WITH ${quietSince('ending', { since, to: until, quiet })}, spans AS (
  SELECT ${[...(scope.grain === 'none' ? [] : [timeOf(scope.grain, 'min(day)')]), ...cohort, 'max(day) AS last'].join(', ')},
    max(day)::date - min(day)::date + 1 AS days, ${isGone} AS is_gone
  FROM ${hosts} AS seen LEFT JOIN ending ON ${sameFeed('seen.', 'of_')}
  WHERE ${rowsOf({ ...scope, from: since, to: until })} GROUP BY ${[...cohort, 'host'].join(', ')}
  HAVING min(day) >= ${scope.from} AND min(day) <= ${scope.to}
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
  SELECT ${feedColumns.join(', ')}, (array_agg(DISTINCT day ORDER BY day DESC))[${quiet}] AS quiet_from FROM ${feedStatusTable}
  WHERE status = 'delivered' AND day >= ${since} AND day <= ${to} GROUP BY of_provider, of_feed
)`;
}

/** Of all sightings of an address: no feed's last one is within its last deliveries. */
const isGone = 'bool_and(coalesce(day < quiet_from, false))';
