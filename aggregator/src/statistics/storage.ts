/** How the history is kept: what the settings say about it. */
export interface StorageSettings {
  /** Days after which a chunk goes into the columnstore. */
  readonly columnstoreAfterDays: number;
  /** Days for which statistics are kept; absent is for ever. */
  readonly retentionDays?: number | undefined;
  /** Days for which presence is kept; absent is the default. */
  readonly hostsRetentionDays?: number;
}

/** Thirteen months of presence: a month can be compared with the same one of the year before. */
export const defaultStorage = { columnstoreAfterDays: 7, hostsRetentionDays: 396 } as const satisfies StorageSettings;

/** What all settings of a site say about storage. */
export function storageOf(settings: {
  readonly statsdb: Omit<StorageSettings, 'hostsRetentionDays'>;
  readonly hosts: { readonly retentionDays: number };
}): StorageSettings {
  return { ...settings.statsdb, hostsRetentionDays: settings.hosts.retentionDays };
}

/** A table that becomes a hypertable where the server can. */
export interface HypertableLayout {
  readonly table: string;
  readonly time: string;
  readonly segmentBy: readonly string[];
  readonly orderBy: readonly string[];
  readonly retentionDays: (settings: StorageSettings) => number | undefined;
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
  retentionDays: ({ retentionDays }) => retentionDays,
};

/** Addresses are in no order that would help: what is before them is alike. */
export const hostsLayout: HypertableLayout = {
  table: 'hosts',
  time: 'day',
  segmentBy: ['day'],
  orderBy: ['operator', 'asn', 'taxonomy', 'type', 'identifier'],
  retentionDays: ({ hostsRetentionDays = defaultStorage.hostsRetentionDays }) => hostsRetentionDays,
};

export const layouts = [rollupsLayout, hostsLayout] as const;
