import { dimensions, identifier, rollupByName, type EventDimensionName, type RollupName } from '@stats-portal/catalog';
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

/** How fresh the answers are: one row. */
const freshness: View = {
  name: 'freshness',
  select: `
    SELECT zone, closed_until, looked_at, undated,
           (SELECT max(finished_at) FROM ${statisticsTable('runs')} WHERE failure IS NULL) AS last_run,
           (SELECT least(closed_until, min(day) - interval '1 day') FROM ${statisticsTable('dirty_days')}) AS complete_until,
           (SELECT count(*) FROM ${statisticsTable('dirty_days')}) AS days_waiting
    FROM ${statisticsTable('portal')}`,
};

/** Every view that migrate makes, with its schema. */
export const allViews: readonly View[] = [
  { ...freshness, name: `${schema}.${freshness.name}` },
  ...compatibilityViews.map((view) => ({ ...view, name: `public.${view.name}` })),
];
