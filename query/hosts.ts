import {
  hostsTable,
  identifier,
  literal,
  rollupByName,
  rollupsTable,
  type hostDimensions,
} from '@stats-portal/catalog';
import { condition } from './condition.ts';
import { addDays } from './days.ts';
import type { Filter } from './model.ts';

// Questions that presence answers (docs/counting.md, "Hosts"): different addresses in a period, which are new or gone,
// how long they stayed. Exact for any filter on its dimensions. All days are asked of one key: whoever asks sees to that.

type HostDimension = (typeof hostDimensions)[number];

/** Which addresses are looked at. Both days are included. */
export interface HostsScope {
  readonly from: string;
  readonly to: string;
  readonly where: readonly Filter[];
  /** One answer for each combination of these values. */
  readonly by: readonly HostDimension[];
}

const hosts = identifier(hostsTable.name);
const rollups = identifier(rollupsTable.name);

/** `host`, `ips`, and what is asked by. Different addresses of the whole period. */
export function periodSql({ by, ...scope }: HostsScope): string {
  return `SELECT ${[...names(by), 'count(*) AS ips'].join(', ')}
FROM (SELECT DISTINCT ${[...names(by), 'host'].join(', ')} FROM ${hosts} WHERE ${rowsOf(scope)}) AS different${groupBy(by)}`;
}

/**
 * `ips`: different addresses of the period; `new`: of these, not seen in the `memory` days before it; `recurring`: the
 * others.
 */
export function newSql(scope: HostsScope, memory: number): string {
  return `WITH seen AS (
  SELECT ${[...names(scope.by), 'host', 'min(day) AS first'].join(', ')} FROM ${hosts}
  WHERE ${rowsOf({ ...scope, from: addDays(scope.from, -memory) })}
  GROUP BY ${[...names(scope.by), 'host'].join(', ')} HAVING max(day) >= ${day(scope.from)}
)
SELECT ${[
    ...names(scope.by),
    'count(*) AS ips',
    `count(*) FILTER (WHERE first >= ${day(scope.from)}) AS new`,
    `count(*) FILTER (WHERE first < ${day(scope.from)}) AS recurring`,
  ].join(', ')}
FROM seen${groupBy(scope.by)}`;
}

/**
 * `resolved`: addresses that each of their feeds had last reported so long ago at the end of the period that it has
 * delivered `quiet` times without them since, and at its beginning not yet. A feed that delivers nothing resolves nothing.
 * Looks `memory` days back.
 */
export function resolvedSql(scope: HostsScope, { memory, quiet }: { memory: number; quiet: number }): string {
  const since = addDays(scope.from, -memory);
  const before = addDays(scope.from, -1);
  return `WITH ${quietSince('ending', { since, to: scope.to, quiet })},
${quietSince('beginning', { since, to: before, quiet })},
last AS (
  SELECT ${[...names(scope.by), 'host', ...feedColumns, 'max(day) AS last', `max(day) FILTER (WHERE day <= ${day(before)}) AS earlier`].join(', ')}
  FROM ${hosts} WHERE ${rowsOf({ ...scope, from: since })} GROUP BY ${[...names(scope.by), 'host', 'of_provider', 'of_feed'].join(', ')}
), states AS (
  SELECT ${[...names(scope.by), 'host'].join(', ')}, bool_and(coalesce(last < ending.day, false)) AS is_resolved,
    coalesce(bool_and(coalesce(earlier < beginning.day, false)) FILTER (WHERE earlier IS NOT NULL), false) AS was_resolved
  FROM last LEFT JOIN ending ON ${sameFeed('ending')} LEFT JOIN beginning ON ${sameFeed('beginning')}
  GROUP BY ${[...names(scope.by), 'host'].join(', ')}
)
SELECT ${[...names(scope.by), 'count(*) FILTER (WHERE is_resolved AND NOT was_resolved) AS resolved'].join(', ')}
FROM states${groupBy(scope.by)}`;
}

/** `median` and `p90`: days since an address of the period was first seen, up to `memory` days before it. */
export function ageSql(scope: HostsScope, memory: number): string {
  const part = (share: number) => `percentile_disc(${share}) WITHIN GROUP (ORDER BY days)`;
  return `WITH spans AS (
  SELECT ${[...names(scope.by), 'host', 'max(day)::date - min(day)::date + 1 AS days'].join(', ')} FROM ${hosts}
  WHERE ${rowsOf({ ...scope, from: addDays(scope.from, -memory) })}
  GROUP BY ${[...names(scope.by), 'host'].join(', ')} HAVING max(day) >= ${day(scope.from)}
)
SELECT ${[...names(scope.by), `${part(0.5)} AS median`, `${part(0.9)} AS p90`].join(', ')} FROM spans${groupBy(scope.by)}`;
}

/** How many days after an address was first seen the answer is about. */
const horizons = [7, 14, 30] as const;

