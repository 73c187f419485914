import { freshnessView, literal } from '@stats-portal/catalog';
import { addDays, earlier, lengthInDays } from './days.ts';

/** How the days of a question are written into its SQL. */
export interface DayPrinter {
  /** To be compared with a timestamp. */
  readonly day: (day: string) => string;
  /** To be reckoned with. */
  readonly timestamp: (day: string) => string;
  /** The last closed day. A timestamp. */
  readonly closed: string;
  /** The day, or the last closed one if that is earlier; empty if nothing is closed. A timestamp. */
  readonly closedBy: (day: string) => string;
  /** Whether the last closed day is looked up by the answer itself. */
  readonly looksUp: boolean;
}

const closedUntil = `(SELECT closed_until FROM ${freshnessView})`;
const timestamp = (day: string): string => `timestamp ${literal(day)}`;

/** The days as they are; which of them are closed is looked up by the answer itself. */
export const fixedDays: DayPrinter = {
  day: literal,
  timestamp,
  closed: closedUntil,
  closedBy: (day) =>
    `(SELECT least(closed_until, ${literal(day)}) FROM ${freshnessView} WHERE closed_until IS NOT NULL)`,
  looksUp: true,
};

/**
 * The days as they are, where the last closed one is known already: TimescaleDB adds up within its columnstore only
 * what it can tell by constants (docs/performance.md).
 */
export function fixedDaysClosedUntil(closed: string): DayPrinter {
  return {
    ...fixedDays,
    closed: timestamp(closed),
    closedBy: (day) => timestamp(earlier(closed, day)),
    looksUp: false,
  };
}

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
    return distance === 0 ? closedUntil : `(${closedUntil} - interval '${distance} days')`;
  };
  return { day: expression, timestamp: expression, closed: closedUntil, closedBy: expression, looksUp: true };
}
