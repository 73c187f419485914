import type { Words } from './address.ts';
import type { Networks } from './networks.ts';

/** Owner of addresses that are in no network. */
export const uncovered = -2;

/**
 * Nested networks of one family as ranges that lie one beside the other, from the lowest address to the highest. The
 * range that an address is in has the owner of the longest network around the address. Neighbours of one owner are one
 * range: two sets of networks that say the same of every address give the same ranges.
 */
export interface Ranges {
  readonly width: number;
  readonly count: number;
  /** `width` words for the first address of each range; the first range begins at zero. */
  readonly starts: Uint32Array;
  readonly owners: Int32Array;
}

/** `ownerOf` gets the numbers of equal networks, mostly of one. */
export function flatten(networks: Networks, ownerOf: (equal: readonly number[]) => number): Ranges {
  const { width, firsts, lasts } = networks;
  const ranges = new RangeWriter(networks.count * 2 + 1, width);
  ranges.write(new Uint32Array(width), 0, uncovered);
  /** Networks around the place where the sweep is, each within the one before, and their owners. */
  const around: number[] = [];
  const owners: number[] = [];
  const leave = (): void => {
    owners.pop();
    ranges.writeAfter(lasts, around.pop()!, owners[owners.length - 1] ?? uncovered);
  };
  for (const equal of equalOnes(networks)) {
    const network = equal[0]!;
    while (around.length > 0 && networks.isBefore(around[around.length - 1]!, network)) {
      leave();
    }
    const owner = ownerOf(equal);
    around.push(network);
    owners.push(owner);
    ranges.write(firsts, network, owner);
  }
  while (around.length > 0) {
    leave();
  }
  return ranges.finished();
}

/** Numbers of networks that are equal, those around others first. */
function* equalOnes(networks: Networks): Generator<number[]> {
  let equal: number[] = [];
  for (const network of networks.outerFirst()) {
    if (equal.length > 0 && !networks.areEqual(equal[0]!, network)) {
      yield equal;
      equal = [];
    }
    equal.push(network);
  }
  if (equal.length > 0) {
    yield equal;
  }
}

/** Pairs of networks by their numbers: each one, and the smallest one around it that is not equal. */
export function* parentsOf(networks: Networks): Generator<readonly [inner: number, outer: number]> {
  const around: number[][] = [];
  for (const equal of equalOnes(networks)) {
    while (around.length > 0 && networks.isBefore(around.at(-1)![0]!, equal[0]!)) {
      around.pop();
    }
    for (const outer of around.at(-1) ?? []) {
      for (const inner of equal) {
        yield [inner, outer];
      }
    }
    around.push(equal);
  }
}

/** Whose this address is, by its words. */
export function ownerOf({ width, count, starts, owners }: Ranges, words: Words): number {
  let low = 0;
  let high = count;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (isAtMost(starts, middle * width, words)) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return owners[low]!;
}

/** How many IPv4 addresses each owner has, by number of the owner. */
export function addressesOf({ count, starts, owners }: Ranges, numberOfOwners: number): number[] {
  const sums = Array.from({ length: numberOfOwners }, () => 0);
  for (let range = 0; range < count; range++) {
    const owner = owners[range]!;
    if (owner >= 0) {
      sums[owner]! += (range + 1 < count ? starts[range + 1]! : 2 ** 32) - starts[range]!;
    }
  }
  return sums;
}

class RangeWriter {
  readonly #width: number;
  readonly #starts: Uint32Array;
  readonly #owners: Int32Array;
  readonly #next: Uint32Array;
  #count = 0;

  constructor(most: number, width: number) {
    this.#width = width;
    this.#starts = new Uint32Array(most * width);
    this.#owners = new Int32Array(most);
    this.#next = new Uint32Array(width);
  }

  /** The next range, from this address of the list on; of two with the same start the later one counts. */
  write(addresses: Uint32Array, number: number, owner: number): void {
    const offset = number * this.#width;
    if (this.#count > 0 && this.#beginsAt(addresses, offset)) {
      this.#count--;
    }
    if (this.#count > 0 && this.#owners[this.#count - 1] === owner) {
      return;
    }
    for (let position = 0; position < this.#width; position++) {
      this.#starts[this.#count * this.#width + position] = addresses[offset + position]!;
    }
    this.#owners[this.#count] = owner;
    this.#count++;
  }

  /** The next range, from the address after this one on; none after the last one of all. */
  writeAfter(addresses: Uint32Array, number: number, owner: number): void {
    for (let position = this.#width - 1, carry = 1; position >= 0; position--) {
      this.#next[position] = addresses[number * this.#width + position]! + carry;
      carry = carry === 1 && this.#next[position] === 0 ? 1 : 0;
      if (position === 0 && carry === 1) {
        return;
      }
    }
    this.write(this.#next, 0, owner);
  }

  #beginsAt(addresses: Uint32Array, offset: number): boolean {
    const last = (this.#count - 1) * this.#width;
    for (let position = 0; position < this.#width; position++) {
      if (this.#starts[last + position] !== addresses[offset + position]) {
        return false;
      }
    }
    return true;
  }

  finished(): Ranges {
    const count = this.#count;
    return {
      width: this.#width,
      count,
      starts: this.#starts.slice(0, count * this.#width),
      owners: this.#owners.slice(0, count),
    };
  }
}

function isAtMost(starts: Uint32Array, offset: number, words: Words): boolean {
  for (let position = 0; position < words.length; position++) {
    const difference = starts[offset + position]! - words[position]!;
    if (difference !== 0) {
      return difference < 0;
    }
  }
  return true;
}
