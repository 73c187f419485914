import {
  isPeriodMeasure,
  labels,
  measures,
  missing,
  obstacles,
  rollupLabel,
  rollupsMade,
  summed,
  type Need,
  type PeriodName,
  type Rollup,
  type RollupName,
} from '@stats-portal/catalog';
import { lengthInDays } from './days.ts';
import { gapsOf, mentionedOnly, type Gaps } from './gaps.ts';
import { closedOnly, type Filter, type Question } from './model.ts';
import { QuestionError } from './parse.ts';
import { isKnown, periodOf, type Presence } from './plan/presence.ts';
import { sourcesOf, type Sources } from './plan/sources.ts';
import { fewestWeeks } from './plan/trend.ts';

/** What an answer is worth. "At most": the true number may be smaller, for the reason given. */
export type Exactness = { readonly kind: 'exact' } | { readonly kind: 'at most'; readonly reason: string };

/** Where a question is answered from. */
export interface Plan {
  readonly question: Question;
  readonly source: 'rollups' | 'hosts';
  /** What is read; where presence answers, the rollup that would come nearest. */
  readonly rollup: Rollup;
  readonly exactness: Exactness;
  /** Of the row "remaining", where there is one. */
  readonly remaining: Exactness | null;
  /** Of the same question without grouping, which shares are parts of, and which rises are set against. */
  readonly whole: Plan | null;
  /** What is known of presence; null where it is not kept. */
  readonly presence: Presence | null;
  /** What has to be said of the answer beside its exactness. */
  readonly caveats: readonly string[];
  /** How missing feeds are told from it; null where nobody asks. */
  readonly gaps: Gaps | null;
  /** What tells what new feeds and problems make of a trend; null where there is none. */
  readonly sources: Sources | null;
  /** Rollups that would have been smaller or as good, and why they were not taken. */
  readonly rejected: ReadonlyArray<{ readonly rollup: RollupName; readonly obstacles: readonly string[] }>;
}

/** A day has rollups by operators only where operators are known: no other question may rest on them. */
function rollupsFor({ by, where }: Question): readonly Rollup[] {
  return rollupsMade([...by, ...where.map(({ dimension }) => dimension)].includes('operator'));
}

/** What the question needs from a table. */
export function needOf(question: Question): Need {
  const fixed = question.where.filter(fixes).map((filter) => filter.dimension);
  const filtered = question.where.filter((filter) => !fixes(filter)).map((filter) => filter.dimension);
  return { measure: question.measure, grouped: question.by, fixed, filtered };
}

/**
 * Where to answer the question from: the first rollup (smallest first) that answers exactly; if there is none, presence,
 * where it is kept and has the dimensions; else the rollup that has to add up over the fewest dimensions, labelled
 * "at most". What is of a whole period is answered from presence alone. Throws a QuestionError where it is not kept.
 */
export function plan(
  question: Question,
  from: readonly Rollup[] = rollupsFor(question),
  presence: Presence | null = null
): Plan {
  const { measure } = question;
  return isPeriodMeasure(measure)
    ? planPeriod({ ...question, measure }, from, presence)
    : planCounted(question, from, presence);
}

function planPeriod(
  asked: Question & { readonly measure: PeriodName },
  from: readonly Rollup[],
  presence: Presence | null
): Plan {
  const period = periodOf(asked, presence);
  if ('faults' in period) {
    throw new QuestionError(period.faults);
  }
  const { question, caveats } = period;
  const { counts } = measures[asked.measure];
  return {
    question,
    source: 'hosts',
    rollup: smallestSum(from, { ...needOf(question), measure: 'ips' }),
    exactness: { kind: 'exact' },
    remaining: counts ? remainingExactness(question) : null,
    gaps: mentionedOnly(question),
    sources: null,
    whole: counts && hasWhole(question) ? plan(wholeOf(question), from, presence) : null,
    presence,
    caveats,
    rejected: [],
  };
}

