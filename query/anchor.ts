import { freshnessView, literal } from '@stats-portal/catalog';
import { addDays, lengthInDays } from './days.ts';

/** How the days of a question are written into its SQL. */
export interface DayPrinter {
  /** To be compared with a timestamp. */
  readonly day: (day: string) => string;
  /** To be reckoned with. */
  readonly timestamp: (day: string) => string;
}

/** The days as they are. */
export const fixedDays: DayPrinter = {
  day: literal,
  timestamp: (day) => `timestamp ${literal(day)}`,
};

/** Any day does: what is printed are distances from it. */
const anyDay = '2000-12-31';

/** The range of a question over the last `count` closed days, to be printed with `movingDays`. */
export function lastClosedDays(count: number): { readonly from: string; readonly to: string } {
  return { from: addDays(anyDay, 1 - count), to: anyDay };
}

/**
 * Counted back from the last closed day, for which `to` stands. For SQL that is written once and asked every day: alert
 * rules, public dashboards.
 */
export function movingDays(to: string): DayPrinter {
  const expression = (day: string): string => {
    const distance = lengthInDays(day, to) - 1;
    const closed = `(SELECT closed_until FROM ${freshnessView})`;
    return distance === 0 ? closed : `(${closed} - interval '${distance} days')`;
  };
  return { day: expression, timestamp: expression };
}
