import { identifier, literal } from '@stats-portal/catalog';
import { columnsOf, counted, delivered, isAverage, rowColumns } from './cells.ts';
import { addDays, lengthInDays } from './days.ts';
import type { Question } from './model.ts';
import type { Plan } from './plan.ts';
import { ranking } from './ranking.ts';
import { printTrend } from './trend.ts';
import { indent, withParts } from './with.ts';

/** Name of an answer's value column in a table: the measure's. */
export function valueColumn(question: Question): string {
  return question.measure;
}

/**
 * The plan as one SELECT. Columns of a table: the grain (a date), the dimensions, `rank` and `part` where there is a
 * top N (part: ranked, none = no value, remaining), the measure, `days` and `of_days` for averages, `previous` and
 * `change` (a ratio: 0.1 is ten per cent more) for comparisons, `median`. Columns of a series: time, metric, value.
 * Names are unqualified: the role's search_path says whose tables are read.
 */
export function print(plan: Plan): string {
  if (plan.question.shape === 'trend') {
    return printTrend(plan);
  }
  return withParts([
    ['delivered', delivered(plan.question)],
    ['counted', counted(plan)],
    ...(plan.question.top === null ? [] : ranking(plan.question, plan.question.top)),
    ['answer', valued(plan.question)],
    ...(plan.question.shape === 'series' ? [['filled', filled(plan.question)] as const] : []),
    ...(plan.question.movingMedian === null ? [] : [['smoothed', smoothed(plan.question)] as const]),
    ['', plan.question.shape === 'series' ? series(plan.question) : table(plan.question)],
  ]);
}

/** Totals become values: addresses over more than a day are the average per delivered day. */
function valued(question: Question): string {
  const per = (total: string, days: string): string =>
    isAverage(question) && question.grain !== 'day' ? `${total}::float8 / nullif(${days}, 0)` : total;
  const columns = [
    ...rowColumns(question),
    `${per('total', 'days')} AS value`,
    ...(question.compare === 'none' ? [] : [`${per('previous_total', 'previous_days')} AS previous`]),
    ...(isAverage(question) ? ['days'] : []),
  ];
  const join = question.grain === 'none' ? 'CROSS JOIN delivered' : 'JOIN delivered USING (time)';
  return `SELECT ${columns.join(', ')}\nFROM ${question.top === null ? 'counted' : 'ranked'} ${join}`;
}

/** A delivered day without a cell counts as zero; a day that was not delivered stays a gap. */
function filled(question: Question): string {
  const columns = rowColumns(question);
  const values = question.compare === 'none' ? ['value'] : ['value', 'previous'];
  const others = columns.filter((column) => column !== 'time');
  return [
    `SELECT ${[...columns, ...values.map((value) => `sum(${value}) AS ${value}`)].join(', ')}`,
    'FROM (',
    `  SELECT ${[...columns, ...values].join(', ')} FROM answer`,
    '  UNION ALL',
    `  SELECT ${['time', ...others, ...values.map(() => '0')].join(', ')}`,
    `  FROM delivered${others.length === 0 ? '' : ` CROSS JOIN (SELECT DISTINCT ${others.join(', ')} FROM answer) AS rows`}`,
    ') AS points',
    `GROUP BY ${columns.join(', ')}`,
  ].join('\n');
}

function smoothed(question: Question): string {
  const others = rowColumns(question).filter((column) => column !== 'time');
  const window = [
    ...(others.length === 0 ? [] : [`PARTITION BY ${others.join(', ')}`]),
    `ORDER BY time ROWS ${question.movingMedian! - 1} PRECEDING`,
  ].join(' ');
  return [
    'SELECT *, (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY one) FROM unnest(latest) AS one) AS median',
    `FROM (SELECT *, array_agg(value::float8) OVER (${window}) AS latest FROM ${question.shape === 'series' ? 'filled' : 'answer'}) AS windows`,
    `WHERE time >= ${literal(question.from)}`,
  ].join('\n');
}

function table(question: Question): string {
  const time = question.grain === 'none' ? [] : [`time::date AS ${identifier(question.grain)}`];
  const columns = [
    ...time,
    ...columnsOf(question),
    ...(question.top === null ? [] : ['rank', 'part']),
    `value AS ${identifier(valueColumn(question))}`,
    ...(isAverage(question) && question.grain !== 'day' ? ['days', `${calendarDays(question)} AS of_days`] : []),
    ...(question.compare === 'none' ? [] : ['previous', 'value::float8 / nullif(previous, 0) - 1 AS change']),
    ...(question.movingMedian === null ? [] : ['median']),
  ];
  const order = [
    ...(question.grain === 'none' ? [] : ['time']),
    ...(question.top === null
      ? ['value DESC NULLS LAST']
      : ["array_position(ARRAY['ranked', 'none', 'remaining'], part)", 'rank']),
    ...columnsOf(question),
  ];
  return [
    `SELECT ${columns.join(', ')}`,
    `FROM ${question.movingMedian === null ? 'answer' : 'smoothed'}`,
    `ORDER BY ${order.join(', ')}`,
  ].join('\n');
}

/** How many of the range's days lie in a row's stretch of time. */
function calendarDays(question: Question): string {
  if (question.grain === 'none') {
    return String(lengthInDays(question.from, question.to));
  }
  const length = question.grain === 'quarter' ? '3 months' : `1 ${question.grain}`;
  const end = `least(time + interval '${length}', timestamp ${literal(addDays(question.to, 1))})`;
  return `extract(day FROM ${end} - greatest(time, timestamp ${literal(question.from)}))::int`;
}

function series(question: Question): string {
  const from = question.movingMedian === null ? 'filled' : 'smoothed';
  const value = question.movingMedian === null ? 'value' : 'median';
  const metric = metricName(question);
  const order = ['time', ...(question.top === null ? [] : ['rank NULLS LAST']), 'metric'];
  const rank = question.top === null ? '' : ', rank';
  const parts = [
    `SELECT time, ${metric} AS metric, ${value} AS value${rank} FROM ${from}`,
    ...(question.compare === 'none'
      ? []
      : [`SELECT time, ${metric} || ${literal(` (${comparisonLabel(question)})`)}, previous${rank} FROM ${from}`]),
  ];
  return `SELECT time, metric, value\nFROM (\n${indent(parts.join('\nUNION ALL\n'))}\n) AS lines\nORDER BY ${order.join(', ')}`;
}

function comparisonLabel(question: Question): string {
  return question.compare === 'last-year' ? 'a year before' : 'the days before';
}

function metricName(question: Question): string {
  const parts = question.by.map((name) => `coalesce(${identifier(name)}::text, '(none)')`);
  const words = parts.length === 0 ? literal(question.measure) : parts.join(" || ' / ' || ");
  return question.top === null
    ? words
    : `CASE part WHEN 'remaining' THEN 'remaining' WHEN 'none' THEN '(none)' ELSE ${words} END`;
}