/**
 * Of the addresses first seen in the period (and not in the `memory` days before): `ips`, and the shares that were no
 * longer reported after 7, 14 and 30 days, `cleaned_7` …, as Kaplan and Meier estimate them: those that may still be
 * there at the day `until` are censored. Gone is what each of its feeds has delivered `quiet` times without since; what
 * comes back until then was not cleaned.
 */
export function cleanupSql(
  scope: HostsScope,
  { memory, quiet, until }: { memory: number; quiet: number; until: string }
): string {
  const since = addDays(scope.from, -memory);
  const keys = names(scope.by);
  const partition = keys.length === 0 ? '' : `PARTITION BY ${keys.join(', ')} `;
  return `WITH ${quietSince('ending', { since, to: until, quiet })},
last AS (
  SELECT ${[...keys, 'host', ...feedColumns, 'min(day) AS first', 'max(day) AS last'].join(', ')} FROM ${hosts}
  WHERE ${rowsOf({ ...scope, from: since, to: until })} GROUP BY ${[...keys, 'host', 'of_provider', 'of_feed'].join(', ')}
), spans AS (
  SELECT ${[...keys, 'host'].join(', ')}, max(last)::date - min(first)::date + 1 AS days, bool_and(coalesce(last < ending.day, false)) AS is_gone
  FROM last LEFT JOIN ending ON ${sameFeed('ending')} GROUP BY ${[...keys, 'host'].join(', ')}
  HAVING min(first) >= ${day(scope.from)} AND min(first) <= ${day(scope.to)}
), ends AS (
  SELECT ${[...keys, 'days'].join(', ')}, count(*) AS leaving, count(*) FILTER (WHERE is_gone) AS gone
  FROM spans GROUP BY ${[...keys, 'days'].join(', ')}
), risks AS (
  SELECT *, sum(leaving) OVER (${partition}ORDER BY days DESC) AS at_risk FROM ends
)
SELECT ${[
    ...keys,
    'sum(leaving)::bigint AS ips',
    ...horizons.map(
      (days) =>
        `1 - CASE WHEN bool_or(gone = at_risk) FILTER (WHERE days <= ${days}) THEN 0
    ELSE exp(coalesce(sum(ln(1 - gone / at_risk)) FILTER (WHERE days <= ${days} AND gone < at_risk), 0)) END AS cleaned_${days}`
    ),
  ].join(', ')}
FROM risks${groupBy(scope.by)}`;
}

/** For each provider: its different addresses of the period, and `only`: those that would be lost without it. */
export function overlapSql(scope: Omit<HostsScope, 'by'>): string {
  return `WITH pairs AS (SELECT DISTINCT provider, host FROM ${hosts} WHERE ${rowsOf(scope)}),
counted AS (SELECT provider, count(*) OVER (PARTITION BY host) AS providers FROM pairs)
SELECT provider, count(*) AS ips, count(*) FILTER (WHERE providers = 1) AS only FROM counted GROUP BY provider`;
}

/** For each two providers: the addresses of the period that both have seen. */
export function sharedSql(scope: Omit<HostsScope, 'by'>): string {
  return `WITH pairs AS (SELECT DISTINCT coalesce(provider, '') AS provider, host FROM ${hosts} WHERE ${rowsOf(scope)})
SELECT one.provider AS provider, other.provider AS other, count(*) AS both
FROM pairs AS one JOIN pairs AS other USING (host) WHERE one.provider < other.provider GROUP BY one.provider, other.provider`;
}

/** What tells feeds apart, under names that no dimension has: a question may be asked by feed. */
const feedColumns = ['provider AS of_provider', 'feed AS of_feed'];

/** No feed has this name: a feed without one is a feed too, and NULL would join nothing. */
const none = literal('\u0001');

function sameFeed(other: string): string {
  return ['of_provider', 'of_feed']
    .map((name) => `coalesce(last.${name}, ${none}) = coalesce(${other}.${name}, ${none})`)
    .join(' AND ');
}

/** For each feed, the first of its last `quiet` deliveries: what it last reported before that day is gone. */
function quietSince(name: string, { since, to, quiet }: { since: string; to: string; quiet: number }): string {
  return `${name} AS (
  SELECT of_provider, of_feed, day FROM (
    SELECT ${feedColumns.join(', ')}, day, row_number() OVER (PARTITION BY provider, feed ORDER BY day DESC) AS nth
    FROM ${rollups} WHERE rollup = ${rollupByName('feed').id} AND day >= ${day(since)} AND day <= ${day(to)}
  ) AS deliveries WHERE nth = ${quiet}
)`;
}

function names(by: readonly HostDimension[]): string[] {
  return by.map(identifier);
}

function groupBy(by: readonly HostDimension[]): string {
  return by.length === 0 ? '' : `\nGROUP BY ${names(by).join(', ')}`;
}

function day(text: string): string {
  return `CAST(${literal(text)} AS timestamp)`;
}

function rowsOf({ from, to, where }: Omit<HostsScope, 'by'>): string {
  return [`day >= ${day(from)}`, `day <= ${day(to)}`, ...where.map(condition)].join(' AND ');
}
