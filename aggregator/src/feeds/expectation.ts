import { bandOf, type Band } from './band.ts';
import { cadenceOf, type Cadence } from './cadence.ts';
import { weekdayOf, type DayNumber, type Delivery } from './feed.ts';
import type { FeedRule } from './rules.ts';

/** Days of a history. Eight weeks: enough of each weekday, and little of last season. */
const historyDays = 56;
/** Its last deliveries say how much is usual: a level that has changed for good is usual after two weeks. */
const bandDeliveries = 28;
/** A feed that has been silent for so long is taken as ended. */
export const silenceDays = 56;
/** So far back reaches what the judgement of a day depends on. */
export const reachDays = historyDays + silenceDays;

/** The closed days of a feed. */
export interface History {
  readonly deliveries: ReadonlyMap<DayNumber, Delivery>;
  /** Whether the day is one that could have had a delivery: something was counted, and it is closed for this feed. */
  readonly isObserved: (day: DayNumber) => boolean;
}

export interface Expectation {
  readonly cadence: Cadence;
  readonly band: Band | null;
  /** Last delivery before the day. */
  readonly last: DayNumber;
}

/**
 * What was to be expected of a feed on a day, from the days before it; null if it was silent for too long, or is new.
 * The history ends with the last delivery, so that an outage that goes on does not become what is usual.
 */
export function expectationOf({ deliveries, isObserved }: History, day: DayNumber): Expectation | null {
  const last = lastDelivery(deliveries, day);
  if (last === null) {
    return null;
  }
  const [history, delivered] = [Array<number>(7).fill(0), Array<number>(7).fill(0)];
  const events: number[] = [];
  for (let one = last - historyDays + 1; one <= last; one++) {
    const delivery = deliveries.get(one);
    if ((delivery === undefined && events.length === 0) || !isObserved(one)) {
      continue;
    }
    const place = weekdayOf(one) - 1;
    history[place]! += 1;
    if (delivery !== undefined) {
      delivered[place]! += 1;
      events.push(delivery.events);
    }
  }
  return { cadence: cadenceOf(history, delivered), band: bandOf(events.slice(-bandDeliveries)), last };
}

/** Whether a feed should deliver on a day: `maybe` where its history does not say. */
export type Due = 'yes' | 'no' | 'maybe';

/** What the settings say goes before what was learned. */
export function dueOn(expectation: Expectation, day: DayNumber, rule: FeedRule): Due {
  if (rule.ends !== null && day > rule.ends) {
    return 'no';
  }
  const due = byRhythm(expectation, day, rule);
  // Where nothing is within the usual, nothing is no fault; who says the rhythm knows better.
  const mayBeNothing = rule.delivers === null && (expectation.band === null || expectation.band.low <= 0);
  return due === 'yes' && mayBeNothing ? 'maybe' : due;
}

function byRhythm({ cadence, last }: Expectation, day: DayNumber, { delivers }: FeedRule): Due {
  switch (delivers ?? cadence.delivers) {
    case 'daily':
      return 'yes';
    case 'weekly':
      // Whatever the weekday: from a week after the last delivery on, until the next.
      return day - last >= 7 ? 'yes' : 'no';
    case 'weekdays':
      return cadence.usual.includes(weekdayOf(day))
        ? 'yes'
        : cadence.possible.includes(weekdayOf(day))
          ? 'maybe'
          : 'no';
    case 'irregular':
    case 'unknown':
      return 'maybe';
  }
}

function lastDelivery(deliveries: History['deliveries'], day: DayNumber): DayNumber | null {
  for (let one = day - 1; one >= day - silenceDays; one--) {
    if (deliveries.has(one)) {
      return one;
    }
  }
  return null;
}
