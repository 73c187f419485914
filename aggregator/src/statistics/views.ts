import {
  dayStatusTable,
  daysTable,
  dimensions,
  identifier,
  rollupByName,
  type EventDimensionName,
  type RollupName,
} from '@stats-portal/catalog';
import { operatorCountry } from '../operators/country.ts';
import { operatorRates } from '../operators/rates.ts';
import { schema } from './names.ts';
import { statisticsTable } from './statistics.ts';

export interface View {
  readonly name: string;
  readonly select: string;
}

/** A relation of the reference system: its dotted names over our columns, without a cast or a GROUP BY in between. */
function compatibility(
  name: string,
  rollup: RollupName,
  measure: string,
  columns: readonly EventDimensionName[]
): View {
  const dotted = columns.map((column) => `${identifier(column)} AS ${identifier(dimensions[column].field)}`);
  return {
    name,
    select:
      `SELECT day AS "date", ${measure}::bigint AS "count", ${dotted.join(', ')} ` +
      `FROM ${statisticsTable('rollups')} WHERE rollup = ${rollupByName(rollup).id}`,
  };
}

function list(name: string, rollup: RollupName, column: EventDimensionName): View {
  return {
    name,
    select:
      `SELECT DISTINCT ${identifier(column)} AS ${identifier(dimensions[column].field)} ` +
      `FROM ${statisticsTable('rollups')} WHERE rollup = ${rollupByName(rollup).id}`,
  };
}

const tags: readonly EventDimensionName[] = [
  'taxonomy',
  'type',
  'identifier',
  'application',
  'transport',
  'malware',
  'feed_code',
  'feed',
  'provider',
  'country',
];

/**
 * The relations of the reference system, in schema public, so that dashboards written for it keep working
 * (docs/counting.md, "Compatibility"). The event relations have finer rows than they show; their sums are the same.
 */
export const compatibilityViews: readonly View[] = [
  compatibility('agg_ndim_day_all_tags', 'cells', 'events', [...tags, 'port', 'asn', 'network', 'domain_suffix']),
  compatibility('agg_ndim_day_feed_tags', 'cells', 'events', tags),
  compatibility('agg_ndim_day_netobject_tags', 'network_object', 'ips', [
    'taxonomy',
    'type',
    'identifier',
    'country',
    'asn',
    'network',
    'domain_suffix',
  ]),
  list('asns', 'asn', 'asn'),
  list('taxonomy', 'taxonomy', 'taxonomy'),
  list('types', 'type', 'type'),
  list('identifier', 'identifier', 'identifier'),
];

/**
 * The last closed day: as old as the settings say, and after no day that waits for a feed. A row of the portal is around
 * it. Only the days near it are looked at: no feed keeps a day open for longer than a week.
 */
export const closedUntil =
  `least(closed_until, (SELECT min(status.day) - interval '1 day' FROM ${statisticsTable(dayStatusTable)} AS status ` +
  `WHERE status.closing <> 'closed' AND status.day > closed_until - interval '8 days'))`;

/** The last day up to which nothing waits to be counted either. */
export const completeUntil = `least(${closedUntil}, (SELECT min(day) - interval '1 day' FROM ${statisticsTable('dirty_days')}))`;

const ledger = statisticsTable(daysTable);
const newestKey = `(SELECT hosts FROM ${ledger} WHERE hosts IS NOT NULL ORDER BY day DESC LIMIT 1)`;

/** The last day with presence, and the first from which on all have it under the same key: others cannot be compared. */
const hostsUntil = `(SELECT max(day) FROM ${ledger} WHERE hosts IS NOT NULL)`;
const hostsFrom =
  `(SELECT min(day) FROM ${ledger} WHERE hosts IS NOT NULL AND day > coalesce((SELECT max(day) FROM ${ledger} ` +
  `WHERE events > 0 AND day <= ${hostsUntil} AND hosts IS DISTINCT FROM ${newestKey}), '-infinity'))`;

/** Which days of presence can be asked together: empty where none is kept. */
export const presenceColumns = `${hostsFrom} AS hosts_from, ${hostsUntil} AS hosts_until`;

/** How fresh the answers are: one row. */
const freshness: View = {
  name: 'freshness',
  select: `
    SELECT zone, ${closedUntil} AS closed_until, looked_at, undated,
           (SELECT max(finished_at) FROM ${statisticsTable('runs')} WHERE failure IS NULL) AS last_run,
           ${completeUntil} AS complete_until,
           (SELECT count(*) FROM ${statisticsTable('dirty_days')}) AS days_waiting,
           ${presenceColumns}
    FROM ${statisticsTable('portal')}`,
};

/** Every view that migrate makes, with its schema. */
export const allViews: readonly View[] = [
  { ...freshness, name: `${schema}.${freshness.name}` },
  { ...operatorRates, name: `${schema}.${operatorRates.name}` },
  { ...operatorCountry, name: `${schema}.${operatorCountry.name}` },
  ...compatibilityViews.map((view) => ({ ...view, name: `public.${view.name}` })),
];
