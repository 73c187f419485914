import { hostsTable, identifier, type Grain, type HostDimension } from '@stats-portal/catalog';
import { condition } from './condition.ts';
import type { Filter } from './model.ts';

// Questions that presence answers (docs/counting.md, "Hosts"): different addresses in a period, which are new, how long
// they stayed. Exact for any filter on its dimensions. All days are asked of one key: whoever asks sees to that.

/** Which addresses are looked at. */
export interface HostsScope {
  /** First and last day, both included: expressions of a timestamp. */
  readonly from: string;
  readonly to: string;
  readonly where: readonly Filter[];
  /** One answer for each combination of these values, */
  readonly by: readonly HostDimension[];
  /** and for each of these stretches of time, as `time`. */
  readonly grain: Grain;
}

export const hosts = identifier(hostsTable.name);

/** Columns and `total`: different addresses. */
export function periodSql(scope: HostsScope): string {
  return `SELECT ${[...keys(scope), 'count(*) AS total'].join(', ')}
FROM (${different(scope)}) AS different${groupBy(keys(scope))}`;
}

/** Columns and `total`: the addresses that stand in this row and in no other of its stretch of time. */
export function onlySql(scope: HostsScope): string {
  const partition = scope.grain === 'none' ? 'host' : 'time, host';
  return `SELECT ${[...keys(scope), 'count(*) FILTER (WHERE places = 1) AS total'].join(', ')}
FROM (
  SELECT *, count(*) OVER (PARTITION BY ${partition}) AS places
  FROM (${different(scope)}) AS different
) AS placed${groupBy(keys(scope))}`;
}

/**
 * For each two values of the one dimension that is asked by, `value`: addresses that stand under both, `other` being the
 * one that is not named in the dimension's column, and `ips`: those that stand under the named one. Each two once.
 */
export function sharedSql(scope: HostsScope): string {
  const [column] = names(scope);
  return `WITH different AS (${different(scope)}), sizes AS (SELECT ${column}, count(*) AS ips FROM different GROUP BY ${column})
SELECT one.${column}, coalesce(two.${column}::text, '(none)') AS other, count(*) AS value, min(ips) AS ips
FROM different AS one JOIN different AS two USING (host) JOIN sizes ON sizes.${column} IS NOT DISTINCT FROM one.${column}
WHERE coalesce(one.${column}::text, '') > coalesce(two.${column}::text, '')
GROUP BY one.${column}, two.${column}`;
}

/** Columns, `new`: not seen in the `memory` days before the stretch of time; `recurring`: the others. */
export function newSql(scope: HostsScope, memory: number): string {
  const { from, to, grain } = scope;
  const cohort = names(scope);
  const since = daysBefore(from, memory);
  if (grain === 'none') {
    return `SELECT ${[...cohort, `count(*) FILTER (WHERE first >= ${from}) AS new`, `count(*) FILTER (WHERE first < ${from}) AS recurring`].join(', ')}
FROM (
  SELECT ${[...cohort, 'min(day) AS first'].join(', ')} FROM ${hosts}
  WHERE ${rowsOf({ ...scope, from: since })}
  GROUP BY ${[...cohort, 'host'].join(', ')} HAVING max(day) >= ${from}
) AS seen${groupBy(cohort)}`;
  }
  // Of each address as bits: in which stretches it was seen, and in which it was known from before.
  const bits = (condition: string): string =>
    `bit_or(${bitsOfDays([since, to], stretches(scope), condition)}[${placeOf(since)}])`;
  const before = bits(`of_day < begins AND of_day >= ${daysBefore('begins', memory)}`);
  return `WITH known AS (
  SELECT ${[...cohort, `${bits('of_day BETWEEN begins AND ends')} AS there`, `${before} AS before`].join(', ')}
  FROM ${hosts} WHERE ${rowsOf({ ...scope, from: since })} GROUP BY ${[...cohort, 'host'].join(', ')}
)
SELECT ${[...keys(scope), `count(*) FILTER (WHERE NOT ${hasBit('before')}) AS new`, `count(*) FILTER (WHERE ${hasBit('before')}) AS recurring`].join(', ')}
FROM known JOIN ${stretches(scope)} AS stretches ON ${hasBit('there')}${groupBy(keys(scope))}`;
}

/**
 * Columns, `ips`: addresses of the period, `value` and `p90`: days since they were first seen, up to `memory` days before
 * it, of which half and nine of ten have no more. Of one period: see `eachStretch`.
 */
