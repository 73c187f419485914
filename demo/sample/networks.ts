import { asName, foreignCountries } from './names.ts';
import { below, pick, type Random, weighted } from './random.ts';
import { sampleStory } from './story.ts';

/** An announced network. Addresses are given from `first` on, which may leave out more specific networks inside. */
export interface Network {
  readonly cidr: string;
  readonly first: number;
  readonly size: number;
}

/** An autonomous system: who can be asked to clean up. */
export interface System {
  readonly asn: number;
  readonly name: string;
  readonly country: string;
  /** Relative number of hosts with problems. */
  readonly weight: number;
  /** How much faster than usual problems end here. */
  readonly speed: number;
  readonly networks: readonly Network[];
  /** The `/48` of its IPv6 addresses: the third group within 2001:db8::/32. */
  readonly site: number;
}

/** All autonomous systems that events are drawn from. */
export interface Landscape {
  readonly systems: readonly System[];
  readonly operator: System;
  readonly rising: System;
}

function ipv4(text: string): number {
  return text.split('.').reduce((number, part) => number * 256 + Number(part), 0);
}

/** The address as text. */
function ipv4Text(address: number): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}

function network(cidr: string, size?: number): Network {
  const [address = '', length] = cidr.split('/');
  return { cidr, first: ipv4(address), size: size ?? 2 ** (32 - Number(length)) };
}

/** Hands out networks one after the other from ranges that belong to nobody (RFC 1918, 6598). */
function allocator(random: Random): () => Network {
  // Lengths of announced prefixes: half are the smallest.
  const length = weighted([24, 23, 22, 21, 20, 19, 18, 17], (_, index) => [46, 12, 16, 8, 10, 5, 2, 1][index]!);
  let next = ipv4('10.0.0.0');
  return () => {
    const bits = length(random);
    const size = 2 ** (32 - bits);
    next = Math.ceil(next / size) * size;
    if (next >= ipv4('11.0.0.0') && next < ipv4('100.64.0.0')) {
      next = ipv4('100.64.0.0');
    }
    if (next + size > ipv4('100.128.0.0')) {
      throw new RangeError('no address space left for more networks');
    }
    next += size;
    return { cidr: `${ipv4Text(next - size)}/${bits}`, first: next - size, size };
  };
}

/** Numbers that are assigned to nobody: private ones for the first thousand, then six digits IANA has not given out. */
function systemNumber(index: number): number {
  return index % 3 === 0 && index < 3000 ? 64_512 + index / 3 : 500_000 + index * 37;
}

function planted(country: string, allocate: () => Network): System[] {
  const { operator, customer, rising, fastCleaner, slowCleaner, largeAsn } = sampleStory;
  const several = (count: number) => Array.from({ length: count }, allocate);
  const common = { country, weight: 0, speed: 1 };
  const [wide, specific, other] = operator.networks;
  return [
    // Only the first quarter: the rest has longer prefixes of its own.
    { ...common, ...operator, networks: [network(wide, 2 ** 14), network(specific), network(other)], site: 1 },
    { ...common, ...rising, networks: rising.networks.map((cidr) => network(cidr)), site: 2 },
    { ...common, ...customer, weight: 0.004, networks: [network(customer.network)], site: 3 },
    { ...common, ...fastCleaner, weight: 0.02, speed: 5, networks: several(12), site: 4 },
    { ...common, ...slowCleaner, weight: 0.02, speed: 0.1, networks: several(12), site: 5 },
    { ...common, ...largeAsn, weight: 0.006, networks: several(8), site: 6 },
  ];
}

/** Sizes by rank (Zipf), 85 % of them in the own country; networks cluster in the large ones. */
export function landscape(random: Random, country: string, systemCount: number, networkCount: number): Landscape {
  const allocate = allocator(random);
  const special = planted(country, allocate);
  const foreign = weighted(foreignCountries(country), (_, rank) => 1 / (rank + 1));
  const ranks = Array.from({ length: Math.max(systemCount - special.length, 20) }, (_, index) => index);
  const isForeign = ranks.map((rank) => rank % 2 === 1 && rank > 4);
  // The sum of the weights of one kind, so that their share can be set.
  const raw = ranks.map((rank) => 1 / (rank + 2));
  const sum = (abroad: boolean) => raw.reduce((total, one, rank) => total + (isForeign[rank] === abroad ? one : 0), 0);
  const scale = { own: 0.81 / sum(false), abroad: 0.14 / sum(true) };
  const parts = raw.map((one) => one ** 0.75);
  const partSum = parts.reduce((total, one) => total + one, 0);
  const ordinary = ranks.map((rank): System => {
    const abroad = isForeign[rank]!;
    const count = Math.max(1, Math.round((parts[rank]! / partSum) * networkCount));
    return {
      asn: systemNumber(rank),
      name: asName(rank),
      country: abroad ? foreign(random) : country,
      weight: raw[rank]! * (abroad ? scale.abroad : scale.own),
      speed: pick(random, [0.3, 0.6, 0.8, 1, 1, 1.2, 1.5, 2.5]),
      networks: Array.from({ length: count }, allocate),
      site: 16 + rank,
    };
  });
  return { systems: [...special, ...ordinary], operator: special[0]!, rising: special[1]! };
}

/** Problems cluster: the first networks of a system have more of them. */
export function anyNetwork(random: Random, { networks }: System): Network {
  return networks[Math.floor(networks.length * random() ** 1.7)]!;
}

/** An address within the network, neither its first nor its last. */
export function anyAddress(random: Random, { first, size }: Network): string {
  return ipv4Text(first + 1 + below(random, size - 2));
}
