import type { Constituency } from '../../aggregator/src/operators/constituency.ts';
import { sampleStory } from './story.ts';

const { operator, customer, rising, fastCleaner, slowCleaner, largeAsn } = sampleStory;

/** By its key, how many addresses an operator's ASN announces: where no networks say it. */
const announced: ReadonlyArray<
  readonly [key: string, planted: { name: string; asn: number }, addresses: number | null]
> = [
  ['example', operator, null],
  ['customer', customer, 8192],
  ['rising', rising, null],
  ['tidy', fastCleaner, 16_384],
  ['sleepy', slowCleaner, 16_384],
  ['modern', largeAsn, 8192],
];

const networks: ReadonlyArray<readonly [key: string, networks: readonly string[]]> = [
  ['example', operator.networks],
  ['customer', [customer.network]],
  ['rising', rising.networks],
];

/** The planted networks as operators: enough of them that each may see the whole of all. */
export const sampleConstituency: Constituency = {
  operators: announced.map(([key, { name }]) => ({ key, name })),
  asns: announced.map(([key, { asn }, addresses]) => ({ operator: key, asn, addresses, isPrimary: false })),
  networks: networks.flatMap(([key, all]) => all.map((network) => ({ operator: key, network, isPrimary: false }))),
};

/** Of these the preview shows what they see. */
export const sampleReaders = ['example', 'rising'] as const;
