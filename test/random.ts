// Looked up once: within jest each use of a global takes many times as long.
const { imul, sqrt, log, cos, exp, max, round, PI } = Math;

/** Numbers from 0 to 1. */
export type Random = () => number;

/** The same numbers each time (mulberry32). */
export function generator(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** From the normal distribution with mean 0 and deviation 1. */
export const normal = (random: Random): number => sqrt(-2 * log(1 - random())) * cos(2 * PI * random());

/** Counts by chance around a mean. */
export function poisson(random: Random, mean: number): number {
  if (mean > 50) {
    return max(0, round(mean + sqrt(mean) * normal(random)));
  }
  const least = exp(-mean);
  let count = 0;
  for (let product = random(); product > least; product *= random()) {
    count += 1;
  }
  return count;
}
