// What is expected of a day (docs/counting.md) in plain words of TypeScript: what the SQL is tested against, and
// simulations use.
import { expectedWeeks, expectedWidth, fewestKnown } from './plan/expected.ts';

export interface Expected {
  readonly expected: number | null;
  readonly expected_low: number | null;
  readonly expected_high: number | null;
  /** The value, if it is outside. */
  readonly outside: number | null;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}

/** Of the day with this number; `values` has one for each day, null where it teaches nothing. */
export function expectedOf(values: ReadonlyArray<number | null>, day: number, width = expectedWidth): Expected {
  const seen = Array.from({ length: expectedWeeks }, (_, week) => values[day - 7 * (week + 1)] ?? null).filter(
    (value) => value !== null
  );
  if (seen.length < fewestKnown) {
    return { expected: null, expected_low: null, expected_high: null, outside: null };
  }
  const usual = median(seen);
  const spread = Math.max(1.4826 * median(seen.map((value) => Math.abs(value - usual))), Math.sqrt(usual), 1);
  const low = Math.floor(Math.max(0, usual - width * spread));
  const high = Math.ceil(usual + width * spread);
  const value = values[day] ?? null;
  const isOutside = value !== null && (value < low || value > high);
  return { expected: usual, expected_low: low, expected_high: high, outside: isOutside ? value : null };
}
