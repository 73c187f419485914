/** Types of the statistics tables' columns: those that the answers are asked in, so that no view has to cast. */
export type ColumnType = 'text' | 'bigint' | 'integer' | 'smallint' | 'inet';

/** One way to tell events apart. */
export interface Dimension {
  /** IntelMQ's field, as the column is called in the eventDB; null: no field of the event, but of the constituency. */
  readonly field: string | null;
  readonly type: ColumnType;
  readonly label: string;
  readonly description: string;
  /** What an empty value means, shown as "(none)". */
  readonly none: string;
  /** A site may have dropped the column: its values are then empty. */
  readonly required?: true;
}

/**
 * Every dimension of the statistics. The key is the column's name in the statistics tables.
 * The classification is today's (after aliases); `reported_*` keep it as the event had it.
 */
export const dimensions = {
  taxonomy: {
    field: 'classification.taxonomy',
    type: 'text',
    label: 'Taxonomy',
    description: 'Upper class of the Reference Security Incident Taxonomy, under its name of today.',
    none: 'The event was not classified.',
    required: true,
  },
  type: {
    field: 'classification.type',
    type: 'text',
    label: 'Type',
    description: 'Class within the taxonomy, under its name of today.',
    none: 'The event was not classified.',
    required: true,
  },
  identifier: {
    field: 'classification.identifier',
    type: 'text',
    label: 'Identifier',
    description: 'The problem as such, for example open-redis.',
    none: 'The feed names no finer problem than the type.',
  },
  malware: {
    field: 'malware.name',
    type: 'text',
    label: 'Malware',
    description: 'Malware family as the feed names it.',
    none: 'Does not apply, or the family is unknown.',
  },
  application: {
    field: 'protocol.application',
    type: 'text',
    label: 'Application protocol',
    description: 'Application protocol, for example http.',
    none: 'Does not apply, or the feed does not say.',
  },
  transport: {
    field: 'protocol.transport',
    type: 'text',
    label: 'Transport protocol',
    description: 'Transport protocol, for example tcp.',
    none: 'Does not apply, or the feed does not say.',
  },
  provider: {
    field: 'feed.provider',
    type: 'text',
    label: 'Feed provider',
    description: 'Organisation that reports the events.',
    none: 'The event names no provider.',
  },
  feed: {
    field: 'feed.name',
    type: 'text',
    label: 'Feed',
    description: 'The provider’s report or feed.',
    none: 'The event names no feed.',
  },
  feed_code: {
    field: 'feed.code',
    type: 'text',
    label: 'Feed code',
    description: 'Short code of the feed, as the site sets it.',
    none: 'The site sets no code for this feed.',
  },
  country: {
    field: 'source.geolocation.cc',
    type: 'text',
    label: 'Country',
    description: 'Country of the reported address (ISO 3166-1 alpha-2), as its geolocation says.',
    none: 'The address has no known country.',
  },
  asn: {
    field: 'source.asn',
    type: 'bigint',
    label: 'ASN',
    description: 'Autonomous system that announces the reported address.',
    none: 'Not announced, or not looked up.',
  },
  network: {
    field: 'source.network',
    type: 'inet',
    label: 'Network',
    description: 'Announced network (BGP prefix) of the reported address.',
    none: 'Not announced, or not looked up.',
  },
  domain_suffix: {
    field: 'source.domain_suffix',
    type: 'text',
    label: 'Domain suffix',
    description: 'Public suffix of the reported host’s name.',
    none: 'The event has no host name.',
  },
  family: {
    field: 'source.ip',
    type: 'smallint',
    label: 'Address family',
    description: '4 for IPv4, 6 for IPv6.',
    none: 'The event has no address.',
    required: true,
  },
  port: {
    field: 'source.port',
    type: 'integer',
    label: 'Port of the service',
    description:
      'Port of an exposed service (taxonomy vulnerable). In sinkhole and honeypot data it is the client’s random port, and left out.',
    none: 'Does not apply: not a service that the address offers.',
  },
  reported_taxonomy: {
    field: 'classification.taxonomy',
    type: 'text',
    label: 'Taxonomy as reported',
    description: 'Taxonomy as the event carried it, before aliases.',
    none: 'The event was not classified.',
  },
  reported_type: {
    field: 'classification.type',
    type: 'text',
    label: 'Type as reported',
    description: 'Type as the event carried it, before aliases.',
    none: 'The event was not classified.',
  },
  reported_identifier: {
    field: 'classification.identifier',
    type: 'text',
    label: 'Identifier as reported',
    description: 'Identifier as the event carried it, before aliases.',
    none: 'The feed names no finer problem than the type.',
  },
  operator: {
    field: null,
    type: 'text',
    label: 'Operator',
    description:
      'Operator of the constituency whose network the reported address is in (longest prefix), else whose ASN it is.',
    none: 'Nobody’s: in no network and no ASN of an operator.',
  },
} as const satisfies Record<string, Dimension>;

export type DimensionName = keyof typeof dimensions;

/** Dimensions that are fields of the event. */
export type EventDimensionName = Exclude<DimensionName, 'operator'>;

/** Names in the order of the tables' columns. */
export const dimensionNames = Object.keys(dimensions) as DimensionName[];

/**
 * A dimension by its own name or by IntelMQ's field name; undefined where there is none. The address is no dimension,
 * though the address family is read from it.
 */
export function dimensionByName(name: string): DimensionName | undefined {
  return dimensionNames.find((known) => known === name || (known !== 'family' && dimensions[known].field === name));
}
