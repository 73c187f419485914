import { dimensionNames, type DimensionName } from './dimensions.ts';

/** All cells of a day for one subset of dimensions, computed exactly from the events of that day. */
export interface Rollup {
  /** Stored in the table: never reuse or change a number. */
  readonly id: number;
  readonly name: string;
  readonly dimensions: readonly DimensionName[];
}

const classification = ['taxonomy', 'type', 'identifier'] as const;

/**
 * Ordered by usual size, smallest first: the planner takes the first that fits.
 * Source: the questions of the mission (docs/counting.md, "Which rollups").
 */
export const rollups = [
  { id: 1, name: 'total', dimensions: [] },
  { id: 2, name: 'family', dimensions: ['family'] },
  { id: 3, name: 'transport', dimensions: ['transport'] },
  { id: 4, name: 'provider', dimensions: ['provider'] },
  { id: 5, name: 'taxonomy', dimensions: ['taxonomy'] },
  { id: 6, name: 'type', dimensions: ['taxonomy', 'type'] },
  { id: 7, name: 'application', dimensions: ['application'] },
  { id: 8, name: 'protocol', dimensions: ['application', 'transport'] },
  { id: 9, name: 'taxonomy_application', dimensions: ['taxonomy', 'application'] },
  { id: 10, name: 'taxonomy_protocol', dimensions: ['taxonomy', 'application', 'transport'] },
  { id: 11, name: 'feed', dimensions: ['provider', 'feed'] },
  { id: 12, name: 'country', dimensions: ['country'] },
  { id: 13, name: 'identifier', dimensions: [...classification] },
  { id: 14, name: 'malware', dimensions: ['malware'] },
  { id: 15, name: 'classification', dimensions: [...classification, 'malware'] },
  { id: 16, name: 'country_taxonomy', dimensions: ['country', 'taxonomy'] },
  { id: 17, name: 'country_type', dimensions: ['country', 'taxonomy', 'type'] },
  { id: 18, name: 'feed_classification', dimensions: ['provider', 'feed', ...classification] },
  { id: 19, name: 'country_identifier', dimensions: ['country', ...classification] },
  { id: 20, name: 'country_malware', dimensions: ['country', 'malware'] },
  { id: 34, name: 'operator', dimensions: ['operator'] },
  { id: 35, name: 'operator_provider', dimensions: ['provider', 'operator'] },
  { id: 36, name: 'operator_taxonomy', dimensions: ['taxonomy', 'operator'] },
  { id: 37, name: 'operator_application', dimensions: ['application', 'operator'] },
  { id: 38, name: 'operator_type', dimensions: ['taxonomy', 'type', 'operator'] },
  { id: 39, name: 'operator_feed', dimensions: ['provider', 'feed', 'operator'] },
  { id: 40, name: 'operator_malware', dimensions: ['malware', 'operator'] },
  { id: 42, name: 'operator_identifier', dimensions: [...classification, 'operator'] },
  { id: 43, name: 'operator_classification', dimensions: [...classification, 'malware', 'operator'] },
  { id: 21, name: 'asn', dimensions: ['asn'] },
  { id: 41, name: 'operator_asn', dimensions: ['asn', 'operator'] },
  { id: 22, name: 'asn_provider', dimensions: ['asn', 'provider'] },
  { id: 23, name: 'asn_taxonomy', dimensions: ['asn', 'taxonomy'] },
  { id: 24, name: 'asn_type', dimensions: ['asn', 'taxonomy', 'type'] },
  { id: 25, name: 'asn_application', dimensions: ['asn', 'application'] },
  { id: 26, name: 'asn_feed', dimensions: ['asn', 'provider', 'feed'] },
  { id: 27, name: 'asn_malware', dimensions: ['asn', 'malware'] },
  { id: 28, name: 'asn_identifier', dimensions: ['asn', ...classification] },
  { id: 29, name: 'asn_classification', dimensions: ['asn', ...classification, 'malware'] },
  { id: 30, name: 'asn_network', dimensions: ['asn', 'network'] },
  { id: 44, name: 'operator_network', dimensions: ['asn', 'network', 'operator'] },
  {
    id: 31,
    name: 'feed_object',
    dimensions: [
      'provider',
      'feed',
      'feed_code',
      ...classification,
      'malware',
      'application',
      'transport',
      'domain_suffix',
    ],
  },
  { id: 32, name: 'network_object', dimensions: [...classification, 'asn', 'network', 'country', 'domain_suffix'] },
  { id: 33, name: 'cells', dimensions: dimensionNames },
] as const satisfies readonly Rollup[];

export type RollupName = (typeof rollups)[number]['name'];

/** The rollups that a day has: those by operators only where operators are known. The cells always. */
export function rollupsMade(hasOperators: boolean): readonly Rollup[] {
  const all: readonly Rollup[] = rollups;
  return hasOperators
    ? all
    : all.filter(({ name, dimensions }) => name === 'cells' || !dimensions.includes('operator'));
}

/** The rollup of that name. */
export function rollupByName(name: RollupName): Rollup {
  return rollups.find((rollup) => rollup.name === name)!;
}

/** "asn × taxonomy × type", or "the whole". */
export function rollupLabel(rollup: Rollup): string {
  if (rollup.name === 'cells') {
    return 'all dimensions';
  }
  return rollup.dimensions.length === 0 ? 'the whole' : rollup.dimensions.join(' × ');
}
