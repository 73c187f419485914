import { expectationOf, reachDays, silenceDays, type Expectation, type History } from './expectation.ts';
import type { DayNumber, Delivery, FeedName } from './feed.ts';
import { closingOf, judge, judgeDay, type Clock, type DayJudgement, type Judgement } from './judge.ts';
import { longestLag, usualLag } from './lag.ts';
import { ruleOf, type FeedRule, type FeedSettings } from './rules.ts';

/** Days of which it matters how many hours ago they ended. */
export const youngDays = Math.ceil(longestLag / 24) + 2;

/** Which days there are, and by what they were judged. */
export interface Ledger {
  /** Of each counted day: names the numbers that it has. */
  readonly counted: ReadonlyMap<DayNumber, string>;
  /** Of each judged day: its stamp. */
  readonly judged: ReadonlyMap<DayNumber, string>;
  /** Names the rules: judged by others, all days are judged anew. */
  readonly rules: string;
}

/** Stamp of a day whose judgement stays, unless its numbers or the rules change. */
export function stampOf({ counted, rules }: Ledger, day: DayNumber): string {
  return `${counted.get(day) ?? 'nothing'}, ${rules}`;
}

/** After the stamp of a day that is not closed for all of its feeds: the next run judges it anew. */
const notYet = ', not yet closed';

/** Counted days, and those after them on which something should have been counted. */
function daysWithStatus({ counted }: Ledger, today: DayNumber): Set<DayNumber> {
  const days = new Set(counted.keys());
  for (const day of counted.keys()) {
    for (let next = day + 1; next <= Math.min(day + silenceDays, today) && !counted.has(next); next++) {
      days.add(next);
    }
  }
  return days;
}

export interface ToJudge {
  /** In order. */
  readonly days: readonly DayNumber[];
  /** Days that are judged, and have no status any more. */
  readonly gone: readonly DayNumber[];
}

/** The days whose judgement may not be what it is: those that changed or were not closed, and those they are history of. */
export function daysToJudge(ledger: Ledger, today: DayNumber): ToJudge {
  const all = daysWithStatus(ledger, today);
  const gone = [...ledger.judged.keys()].filter((day) => !all.has(day));
  const changed = [...all].filter((day) => ledger.judged.get(day) !== stampOf(ledger, day));
  const days = new Set<DayNumber>();
  // What the statistics do not keep any more was history all the same.
  const first = Math.min(...ledger.counted.keys());
  for (const day of [...gone.filter((one) => one > first), ...changed]) {
    for (let after = day; after <= day + reachDays; after++) {
      if (all.has(after)) {
        days.add(after);
      }
    }
  }
  return { days: [...days].sort((one, other) => one - other), gone };
}

/** A feed with its deliveries, at least of the days that those to be judged depend on. */
export interface FeedDeliveries extends FeedName {
  /** Of all its days. */
  readonly first: DayNumber;
  readonly last: DayNumber;
  readonly deliveries: ReadonlyMap<DayNumber, Delivery>;
}

/** What is known of a feed now. */
export interface LearnedFeed extends FeedName {
  readonly rule: FeedRule;
  readonly first: DayNumber;
  readonly last: DayNumber;
  readonly delivers: string;
  readonly weekdays: string | null;
  readonly lagHours: number | null;
  /** Null: it has ended, or is new. */
  readonly expectation: Expectation | null;
}

export interface JudgedFeed extends FeedName, Judgement {}

export interface JudgedDay extends DayJudgement {
  readonly day: DayNumber;
  readonly stamp: string;
  readonly feeds: readonly JudgedFeed[];
}

export interface Learned {
  readonly feeds: readonly LearnedFeed[];
  readonly days: readonly JudgedDay[];
}

/** What is expected of each feed now, and how the days are to be judged by what was expected then. */
export function learn(
  ledger: Ledger,
  days: readonly DayNumber[],
  feeds: readonly FeedDeliveries[],
  { clock, settings }: { readonly clock: Clock; readonly settings: FeedSettings }
): Learned {
  const known = feeds.map((feed) => {
    const lagHours = usualLag(recentLags(feed, clock.today - Math.ceil(clock.fallbackHours / 24) - 1));
    const history: History = {
      deliveries: feed.deliveries,
      isObserved: (day) => ledger.counted.has(day) && closingOf(clock, day, lagHours) === 'closed',
    };
    return { feed, rule: ruleOf(settings, feed), lagHours, history };
  });
  return {
    feeds: known.map(({ feed, rule, lagHours, history }) => ({
      ...nameOf(feed),
      rule,
      lagHours,
      first: feed.first,
      last: feed.last,
      ...rhythmOf(feed, rule, expectationOf(history, clock.today + 1), clock.today),
    })),
    days: days.map((day) => {
      const judged = known.flatMap(({ feed, rule, lagHours, history }): JudgedFeed[] => {
        const judgement = judge(history, day, { closing: closingOf(clock, day, lagHours), rule });
        return judgement === null ? [] : [{ ...nameOf(feed), ...judgement }];
      });
      const whole = judgeDay(clock, day, judged);
      const isDone = [whole, ...judged].every(({ closing }) => closing === 'closed');
      return { day, stamp: `${stampOf(ledger, day)}${isDone ? '' : notYet}`, feeds: judged, ...whole };
    }),
  };
}

const nameOf = ({ provider, feed, code }: FeedName): FeedName => ({ provider, feed, code });

/** Of the days that were closed already without knowing any lag, as far back as a history goes. */
function recentLags({ deliveries }: FeedDeliveries, lastDay: DayNumber): number[] {
  return [...deliveries].flatMap(([day, { lagHours }]) =>
    lagHours !== null && day <= lastDay && day > lastDay - silenceDays ? [lagHours] : []
  );
}

const weekdayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

function rhythmOf(
  feed: FeedDeliveries,
  rule: FeedRule,
  expectation: Expectation | null,
  today: DayNumber
): Pick<LearnedFeed, 'delivers' | 'weekdays' | 'expectation'> {
  const hasEnded = expectation === null || (rule.ends !== null && today > rule.ends);
  if (hasEnded) {
    return { delivers: 'ended', weekdays: null, expectation: null };
  }
  const { cadence } = expectation;
  const weekdays = cadence.usual.map((weekday) => weekdayNames[weekday - 1]!).join(' ');
  return { delivers: rule.delivers ?? cadence.delivers, weekdays: weekdays === '' ? null : weekdays, expectation };
}
