/** How often a feed delivers. `unknown`: its history is too short to say. */
export type Delivers = 'daily' | 'weekdays' | 'weekly' | 'irregular' | 'unknown';

export interface Cadence {
  readonly delivers: Delivers;
  /** With `weekdays`: those on which it usually delivers and those on which it may (1 is Monday). */
  readonly usual: readonly number[];
  readonly possible: readonly number[];
  /** Days of the history, and those of them with a delivery. */
  readonly days: number;
  readonly delivered: number;
}

/** Shorter histories say nothing. */
const leastDays = 14;
/** Of a weekday there must be so many. */
const leastWeeks = 3;
/** A feed that misses a day in ten is daily still: outages of the past must not excuse the next one. */
const dailyShare = 0.9;
const usualShare = 0.75;
/** By chance a feed without a rhythm has such a weekday too; but most of its deliveries are on others. */
const explainedShare = 0.8;
const rareShare = 0.25;

/** Days by day of the week, Monday first. */
export type Week = readonly number[];

/** From the days of a history, and those of them with a delivery: reckoned by days, then by days of the week. */
export function cadenceOf(history: Week, deliveries: Week): Cadence {
  const counts = { days: sum(history), delivered: sum(deliveries) };
  const none = { usual: [], possible: [], ...counts };
  if (counts.days < leastDays) {
    return { delivers: 'unknown', ...none };
  }
  if (counts.delivered >= dailyShare * counts.days) {
    return { delivers: 'daily', ...none };
  }
  const weekdaysWith = (is: (share: number) => boolean): number[] =>
    history.flatMap((days, place) => (days >= leastWeeks && is(deliveries[place]! / days) ? [place + 1] : []));
  const usual = weekdaysWith((share) => share >= usualShare);
  const explained = sum(usual.map((weekday) => deliveries[weekday - 1]!));
  return explained < explainedShare * counts.delivered || usual.length === 0
    ? { delivers: 'irregular', ...none }
    : { delivers: 'weekdays', usual, possible: weekdaysWith((share) => share > rareShare), ...counts };
}

const sum = (week: Week): number => week.reduce((all, days) => all + days, 0);
