/** Random numbers in [0, 1). The same seed gives the same numbers on every machine. */
export type Random = () => number;

/** Chris Doty-Humphrey's sfc32: 32-bit integer arithmetic only, fast, and good enough for sample data. */
export function seeded(seed: number): Random {
  let a = seed | 0;
  let b = 0x9e3779b9;
  let c = 0x243f6a88;
  let counter = 1;
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 0x1_0000_0000;
  };
  // Neighbouring seeds start with similar numbers.
  for (let round = 0; round < 15; round++) {
    next();
  }
  return next;
}

/** A whole number from 0 to below `limit`. */
export function below(random: Random, limit: number): number {
  return Math.floor(random() * limit);
}

/** Any element, all equally likely. */
export function pick<T>(random: Random, list: readonly T[]): T {
  return list[below(random, list.length)]!;
}

/** A duration in whole days, at least 1, of something that ends with the same probability every day. */
export function geometric(random: Random, mean: number): number {
  return mean <= 1 ? 1 : 1 + Math.floor(Math.log(1 - random()) / Math.log(1 - 1 / mean));
}

/** The fraction decides by chance whether the number is rounded up: on average nothing is lost. */
export function roundByChance(random: Random, value: number): number {
  return Math.floor(value + random());
}

/**
 * Draws elements by weight in constant time (Walker's alias method).
 * Throws a RangeError where nothing has a weight.
 */
export function weighted<T>(list: readonly T[], weight: (item: T, index: number) => number): (random: Random) => T {
  const weights = list.map(weight);
  const total = weights.reduce((sum, one) => sum + one, 0);
  if (!(total > 0)) {
    throw new RangeError('nothing to draw from');
  }
  const limits = weights.map((one) => (one * list.length) / total);
  const aliases = list.map((_, index) => index);
  const small = [...limits.keys()].filter((index) => limits[index]! < 1);
  const large = [...limits.keys()].filter((index) => limits[index]! >= 1);
  while (small.length > 0 && large.length > 0) {
    const poor = small.pop()!;
    const rich = large[large.length - 1]!;
    aliases[poor] = rich;
    limits[rich]! -= 1 - limits[poor]!;
    if (limits[rich]! < 1) {
      small.push(large.pop()!);
    }
  }
  return (random) => {
    const place = random() * list.length;
    const index = Math.floor(place);
    return list[place - index < limits[index]! ? index : aliases[index]!]!;
  };
}
