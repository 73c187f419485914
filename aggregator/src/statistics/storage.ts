/** How the history is kept: what `statsdb.…` of the settings says about it. */
export interface StorageSettings {
  /** Days after which a chunk goes into the columnstore. */
  readonly columnstoreAfterDays: number;
  /** Days for which statistics are kept; absent is for ever. */
  readonly retentionDays?: number | undefined;
}

export const defaultStorage: StorageSettings = { columnstoreAfterDays: 7 };

/** A table that becomes a hypertable where the server can. */
export interface HypertableLayout {
  readonly table: string;
  readonly time: string;
  readonly segmentBy: readonly string[];
  readonly orderBy: readonly string[];
}

/**
 * A day is its own segment, so that replacing a compressed day costs no more than an uncompressed one
 * (docs/decisions, "Storage of the rollups").
 */
export const rollupsLayout: HypertableLayout = {
  table: 'rollups',
  time: 'day',
  segmentBy: ['rollup', 'day'],
  orderBy: ['operator', 'asn', 'taxonomy', 'type', 'identifier'],
};
