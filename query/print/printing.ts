import { fixedDays, fixedDaysClosedUntil, movingDays, type DayPrinter } from '../anchor.ts';
import type { Question } from '../model.ts';

/** How an answer is to be written. Without options: for people and files. */
export interface Printing {
  /** Days as instants, the day's start in the portal's zone, instead of as dates of that zone. */
  readonly instants?: boolean;
  /** A series with a column per dimension, `part`, `rank` and `previous`, instead of time, metric and value alone. */
  readonly columns?: boolean;
  /** In tables by ASN a column `as_name`: what the ASN is called. */
  readonly asNames?: boolean;
  /** The range moves: it ends with the last closed day, and is as long as the question's. Not beside last year. */
  readonly moving?: boolean;
  /** One row has `missing_feeds` too: the rows of `printMentions` as JSON. */
  readonly mentions?: boolean;
  /** The last closed day, where it is known; otherwise the answer looks it up. Not with a moving range. */
  readonly closedUntil?: string | null;
}

/** A year is no fixed number of days: what is moved has no last year. */
export function daysOf({ compare, to }: Question, { moving = false, closedUntil = null }: Printing): DayPrinter {
  if (moving && compare === 'last-year') {
    throw new RangeError('a moving range cannot be set beside the last year');
  }
  if (moving) {
    return movingDays(to);
  }
  return closedUntil === null ? fixedDays : fixedDaysClosedUntil(closedUntil);
}
