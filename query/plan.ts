import {
  labels,
  measures,
  missing,
  obstacles,
  rollupsMade,
  summed,
  type Need,
  type Rollup,
  type RollupName,
} from '@stats-portal/catalog';
import { closedOnly, type Filter, type Question } from './model.ts';

/** What an answer is worth. "At most": the true number may be smaller, for the reason given. */
export type Exactness = { readonly kind: 'exact' } | { readonly kind: 'at most'; readonly reason: string };

/** Where a question is answered from. */
export interface Plan {
  readonly question: Question;
  readonly rollup: Rollup;
  readonly exactness: Exactness;
  /** Of the row "remaining", where there is one. */
  readonly remaining: Exactness | null;
  /** Of the same question without grouping, which shares are parts of, and which rises are set against. */
  readonly whole: Plan | null;
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
 * Where to answer the question from: the first rollup (smallest first) that answers exactly; if there is none, the
 * one that has to add up over the fewest dimensions, labelled "at most".
 */
export function plan(question: Question, from: readonly Rollup[] = rollupsFor(question)): Plan {
  const need = needOf(question);
  const judged = from.map((rollup) => ({ rollup, obstacles: obstacles(rollup, need) }));
  const exact = judged.find((candidate) => candidate.obstacles.length === 0);
  const chosen = exact?.rollup ?? smallestSum(from, need);
  return {
    question,
    rollup: chosen,
    exactness: exact === undefined ? { kind: 'at most', reason: sumReason(chosen, need) } : { kind: 'exact' },
    remaining: remainingExactness(question),
    whole: hasWhole(question) ? plan(wholeOf(question), from) : null,
    rejected: judged
      .filter((candidate) => candidate.rollup !== chosen && candidate.obstacles.length > 0)
      .map((candidate) => ({ rollup: candidate.rollup.name as RollupName, obstacles: candidate.obstacles })),
  };
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
export function hasOneRowADay({ question, rollup }: Plan): boolean {
  return (
    !rollup.dimensions.includes('operator') && summed(rollup, { ...needOf(question), measure: 'ips' }).length === 0
  );
}

/** Whether the filter holds its dimension to one single value. */
function fixes(filter: Filter): boolean {
  return filter.operator === 'none' || (filter.operator === 'in' && filter.values.length === 1 && !filter.orNone);
}
