const empty = -1;

/**
 * Gives numbers to pairs of integers, from 0 on, in the order in which they first appear. An open hash table in typed
 * arrays: 16 bytes a pair and no object, where a Map of composed keys took four times as long (docs/performance.md).
 */
export class Pairs {
  #slots = new Int32Array(1024).fill(empty);
  #first = new Int32Array(512);
  #second = new Int32Array(512);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The first part of each pair, by the pair's number. */
  get firsts(): Int32Array {
    return this.#first.subarray(0, this.#size);
  }

  get seconds(): Int32Array {
    return this.#second.subarray(0, this.#size);
  }

  /** The pair's number: the same for the same pair. Both parts are 32-bit integers. */
  number(first: number, second: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash(first, second) & mask;
    for (;;) {
      const known = this.#slots[slot]!;
      if (known === empty) {
        return this.#add(slot, first, second);
      }
      if (this.#first[known] === first && this.#second[known] === second) {
        return known;
      }
      slot = (slot + 1) & mask;
    }
  }

  #add(slot: number, first: number, second: number): number {
    const number = this.#size++;
    if (number === this.#first.length) {
      this.#grow();
      slot = this.#freeSlot(first, second);
    }
    this.#slots[slot] = number;
    this.#first[number] = first;
    this.#second[number] = second;
    return number;
  }

  #grow(): void {
    const known = this.#first.length;
    this.#first = longer(this.#first);
    this.#second = longer(this.#second);
    this.#slots = new Int32Array(known * 4).fill(empty);
    for (let number = 0; number < known; number++) {
      this.#slots[this.#freeSlot(this.#first[number]!, this.#second[number]!)] = number;
    }
  }

  #freeSlot(first: number, second: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash(first, second) & mask;
    while (this.#slots[slot] !== empty) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}

/** A list of 32-bit integers that grows: four bytes each. */
export class Integers {
  #values = new Int32Array(1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  get values(): Int32Array {
    return this.#values.subarray(0, this.#length);
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      this.#values = longer(this.#values);
    }
    this.#values[this.#length++] = value;
  }
}

function longer(values: Int32Array): Int32Array<ArrayBuffer> {
  const twice = new Int32Array(values.length * 2);
  twice.set(values);
  return twice;
}

/** Source of the mixing: MurmurHash3's finalizer, shortened. */
function hash(first: number, second: number): number {
  let mixed = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35);
  return mixed ^ (mixed >>> 13);
}
