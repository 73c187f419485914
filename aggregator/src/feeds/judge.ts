import { dueOn, expectationOf, type Expectation, type History } from './expectation.ts';
import type { DayNumber } from './feed.ts';
import { longestLag } from './lag.ts';
import type { FeedRule } from './rules.ts';

export const closings = ['open', 'provisional', 'closed'] as const;
export type Closing = (typeof closings)[number];

export const statuses = ['delivered', 'thin', 'missing', 'not expected', 'unknown'] as const;
export type FeedStatus = (typeof statuses)[number];

/** How old days are: the same for all feeds. */
export interface Clock {
  readonly today: DayNumber;
  /** Hours from the end of a day to the last look; long ago is Infinity. */
  readonly hoursSince: (day: DayNumber) => number;
  /** Hours after which a day is closed for a feed whose lag is not known. */
  readonly fallbackHours: number;
}

export interface Judgement {
  readonly closing: Closing;
  readonly status: FeedStatus;
  /** Whether it had to deliver on this day. */
  readonly isExpected: boolean;
  readonly events: number;
  readonly expectation: Expectation | null;
}

export function closingOf({ today, hoursSince, fallbackHours }: Clock, day: DayNumber, lag: number | null): Closing {
  if (day >= today) {
    return 'open';
  }
  return hoursSince(day) >= Math.min(lag ?? fallbackHours, longestLag) ? 'closed' : 'provisional';
}

/** What a feed did on a day; null if nothing was to be expected of it, and it gave nothing. */
export function judge(
  history: History,
  day: DayNumber,
  { closing, rule }: { readonly closing: Closing; readonly rule: FeedRule }
): Judgement | null {
  const events = history.deliveries.get(day)?.events ?? 0;
  const expectation = expectationOf(history, day);
  if (expectation === null) {
    return events === 0 ? null : { closing, status: 'delivered', isExpected: false, events, expectation };
  }
  const due = dueOn(expectation, day, rule);
  const isExpected = due === 'yes';
  if (events > 0) {
    const isThin = closing === 'closed' && isTooLittle(events, expectation);
    return { closing, status: isThin ? 'thin' : 'delivered', isExpected, events, expectation };
  }
  const absent: Record<typeof due, FeedStatus> = { yes: 'missing', no: 'not expected', maybe: 'unknown' };
  // What may still come is not missing.
  return {
    closing,
    status: closing === 'closed' || due === 'no' ? absent[due] : 'unknown',
    isExpected,
    events,
    expectation,
  };
}

/** Outside of the band, and less than half: a quieter day is no fault. */
function isTooLittle(events: number, { band }: Expectation): boolean {
  return band !== null && events < band.low && events < band.usual / 2;
}

export interface DayJudgement {
  readonly closing: Closing;
  /** Share of what usually comes that is of feeds for which the day is closed; null: nothing is known of them. */
  readonly shareIn: number | null;
  readonly expected: number;
  readonly missing: number;
  readonly thin: number;
}

/** Nineteen twentieths of what usually comes close a day as a whole: one small slow feed does not keep it open. */
const closingShare = 0.95;

/** A day as a whole, from what its feeds did. */
export function judgeDay(clock: Clock, day: DayNumber, feeds: readonly Judgement[]): DayJudgement {
  const weighty = feeds.filter(({ isExpected, events }) => isExpected || events > 0);
  const weightOf = ({ expectation, events }: Judgement): number => expectation?.band?.usual ?? events;
  const weight = (some: readonly Judgement[]): number => some.reduce((sum, one) => sum + weightOf(one), 0);
  const total = weight(weighty);
  const shareIn = total === 0 ? null : weight(weighty.filter(({ closing }) => closing === 'closed')) / total;
  const isIn = shareIn === null ? closingOf(clock, day, null) === 'closed' : shareIn >= closingShare;
  const count = (is: (one: Judgement) => boolean): number => feeds.filter(is).length;
  return {
    closing: day >= clock.today ? 'open' : isIn ? 'closed' : 'provisional',
    shareIn,
    expected: count(({ isExpected }) => isExpected),
    missing: count(({ status }) => status === 'missing'),
    thin: count(({ status }) => status === 'thin'),
  };
}