function planCounted(question: Question, from: readonly Rollup[], presence: Presence | null): Plan {
  const need = needOf(question);
  const judged = from.map((rollup) => ({ rollup, obstacles: obstacles(rollup, need) }));
  const exact = judged.find((candidate) => candidate.obstacles.length === 0);
  const chosen = exact?.rollup ?? smallestSum(from, need);
  const fromHosts = exact === undefined && presence !== null && isKnown(question, presence);
  return {
    question,
    source: fromHosts ? 'hosts' : 'rollups',
    rollup: chosen,
    exactness:
      exact === undefined && !fromHosts ? { kind: 'at most', reason: sumReason(chosen, need) } : { kind: 'exact' },
    remaining: remainingExactness(question),
    gaps: gapsOf(question, need, from, exact !== undefined),
    sources: question.shape === 'trend' ? sourcesOf(need, from) : null,
    whole: hasWhole(question) ? plan(wholeOf(question), from, presence) : null,
    presence,
    caveats: trendCaveats(question),
    rejected: judged
      .filter((candidate) => candidate.rollup !== chosen && candidate.obstacles.length > 0)
      .map((candidate) => ({ rollup: candidate.rollup.name as RollupName, obstacles: candidate.obstacles })),
  };
}

/** Where the answer is from, by the name that programs know, and in words. */
export function sourceOf({ source, rollup }: Plan): { readonly name: string; readonly label: string } {
  return source === 'hosts'
    ? { name: 'hosts', label: 'presence (each address of each day)' }
    : { name: rollup.name, label: rollupLabel(rollup) };
}

function trendCaveats({ shape, from, to }: Question): string[] {
  return shape === 'trend' && lengthInDays(from, to) < fewestWeeks * 7
    ? [`A trend needs ${fewestWeeks} weeks of closed days at least; twelve are a good range`]
    : [];
}

function hasWhole({ shape }: Question): boolean {
  return shape === 'ranking' || shape === 'trend';
}

/** Over the same days. */
function wholeOf(question: Question): Question {
  return { ...question, by: [], shape: 'table', top: null, compare: 'none', closed: closedOnly(question) };
}

/** The fewer dimensions are added up, the nearer the sum is to the truth. */
function smallestSum(from: readonly Rollup[], need: Need): Rollup {
  const able = from.filter((rollup) => missing(rollup, need).length === 0);
  const [first, ...rest] = able;
  if (first === undefined) {
    throw new RangeError('no rollup has all dimensions that the question needs');
  }
  return rest.reduce(
    (best, rollup) => (summed(rollup, need).length < summed(best, need).length ? rollup : best),
    first
  );
}

function sumReason(rollup: Rollup, need: Need): string {
  return (
    `no rollup has exactly these dimensions, so ${measures[need.measure].unit} of several rows are added up ` +
    `(over ${labels(summed(rollup, need))}), and some stand in more than one`
  );
}

function remainingExactness(question: Question): Exactness | null {
  if (question.top === null || !question.remaining || question.shape === 'trend') {
    return null;
  }
  const { additive, unit } = measures[question.measure];
  return additive
    ? { kind: 'exact' }
    : { kind: 'at most', reason: `"remaining" adds up ${unit} of several rows; some stand in more than one` };
}

/**
 * Whether a day has at most one row for each combination of what is asked by: nothing has to be added up within it.
 * Not by operator: an operator's own view shows it under one name, whatever it was called when the day was counted.
 */
export function hasOneRowADay({ question, rollup, source }: Plan): boolean {
  return (
    source === 'hosts' ||
    (!rollup.dimensions.includes('operator') && summed(rollup, { ...needOf(question), measure: 'ips' }).length === 0)
  );
}

/** Whether the filter holds its dimension to one single value. */
function fixes(filter: Filter): boolean {
  return filter.operator === 'none' || (filter.operator === 'in' && filter.values.length === 1 && !filter.orNone);
}
