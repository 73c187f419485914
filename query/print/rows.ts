import { isPeriodMeasure } from '@stats-portal/catalog';
import type { DayPrinter } from '../anchor.ts';
import { counted as countedEachDay, delivered, isAverage, nothing, rowColumns } from '../cells.ts';
import { expected } from '../expected.ts';
import { shareParts, showsGaps, unlessVoid, voidParts, withoutGaps } from '../gapParts.ts';
import { countedHosts, isProperty, propertyParts } from '../hostsAnswer.ts';
import { missingParts } from '../missing.ts';
import { isRanked, type Question } from '../model.ts';
import type { Plan } from '../plan.ts';
import { ranking } from '../ranking.ts';
import type { Part } from '../with.ts';

/** All up to the answer's rows. */
export function answerParts(plan: Plan, at: DayPrinter): Part[] {
  const { question } = plan;
  if (isProperty(question)) {
    return propertyParts(plan, at);
  }
  const gaps = showsGaps(plan);
  const isScaled = gaps && isAverage(question);
  const cells = (one: Plan, name: string): Part[] =>
    isScaled && showsGaps(one)
      ? [...shareParts(one, name === 'counted' ? '' : 'whole_'), ...withoutGaps(one, counted(one, at), at, name)]
      : [...(gaps && name === 'counted' ? shareParts(one) : []), [name, counted(one, at)]];
  return [
    ...(needsDays(question) ? [['delivered', delivered(question, at)] as const] : []),
    ...(gaps ? missingParts(question, at) : []),
    ...cells(plan, 'counted'),
    ...(isRanked(question) ? ranking(question, at, isScaled) : []),
    ...(hasShare(question) && plan.whole ? cells(plan.whole, 'whole') : []),
    ...(gaps ? voidParts(plan, at) : []),
    ['answer', valued(question, gaps)],
    ...(needsZeros(question) ? [['filled', filled(question, gaps)] as const] : []),
    ...(question.movingMedian === null
      ? []
      : [['smoothed', smoothed(question, question.movingMedian, at, gaps)] as const]),
    ...(question.expected ? [['expected', expected(question, at)] as const] : []),
  ];
}

function counted(plan: Plan, at: DayPrinter): string {
  return isPeriodMeasure(plan.question.measure) ? countedHosts(plan, at) : countedEachDay(plan, at);
}

/** Both are sums over the same days, so the averages' days cancel out. */
export const hasShare = (question: Question): boolean => question.shape === 'ranking' && !isProperty(question);

function needsDays(question: Question): boolean {
  return isAverage(question) || needsZeros(question);
}

/** Lines and medians: a delivered day without a cell is a point of its own. */
function needsZeros(question: Question): boolean {
  return question.shape === 'series' || question.movingMedian !== null;
}

/** The numbers of a row, without and with comparison. */
export const numbersOf = (question: Question): string[] =>
  question.compare === 'none' ? ['value'] : ['value', 'previous'];

/** Totals become values: addresses over more than a day are the average per delivered day. */
function valued(question: Question, gaps: boolean): string {
  const per = (total: string, days: string): string =>
    isAverage(question) ? `${total}::float8 / nullif(${days}, 0)` : total;
  const [value, previous] = [per('total', 'days'), per('previous_total', 'previous_days')];
  const columns = [
    ...rowColumns(question),
    `${gaps ? unlessVoid(question, value) : value} AS value`,
    ...(question.compare === 'none'
      ? []
      : [`${gaps ? unlessVoid(question, previous, 'previous') : previous} AS previous`]),
    ...(hasShare(question) ? ['total::float8 / nullif((SELECT total FROM whole), 0) AS share'] : []),
    ...(isAverage(question) ? [gaps ? 'days - lost_days AS days' : 'days'] : []),
  ];
  const join = question.grain === 'none' ? ' CROSS JOIN delivered' : ' JOIN delivered USING (time)';
  return (
    `SELECT ${columns.join(', ')}\n` +
    `FROM ${isRanked(question) ? 'ranked' : 'counted'}${isAverage(question) ? join : ''}`
  );
}

/** A delivered day without a cell counts as zero, or as nothing; a day that was not delivered stays a gap. */
function filled(question: Question, gaps: boolean): string {
  const columns = rowColumns(question);
  const others = columns.filter((column) => column !== 'time');
  const numbers = numbersOf(question);
  const type = isAverage(question) ? 'float8' : 'bigint';
  const shownSum = (name: string): string => {
    const sum = `sum(${name})::${type}`;
    return gaps ? unlessVoid(question, sum, name === 'previous' ? 'previous' : 'current') : sum;
  };
  const rows = others.length === 0 ? '' : ` CROSS JOIN (SELECT DISTINCT ${others.join(', ')} FROM answer) AS rows`;
  return [
    `SELECT ${[...columns, ...numbers.map((name) => `${shownSum(name)} AS ${name}`)].join(', ')}`,
    'FROM (',
    `  SELECT ${[...columns, ...numbers].join(', ')} FROM answer`,
    '  UNION ALL',
    `  SELECT ${['time', ...others, ...numbers.map(() => nothing(question))].join(', ')} FROM delivered${rows}`,
    ') AS points',
    `GROUP BY ${columns.join(', ')}`,
  ].join('\n');
}

function smoothed(question: Question, days: number, at: DayPrinter, gaps: boolean): string {
  const others = rowColumns(question).filter((column) => column !== 'time');
  const partition = others.length === 0 ? '' : `PARTITION BY ${others.join(', ')} `;
  const median = '(SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY one) FROM unnest(latest) AS one)';
  return [
    `SELECT *, ${gaps ? `CASE WHEN value IS NOT NULL THEN ${median} END` : median} AS median`,
    'FROM (',
    `  SELECT *, array_agg(value::float8) OVER (${partition}ORDER BY time ROWS ${days - 1} PRECEDING) AS latest`,
    '  FROM filled',
    ') AS windows',
    `WHERE time >= ${at.day(question.from)}`,
  ].join('\n');
}
