import { dimensionNames, dimensions, type ColumnType, type DimensionName } from './dimensions.ts';
import { countedNames } from './measures.ts';

/** A column of a statistics table. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType | 'timestamp' | 'date' | 'timestamptz' | 'boolean';
  readonly nullable: boolean;
}

/**
 * The one big table: all cells of all rollups, one row per rollup, day and combination of values.
 * `day` is the day's start in the portal's zone, as a timestamp without zone: Grafana and the compatibility
 * relations ask for that type, and a cast in a view would lose the exclusion of chunks.
 */
export const rollupsTable = {
  name: 'rollups',
  columns: [
    { name: 'rollup', type: 'smallint', nullable: false },
    { name: 'day', type: 'timestamp', nullable: false },
    ...dimensionNames.map((name): Column => ({ name, type: dimensions[name].type, nullable: true })),
    ...countedNames.map((name): Column => ({ name, type: 'integer', nullable: false })),
  ] satisfies Column[],
} as const;

/** What presence says of an address on a day. */
export const hostDimensions = [
  'taxonomy',
  'type',
  'identifier',
  'malware',
  'provider',
  'feed',
  'country',
  'asn',
  'family',
  'operator',
] as const satisfies DimensionName[];

export type HostDimension = (typeof hostDimensions)[number];

/**
 * Presence: one row per day, address and combination of those dimensions; empty unless a site wants it. `host` stands for
 * the address: equal for equal addresses of days that were counted with one key (`hosts` of the ledger).
 */
export const hostsTable = {
  name: 'hosts',
  columns: [
    { name: 'day', type: 'timestamp', nullable: false },
    ...hostDimensions.map((name): Column => ({ name, type: dimensions[name].type, nullable: true })),
    { name: 'host', type: 'bigint', nullable: false },
    { name: 'address', type: 'inet', nullable: true },
  ] satisfies Column[],
} as const;

/** What people call an ASN: one row for each that had a name. */
export const asNamesTable = 'as_names';

/** The ledger: one row per day whose events were counted. A day that is not here is a gap, not a zero. */
export const daysTable = 'days';

/** What is expected of each feed: how often it delivers, its lag, its usual volume, and what it measures. */
export const feedsTable = 'feeds';

/** One row per day and feed of which anything was known or expected: whether it delivered, and whether the day is closed. */
export const feedStatusTable = 'feed_status';

/** One row per day: whether it is closed, and how many feeds are missing. */
export const dayStatusTable = 'day_status';

/** What has to be known beside a curve: a missing feed, a new report, a change of counting, and what people wrote. */
export const annotationsTable = 'annotations';

/** What moved in the last closed week, and what of it is explained. */
export const changesTable = 'changes';

/** One row: the zone, and until when the numbers are complete. */
export const freshnessView = 'freshness';

/** A row a day and operator: its reported addresses, and how many that is of 1,000 that it has. */
export const operatorRatesView = 'operator_rates';

/** A row a day, operator and taxonomy: what of it is reported of the operator, and of the whole country. */
export const operatorCountryView = 'operator_country';
