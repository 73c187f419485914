import { dimensionNames, dimensions, type ColumnType } from './dimensions.ts';
import { measureNames } from './measures.ts';

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
    ...measureNames.map((name): Column => ({ name, type: 'integer', nullable: false })),
  ] satisfies Column[],
} as const;

/** What people call an ASN: one row for each that had a name. */
export const asNamesTable = 'as_names';

/** The ledger: one row per day whose events were counted. A day that is not here is a gap, not a zero. */
export const daysTable = 'days';

/** One row: the zone, and until when the numbers are complete. */
export const freshnessView = 'freshness';
