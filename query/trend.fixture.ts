// The trend of docs/counting.md in plain words of TypeScript: what the SQL is tested against, and simulations use.

export interface Judged {
  readonly direction: 'rising' | 'falling' | 'steady' | 'too little data';
  readonly evidence: 'clear' | 'likely' | 'unclear';
  /** A day, over the range; null where there is too little data. */
  readonly added: number | null;
  /** Two-sided, uncorrected. */
  readonly p: number | null;
  readonly medians: readonly number[];
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}

/** Values of each day, oldest first; null where it rests on a missing feed. */
export type Days = ReadonlyArray<number | null>;

/** Medians of seven days each, by the number of the week; what fills no week is left out at the beginning. */
function weekly(days: Days): Map<number, number> {
  const weeks = Math.floor(days.length / 7);
  const start = days.length - weeks * 7;
  const known = Array.from({ length: weeks }, (_, week) =>
    days.slice(start + week * 7, start + week * 7 + 7).filter((value) => value !== null)
  );
  return new Map(known.flatMap((values, week) => (values.length < 4 ? [] : [[week, median(values)] as const])));
}

/** Judges all series together, against the whole of the same days. */
export function judgeTrends(series: readonly Days[], whole: Days): Judged[] {
  const moved = weekly(whole);
  const mean = [...moved.values()].reduce((sum, one) => sum + one, 0) / moved.size;
  const measured = series.map((days) => {
    const known = [...weekly(days)].filter(([week]) => moved.has(week));
    const medians = known.map(([, one]) => one);
    const isEnough = medians.length >= 5 && Math.max(...medians) >= 10;
    const steps = known.length === 0 ? 0 : known.at(-1)![0] - known[0]![0];
    const adjusted = known.map(([week, one]) => [week, (one * mean) / moved.get(week)!] as const);
    return { medians, steps, test: isEnough ? tested(adjusted, medians, steps) : null };
  });
  const chances = measured.flatMap(({ test }) => test?.p ?? []).sort((a, b) => a - b);
  return measured.map(({ medians, steps, test }) => {
    if (test === null) {
      return { direction: 'too little data', evidence: 'unclear', added: null, p: null, medians };
    }
    const { slope, p } = test;
    const added = slope * steps;
    // Benjamini and Hochberg: the least of what this chance and each larger one would allow.
    const q = Math.min(...chances.map((other, place) => (other < p ? 1 : (other * chances.length) / (place + 1))));
    const evidence = p * chances.length < 0.05 ? 'clear' : q < 0.1 ? 'likely' : 'unclear';
    const direction = evidence === 'unclear' ? 'steady' : added > 0 ? 'rising' : 'falling';
    return { direction, evidence, added, p, medians };
  });
}

type Weeks = ReadonlyArray<readonly [week: number, value: number]>;

/** Slope, and the larger of two chances: of such an order, and of such a difference where hosts come and go. */
function tested(adjusted: Weeks, medians: readonly number[], steps: number): { slope: number; p: number } {
  const { slope, z } = mannKendall(adjusted);
  const turnover = Math.abs(slope * steps) / Math.sqrt(Math.max(1, medians[0]! + medians.at(-1)!));
  return { slope, p: Math.min(1, 2 * upperTail(Math.min(z, turnover))) };
}

/** Theil and Sen's slope, and how many deviations the order is from none. */
function mannKendall(weeks: Weeks): { slope: number; z: number } {
  const values = weeks.map(([, value]) => value);
  const pairs = weeks.flatMap(([one, a], place) =>
    weeks.slice(place + 1).map(([other, b]) => ({ step: b - a, slope: (b - a) / (other - one) }))
  );
  const s = pairs.reduce((sum, { step }) => sum + Math.sign(step), 0);
  const n = values.length;
  const ties = [...new Set(values)]
    .map((value) => values.filter((other) => other === value).length)
    .reduce((sum, equal) => sum + equal * (equal - 1) * (2 * equal + 5), 0);
  const variance = (n * (n - 1) * (2 * n + 5) - ties) / 18;
  const z = variance > 0 ? (s - Math.sign(s)) / Math.sqrt(variance) : 0;
  return { slope: median(pairs.map((pair) => pair.slope)), z: Math.abs(z) };
}

// Looked up once: within jest each use of a global takes long.
const { exp, sqrt, PI } = Math;

/** By Simpson's rule, to be independent of the approximation in the SQL. */
function upperTail(z: number): number {
  const steps = 200;
  const width = (10 - z) / steps;
  const density = (x: number): number => exp((-x * x) / 2) / sqrt(2 * PI);
  let sum = density(z) + density(10);
  for (let step = 1; step < steps; step++) {
    sum += density(z + step * width) * (step % 2 === 1 ? 4 : 2);
  }
  return (sum * width) / 3;
}
