import { lastOf, parseNetwork, widths, type Network } from './address.ts';
import type { NetworkClaim } from './constituency.ts';

/**
 * Networks of one family, known by the numbers in which they were added. In columns: a hundred thousand objects would
 * cost more time than all that is done with them.
 */
export class Networks {
  /** Words of an address. */
  readonly width: number;
  /** `width` words for each network. */
  readonly firsts: Uint32Array;
  readonly lasts: Uint32Array;
  readonly #lengths: Uint8Array;
  #count = 0;

  constructor(width: number, most: number) {
    this.width = width;
    this.firsts = new Uint32Array(most * width);
    this.lasts = new Uint32Array(most * width);
    this.#lengths = new Uint8Array(most);
  }

  get count(): number {
    return this.#count;
  }

  /** The network's bits after its length must be zero. */
  add(network: Network): void {
    const offset = this.#count * this.width;
    this.firsts.set(network.words, offset);
    this.lasts.set(lastOf(network), offset);
    this.#lengths[this.#count] = network.length;
    this.#count++;
  }

  areEqual(one: number, other: number): boolean {
    return (
      this.#lengths[one] === this.#lengths[other] && compare(this.firsts, one, this.firsts, other, this.width) === 0
    );
  }

  /** Whether a network's last address is lower than the other's first one. */
  isBefore(one: number, other: number): boolean {
    return compare(this.lasts, one, this.firsts, other, this.width) < 0;
  }

  /**
   * All numbers, by first address and then by length: what is around a network comes before it. A radix sort, half a word
   * at a time from the last one.
   */
  outerFirst(): Uint32Array {
    const { width, count, firsts } = this;
    let order = new Uint32Array(count);
    for (let number = 0; number < count; number++) {
      order[number] = number;
    }
    order = reordered(order, this.#lengths, 256);
    const keys = new Uint16Array(count);
    for (let half = 2 * width - 1; half >= 0; half--) {
      const shift = half % 2 === 0 ? 16 : 0;
      for (let number = 0; number < count; number++) {
        keys[number] = firsts[number * width + (half >>> 1)]! >>> shift;
      }
      order = reordered(order, keys, 2 ** 16);
    }
    return order;
  }
}

/** The networks that are claimed, IPv4 and IPv6 apart; `claims` gives the place of each number among the claims. */
export function familiesOf(
  claims: readonly NetworkClaim[]
): Array<{ readonly list: Networks; readonly claims: readonly number[] }> {
  const families = [widths[4], widths[6]].map((width) => ({
    list: new Networks(width, claims.length),
    claims: [] as number[],
  }));
  for (let place = 0; place < claims.length; place++) {
    const network = parseNetwork(claims[place]!.network)!;
    const family = families[network.words.length === widths[4] ? 0 : 1]!;
    family.list.add(network);
    family.claims.push(place);
  }
  return families;
}

/** Sorts by keys below `end`; what is equal stays in its order. */
function reordered(order: Uint32Array, keys: Uint8Array | Uint16Array, end: number): Uint32Array<ArrayBuffer> {
  const places = new Uint32Array(end + 1);
  for (let at = 0; at < order.length; at++) {
    places[keys[at]! + 1]! += 1;
  }
  for (let key = 1; key < end; key++) {
    places[key]! += places[key - 1]!;
  }
  const sorted = new Uint32Array(order.length);
  for (const number of order) {
    sorted[places[keys[number]!]!++] = number;
  }
  return sorted;
}

/** Addresses by their numbers in two lists. */
function compare(ones: Uint32Array, one: number, others: Uint32Array, other: number, width: number): number {
  for (let position = 0; position < width; position++) {
    const difference = ones[one * width + position]! - others[other * width + position]!;
    if (difference !== 0) {
      return difference;
    }
  }
  return 0;
}
