/** What a feed usually gives on a day on which it delivers, in events. */
export interface Band {
  readonly usual: number;
  readonly low: number;
  readonly high: number;
}

/** Days without which a band would say nothing. */
const leastDays = 4;
/** A deviation that a single number in a thousand has by chance. */
const deviations = 3;
/** Makes the median of absolute deviations what a standard deviation would be, if chance were normal. */
const normal = 1.4826;

/**
 * Median and robust spread of the events of days; null for too few days. On the scale of square roots, where the spread
 * of counts is 1 whatever their size (Anscombe, Biometrika 35, 1948): so 3 events a day may well be none on the next,
 * 30 may not. A feed that is steadier than chance is held to chance.
 */
export function bandOf(events: readonly number[]): Band | null {
  if (events.length < leastDays) {
    return null;
  }
  const sorted = Float64Array.from(events).sort();
  const roots = sorted.map(root);
  const middle = middleOf(roots);
  const spread = Math.max(1, normal * middleOf(roots.map((one) => Math.abs(one - middle)).sort()));
  return {
    usual: Math.round(middleOf(sorted)),
    low: Math.floor(count(middle - deviations * spread)),
    high: Math.ceil(count(middle + deviations * spread)),
  };
}

const root = (events: number): number => 2 * Math.sqrt(events + 3 / 8);

const count = (value: number): number => Math.max(0, (Math.max(0, value) / 2) ** 2 - 3 / 8);

/** The median of what is sorted, and not empty. */
function middleOf(sorted: Float64Array): number {
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
