import { Integers, Pairs } from './numbers.ts';

// Columns of 32-bit integers, a value for each row: what counting is made of.

/** Different combinations of values, numbered from 0: the number of each row, and the first row of each number. */
export interface Numbered {
  readonly numbers: Int32Array;
  readonly first: Int32Array;
}

/** Numbers the combinations of these columns, all of one length; null without columns. */
export function combine(columns: readonly Int32Array[]): Numbered | null {
  const [first, ...rest] = columns;
  if (first === undefined) {
    return null;
  }
  // Values of a column are any integers; those of pairs begin at 0 and appear in their order.
  return [first, ...rest].reduce<Numbered | null>((before, column) => pairUp(before?.numbers, column), null);
}

function pairUp(before: Int32Array | undefined, column: Int32Array): Numbered {
  const pairs = new Pairs();
  const numbers = new Int32Array(column.length);
  const first = new Integers();
  for (let row = 0; row < column.length; row++) {
    const number = pairs.number(before === undefined ? 0 : before[row]!, column[row]!);
    numbers[row] = number;
    if (number === first.length) {
      first.push(row);
    }
  }
  return { numbers, first: first.values };
}

/** Rows in the order of their keys from 0 to `keys - 1`, by a counting sort; rows with a negative key are left out. */
export function inOrder(keyOf: Int32Array, keys: number): Int32Array {
  const starts = new Int32Array(keys + 1);
  for (const key of keyOf) {
    if (key >= 0) {
      starts[key + 1]! += 1;
    }
  }
  for (let key = 0; key < keys; key++) {
    starts[key + 1]! += starts[key]!;
  }
  const order = new Int32Array(starts[keys]!);
  for (let row = 0; row < keyOf.length; row++) {
    const key = keyOf[row]!;
    if (key >= 0) {
      order[starts[key]!++] = row;
    }
  }
  return order;
}

/** Where each row stands in an order of all rows. */
export function inverse(order: Int32Array): Int32Array {
  const place = new Int32Array(order.length);
  for (let at = 0; at < order.length; at++) {
    place[order[at]!] = at;
  }
  return place;
}

/** The values at these rows. */
export function pick(values: Int32Array, at: Int32Array): Int32Array {
  const picked = new Int32Array(at.length);
  for (let row = 0; row < at.length; row++) {
    picked[row] = values[at[row]!]!;
  }
  return picked;
}

/** Numbers texts from 0, in the order of their first appearance. */
export function numberOf(texts: readonly string[]): Int32Array {
  const known = new Map<string, number>();
  const numbers = new Int32Array(texts.length);
  for (let row = 0; row < texts.length; row++) {
    let number = known.get(texts[row]!);
    if (number === undefined) {
      number = known.size;
      known.set(texts[row]!, number);
    }
    numbers[row] = number;
  }
  return numbers;
}
