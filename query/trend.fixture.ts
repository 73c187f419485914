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

/** Medians of seven days each, oldest first; what fills no week is left out at the beginning. */
function weekly(days: readonly number[]): number[] {
  const weeks = Math.floor(days.length / 7);
  const start = days.length - weeks * 7;
  return Array.from({ length: weeks }, (_, week) => median(days.slice(start + week * 7, start + week * 7 + 7)));
}

/** Judges all series (values of each day, oldest first) together, against the whole of the same days. */
export function judgeTrends(series: ReadonlyArray<readonly number[]>, whole: readonly number[]): Judged[] {
  const moved = weekly(whole);
  const mean = moved.reduce((sum, one) => sum + one, 0) / moved.length;
  const measured = series.map((days) => {
    const medians = weekly(days);
    const isEnough = medians.length >= 5 && Math.max(...medians) >= 10;
    return { medians, test: isEnough ? mannKendall(medians.map((one, week) => (one * mean) / moved[week]!)) : null };
  });
  const chances = measured.flatMap(({ test }) => test?.p ?? []).sort((a, b) => a - b);
  return measured.map(({ medians, test }) => {
    if (test === null) {
      return { direction: 'too little data', evidence: 'unclear', added: null, p: null, medians };
    }
    const { slope, p } = test;
    const added = slope * (medians.length - 1);
    // Benjamini and Hochberg: the least of what this chance and each larger one would allow.
    const q = Math.min(...chances.map((other, place) => (other < p ? 1 : (other * chances.length) / (place + 1))));
    const evidence = p * chances.length < 0.05 ? 'clear' : q < 0.1 ? 'likely' : 'unclear';
    const direction = evidence === 'unclear' ? 'steady' : added > 0 ? 'rising' : 'falling';
    return { direction, evidence, added, p, medians };
  });
}

/** Theil and Sen's slope, and the chance of such an order without a trend. */
function mannKendall(values: readonly number[]): { slope: number; p: number } {
  const pairs = values.flatMap((a, i) =>
    values.slice(i + 1).map((b, j) => ({ step: b - a, slope: (b - a) / (j + 1) }))
  );
  const s = pairs.reduce((sum, { step }) => sum + Math.sign(step), 0);
  const n = values.length;
  const ties = [...new Set(values)]
    .map((value) => values.filter((other) => other === value).length)
    .reduce((sum, equal) => sum + equal * (equal - 1) * (2 * equal + 5), 0);
  const variance = (n * (n - 1) * (2 * n + 5) - ties) / 18;
  const z = variance > 0 ? (s - Math.sign(s)) / Math.sqrt(variance) : 0;
  return { slope: median(pairs.map((pair) => pair.slope)), p: Math.min(1, 2 * upperTail(Math.abs(z))) };
}

/** By Simpson's rule, to be independent of the approximation in the SQL. */
function upperTail(z: number): number {
  const steps = 400;
  const width = (10 - z) / steps;
  const density = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  let sum = density(z) + density(10);
  for (let step = 1; step < steps; step++) {
    sum += density(z + step * width) * (step % 2 === 1 ? 4 : 2);
  }
  return (sum * width) / 3;
}
