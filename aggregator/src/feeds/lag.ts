/**
 * Hours after the end of a day, between which arrivals are told apart. What is observed before its day has ended, as a
 * stream is, has the first.
 */
export const lagSteps = [
  0, 1, 2, 3, 4, 6, 8, 10, 12, 15, 18, 21, 24, 30, 36, 42, 48, 60, 72, 96, 120, 144, 168, 240, 336, 720,
] as const;

/** Steps of an arrival, as `width_bucket` numbers them: 0 to this. */
export const lagBuckets = lagSteps.length + 1;

const share = 0.95;

/** What comes even later than the last step. */
const beyond = 2 * lagSteps.at(-1)!;

/** Hours by which 95 % of these events had come, from the number of events of each step; null without any. */
export function lagOf(arrivals: Int32Array): number | null {
  const total = arrivals.reduce((sum, events) => sum + events, 0);
  let sum = 0;
  for (const [step, events] of arrivals.entries()) {
    sum += events;
    if (total > 0 && sum >= share * total) {
      return lagSteps[step] ?? beyond;
    }
  }
  return null;
}

/** Fewer days say nothing of the usual lag. */
const leastDays = 7;

/** The lag within which 95 of 100 days had 95 % of their events (nearest rank); null: not known. */
export function usualLag(lags: readonly number[]): number | null {
  if (lags.length < leastDays) {
    return null;
  }
  return [...lags].sort((one, other) => one - other)[Math.ceil(share * lags.length) - 1]!;
}

/**
 * No feed keeps a day open longer than this many hours: after a back-fill of old events the lags that were seen are those
 * of the back-fill.
 */
export const longestLag = 7 * 24;
