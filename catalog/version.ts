/**
 * Version of dimensions, measures and rollups together. Raised whenever the same events would give other rows:
 * the aggregator then redoes the days whose events are still there, and the data source says which side is older.
 */
export const catalogVersion = 2;
