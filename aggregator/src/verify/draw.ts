/**
 * Draws `count` days at random, each with the same chance, in the order in which they were given.
 * The same seed draws the same days of the same list.
 */
export function drawDays(days: readonly string[], count: number, seed: number): string[] {
  const next = random(seed);
  const left = days.map((_, index) => index);
  const drawn: number[] = [];
  while (drawn.length < count && left.length > 0) {
    const place = Math.floor(next() * left.length);
    drawn.push(left[place]!);
    left[place] = left.at(-1)!;
    left.pop();
  }
  return drawn.sort((a, b) => a - b).map((index) => days[index]!);
}

/** Mulberry32: numbers in [0, 1) from a seed of 32 bits. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
