import { freshnessView, identifier, isPeriodMeasure, literal } from '@stats-portal/catalog';
import { fixedDays, fixedDaysClosedUntil, movingDays, type DayPrinter } from './anchor.ts';
import { asName, columnsOf, counted as countedEachDay, delivered, isAverage, nothing, rowColumns } from './cells.ts';
import { addDays, lengthInDays } from './days.ts';
import { shareParts, showsGaps, unlessVoid, voidParts, withoutGaps } from './gapParts.ts';
import { mentionsWithin } from './mentions.ts';
import { missingParts } from './missing.ts';
import { besidesOf, countedHosts, isProperty, propertyParts } from './hostsAnswer.ts';
import { isRanked, type Question } from './model.ts';
import type { Plan } from './plan.ts';
import { ranking } from './ranking.ts';
import { printTrend } from './trend.ts';
import { indent, withParts, type Part } from './with.ts';

/** Name of an answer's value column in a table: the measure's. */
export function valueColumn(question: Question): string {
  return question.measure;
}

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

/**
 * The plan as one SELECT. Columns of a table: the grain (a date), the dimensions, `rank` and `part` where there is a
 * top N (part: ranked, none = no value, remaining), the measure, `days` and `of_days` for averages, `previous` and
 * `change` (a ratio: 0.1 is ten per cent more) for comparisons, `median`. A ranking has `share` too, of the whole.
 * Columns of a series: time, metric, value.
 * Names are unqualified: the role's search_path says whose tables are read.
 */
export function print(plan: Plan, printing: Printing = {}): string {
  const { question } = plan;
  const at = daysOf(question, printing);
  if (question.shape === 'trend') {
    const names = printing.asNames === true ? asName(question, 'told') : [];
    return printTrend(plan, at, [...names, ...mentioned(plan, at, printing)]);
  }
  return withParts([...answerParts(plan, at), ['', select(question, printing, mentioned(plan, at, printing))]]);
}

function counted(plan: Plan, at: DayPrinter): string {
  return isPeriodMeasure(plan.question.measure) ? countedHosts(plan, at) : countedEachDay(plan, at);
}

/** All up to the answer's rows. */
function answerParts(plan: Plan, at: DayPrinter): Part[] {
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
  ];
}

/** A year is no fixed number of days: what is moved has no last year. */
function daysOf({ compare, to }: Question, { moving = false, closedUntil = null }: Printing): DayPrinter {
  if (moving && compare === 'last-year') {
    throw new RangeError('a moving range cannot be set beside the last year');
  }
  if (moving) {
    return movingDays(to);
  }
  return closedUntil === null ? fixedDays : fixedDaysClosedUntil(closedUntil);
}

function select(question: Question, printing: Printing, more: readonly string[]): string {
  if (question.shape !== 'series') {
    return table(question, printing, more);
  }
  return printing.columns === true ? points(question, printing, more) : series(question, printing);
}

/** In one row, whichever is first: in each it would be long. In all rows of a trend, of which there are few, as it has a limit. */
function mentioned(plan: Plan, at: DayPrinter, { mentions = false }: Printing): string[] {
  const sql = mentions ? mentionsWithin(plan, at) : null;
  if (sql === null) {
    return [];
  }
  const list = `(\n  SELECT json_agg(mentions)::text FROM (\n${indent(indent(sql))}\n  ) AS mentions\n)`;
  return [
    `${plan.question.shape === 'trend' ? list : `CASE row_number() OVER () WHEN 1 THEN ${list} END`} AS missing_feeds`,
  ];
}

/** The start of a stretch of time, as the answer shows it. */
function shown(day: string, { instants = false }: Printing): string {
  return instants ? `${day} AT TIME ZONE (SELECT zone FROM ${freshnessView})` : day;
}

/** Both are sums over the same days, so the averages' days cancel out. */
const hasShare = (question: Question): boolean => question.shape === 'ranking' && !isProperty(question);

function needsDays(question: Question): boolean {
  return isAverage(question) || needsZeros(question);
}

/** Lines and medians: a delivered day without a cell is a point of its own. */
function needsZeros(question: Question): boolean {
  return question.shape === 'series' || question.movingMedian !== null;
}

