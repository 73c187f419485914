import type { Classification } from '@stats-portal/catalog';
import type { DayNumber } from '../feeds/feed.ts';

/** What was told under one name: the class as the events carried it, and the class that it is counted as. */
export interface Series {
  readonly reported: Classification;
  readonly counted: Classification;
  readonly events: ReadonlyMap<DayNumber, number>;
}

/** One series ends and another begins, of like volume: the same under another name, if its networks are the same. */
export interface Step {
  /** First day of the new name. */
  readonly day: DayNumber;
  readonly from: Series;
  readonly to: Series;
  /** Days before and after that are compared: neither name was mixed with the other on them. */
  readonly before: readonly [first: DayNumber, last: DayNumber];
  readonly after: readonly [first: DayNumber, last: DayNumber];
}

/** A week is compared with a week. */
const span = 7;
/** So many days of the new name must have been counted: not every name that is used once stays. */
export const settled = 4;
/** What was told within these days before is not new, and what is told within `settled` days after has not ended. */
export const quiet = 14;
/** Days on which both names may be told, or none: reports come late, a provider changes one after the other. */
const [overlap, pause] = [3, 3];
/** Less is told under a new name every day. */
const leastEvents = 5;
/** How much the volumes may differ, as a share. */
const likeness = 0.3;

interface Ended {
  readonly series: Series;
  readonly last: DayNumber;
}

/**
 * Steps within the days, each series left once and entered once at most: where several fit, within a class first, then of one
 * identifier, then of the most alike volume. `counted` are the closed days that were counted.
 */
export function findSteps(
  all: readonly Series[],
  counted: readonly DayNumber[],
  isAlike: (step: Step) => boolean
): Step[] {
  const [first, last] = [counted[0] ?? 0, counted.at(-1) ?? 0];
  const ended: Ended[] = [];
  const begun: Array<readonly [series: Series, first: DayNumber]> = [];
  for (const series of all) {
    const days = [...series.events.keys()].sort((one, other) => one - other);
    const [begin, end] = [days[0], days.at(-1)];
    if (end !== undefined && end <= last - settled) {
      ended.push({ series, last: end });
    }
    if (begin !== undefined && begin >= first + quiet) {
      begun.push([series, begin]);
    }
  }
  const found = begun.flatMap(([series, begin]) =>
    ended.flatMap((one) => stepBetween(one, series, begin, counted) ?? [])
  );
  return withoutRepeats(found.sort((one, other) => rank(one) - rank(other)).filter(isAlike));
}

function stepBetween(
  { series: from, last }: Ended,
  to: Series,
  begin: DayNumber,
  counted: readonly DayNumber[]
): Step | null {
  const gap = begin - last - 1;
  if (from === to || gap > pause || gap < -overlap) {
    return null;
  }
  const before = [Math.min(begin, last + 1) - span, Math.min(begin, last + 1) - 1] as const;
  const after = [Math.max(begin, last + 1), Math.max(begin, last + 1) + span - 1] as const;
  const [was, is] = [meanOf(from, before, counted), meanOf(to, after, counted)];
  const isLike = was !== null && is !== null && was >= leastEvents && Math.abs(is - was) <= likeness * was;
  return isLike ? { day: begin, from, to, before, after } : null;
}

/** Events of an average day; null if too few were counted. */
function meanOf(
  { events }: Series,
  [first, last]: readonly [DayNumber, DayNumber],
  counted: readonly DayNumber[]
): number | null {
  const days = counted.filter((day) => day >= first && day <= last);
  return days.length < settled ? null : days.reduce((sum, day) => sum + (events.get(day) ?? 0), 0) / days.length;
}

/** Whether the aliases know it: the curve goes on by itself. */
export function isOneClass({ from, to }: Step): boolean {
  const fields = ['taxonomy', 'type', 'identifier'] as const;
  return fields.every((field) => from.counted[field] === to.counted[field]);
}

function rank(step: Step): number {
  const { from, to } = step;
  const isSame = from.reported.identifier !== null && from.reported.identifier === to.reported.identifier;
  return (isOneClass(step) ? 0 : 2) + (isSame ? 0 : 1);
}

function withoutRepeats(steps: readonly Step[]): Step[] {
  const [left, entered] = [new Set<Series>(), new Set<Series>()];
  return steps.filter(({ from, to }) => {
    const isFree = !left.has(from) && !entered.has(to);
    if (isFree) {
      left.add(from);
      entered.add(to);
    }
    return isFree;
  });
}