export function ageSql(scope: HostsScope, memory: number): string {
  const part = (share: number): string => `percentile_disc(${share}) WITHIN GROUP (ORDER BY days)`;
  const cohort = names(scope);
  return `SELECT ${[...cohort, 'count(*) AS ips', `${part(0.5)} AS value`, `${part(0.9)} AS p90`].join(', ')}
FROM (
  SELECT ${[...cohort, 'max(day)::date - min(day)::date + 1 AS days'].join(', ')} FROM ${hosts}
  WHERE ${rowsOf({ ...scope, from: daysBefore(scope.from, memory) })}
  GROUP BY ${[...cohort, 'host'].join(', ')} HAVING max(day) >= ${scope.from}
) AS spans${groupBy(cohort)}`;
}

/** What `sqlOf` prints for one period, for each stretch of time of the scope, with its `time`. */
export function eachStretch(scope: HostsScope, sqlOf: (period: HostsScope) => string): string {
  if (scope.grain === 'none') {
    return sqlOf(scope);
  }
  return `SELECT time, answer.*
FROM ${stretches(scope)} AS stretches CROSS JOIN LATERAL (
${sqlOf({ ...scope, from: 'begins', to: 'ends', grain: 'none' })}
) AS answer`;
}

/** The scope's stretches of time, as a subquery: `n`, from 1 on, `begins` and `ends`, and `time` where there is a grain. */
export function stretches({ from, to, grain }: Pick<HostsScope, 'from' | 'to' | 'grain'>): string {
  if (grain === 'none') {
    return `(SELECT 1 AS n, ${from} AS begins, ${to} AS ends)`;
  }
  const step = stepOf(grain);
  return `(
  SELECT n::integer, time, greatest(time, ${from}) AS begins, least(time + ${step} - interval '1 day', ${to}) AS ends
  FROM generate_series(date_trunc('${grain}', ${from}), ${to}, ${step}) WITH ORDINALITY AS stretch (time, n)
)`;
}

/**
 * For each day of a range, as an array, the bits `n` of those of some stretches for which the condition holds: looked up
 * once, and not by a join, which PostgreSQL takes for a large one.
 */
export function bitsOfDays([from, to]: readonly [string, string], of: string, condition: string): string {
  return `(
    SELECT array_agg((SELECT bit_or(CASE WHEN ${condition} THEN 1::bigint << n ELSE 0 END) FROM ${of} AS stretches) ORDER BY of_day)
    FROM generate_series(${from}, ${to}, interval '1 day') AS of_day
  )`;
}

/** Where a row's day stands in that array. */
export const placeOf = (from: string): string => `day::date - (${from})::date + 1`;

/** Whether the bit of the stretch `n` is set. */
export const hasBit = (bits: string, n = 'n'): string => `(${bits} >> (${n}) & 1 = 1)`;

/** Addresses of each day and combination, as a rollup would have them: `day`, the columns and `ips`. */
export function dailySql(by: readonly string[], conditions: readonly string[]): string {
  return `SELECT ${['day', ...by, 'count(*) AS ips'].join(', ')}
FROM (SELECT DISTINCT ${['day', ...by, 'host'].join(', ')} FROM ${hosts} WHERE ${conditions.join(' AND ')}) AS different
GROUP BY ${['day', ...by].join(', ')}`;
}

export const daysBefore = (day: string, count: number): string => `${day} - interval '${count} days'`;

export function names({ by }: Pick<HostsScope, 'by'>): string[] {
  return by.map(identifier);
}

/** Time and dimensions. */
export function keys(scope: Pick<HostsScope, 'by' | 'grain'>): string[] {
  return [...(scope.grain === 'none' ? [] : ['time']), ...names(scope)];
}

/** How long a stretch of time is. */
function stepOf(grain: Exclude<Grain, 'none'>): string {
  return `interval '${grain === 'quarter' ? '3 months' : `1 ${grain}`}'`;
}

export function timeOf(grain: Grain, day: string): string {
  return `date_trunc('${grain}', ${day}) AS time`;
}

export function groupBy(columns: readonly string[]): string {
  return columns.length === 0 ? '' : `\nGROUP BY ${columns.join(', ')}`;
}

export function rowsOf({ from, to, where }: Pick<HostsScope, 'from' | 'to' | 'where'>, day = 'day'): string {
  return [`${day} >= ${from}`, `${day} <= ${to}`, ...where.map(condition)].join(' AND ');
}

function different(scope: HostsScope): string {
  const time = scope.grain === 'none' ? [] : [timeOf(scope.grain, 'day')];
  return `SELECT DISTINCT ${[...time, ...names(scope), 'host'].join(', ')} FROM ${hosts} WHERE ${rowsOf(scope)}`;
}