/** The numbers of a row, without and with comparison. */
const numbersOf = (question: Question): string[] => (question.compare === 'none' ? ['value'] : ['value', 'previous']);

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

function table(question: Question, printing: Printing, more: readonly string[]): string {
  const from = question.movingMedian === null ? 'answer' : 'smoothed';
  const grain = identifier(question.grain);
  const hasTime = question.grain !== 'none';
  const hasRank = isRanked(question);
  const columns = [
    ...(hasTime ? [`${printing.instants === true ? shown('time', printing) : 'time::date'} AS ${grain}`] : []),
    ...columnsOf(question),
    ...(printing.asNames === true ? asName(question, from) : []),
    ...(hasRank ? ['rank', 'part'] : []),
    `value AS ${identifier(valueColumn(question))}`,
    ...besidesOf(question),
    ...(hasShare(question) ? ['share'] : []),
    ...(isAverage(question) ? ['days', `${calendarDays(question, daysOf(question, printing))} AS of_days`] : []),
    ...(question.compare === 'none' ? [] : ['previous', 'value::float8 / nullif(previous, 0) - 1 AS change']),
    ...(question.movingMedian === null ? [] : ['median']),
    ...more,
  ];
  const order = [
    ...(hasTime ? ['time'] : []),
    ...(hasRank ? ["array_position(ARRAY['ranked', 'none', 'remaining'], part)", 'rank'] : ['value DESC NULLS LAST']),
    ...columnsOf(question),
  ];
  return `SELECT ${columns.join(', ')}\nFROM ${from}\nORDER BY ${order.join(', ')}`;
}

/** How many of the range's days lie in a row's stretch of time. */
function calendarDays(question: Question, at: DayPrinter): string {
  if (question.grain === 'none') {
    return String(lengthInDays(question.from, question.to));
  }
  const length = question.grain === 'quarter' ? '3 months' : `1 ${question.grain}`;
  const end = `least(time + interval '${length}', ${at.timestamp(addDays(question.to, 1))})`;
  return `extract(day FROM ${end} - greatest(time, ${at.timestamp(question.from)}))::int`;
}

/** What a line is drawn from: the value of each point, or the median up to it. */
function drawn(question: Question): readonly [from: string, value: string] {
  return question.movingMedian === null ? ['filled', 'value'] : ['smoothed', 'median AS value'];
}

function points(question: Question, printing: Printing, more: readonly string[]): string {
  const [from, value] = drawn(question);
  const others = rowColumns(question).filter((column) => column !== 'time');
  const columns = [`${shown('time', printing)} AS time`, ...others, value, ...numbersOf(question).slice(1), ...more];
  const order = ['1', ...(isRanked(question) ? ['rank NULLS LAST', 'part'] : []), ...columnsOf(question)];
  return `SELECT ${columns.join(', ')}\nFROM ${from}\nORDER BY ${order.join(', ')}`;
}

function series(question: Question, printing: Printing): string {
  const [from, value] = drawn(question);
  const metric = metricName(question);
  const rank = isRanked(question) ? ['rank'] : [];
  const lines = [`SELECT ${['time', `${metric} AS metric`, value, ...rank].join(', ')} FROM ${from}`];
  if (question.compare !== 'none') {
    const before = literal(question.compare === 'last-year' ? ' (a year before)' : ' (the days before)');
    lines.push(`SELECT ${['time', `${metric} || ${before}`, 'previous', ...rank].join(', ')} FROM ${from}`);
  }
  const order = ['time', ...(isRanked(question) ? ['rank NULLS LAST'] : []), 'metric'];
  const time = printing.instants === true ? `${shown('time', printing)} AS time` : 'time';
  return `SELECT ${time}, metric, value\nFROM (\n${indent(lines.join('\nUNION ALL\n'))}\n) AS lines\nORDER BY ${order.join(', ')}`;
}

function metricName(question: Question): string {
  const parts = question.by.map((name) => `coalesce(${identifier(name)}::text, '(none)')`);
  const words = parts.length === 0 ? literal(question.measure) : parts.join(" || ' / ' || ");
  return !isRanked(question)
    ? words
    : `CASE part WHEN 'remaining' THEN 'remaining' WHEN 'none' THEN '(none)' ELSE ${words} END`;
}
