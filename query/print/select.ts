import { freshnessView, identifier, literal } from '@stats-portal/catalog';
import type { DayPrinter } from '../anchor.ts';
import { asName, columnsOf, isAverage, rowColumns } from '../cells.ts';
import { addDays, lengthInDays } from '../days.ts';
import { expectedColumns } from '../expected.ts';
import { besidesOf } from '../hostsAnswer.ts';
import { isRanked, type Question } from '../model.ts';
import { indent } from '../with.ts';
import { daysOf, type Printing } from './printing.ts';
import { hasShare, numbersOf } from './rows.ts';

/** Name of an answer's value column in a table: the measure's. */
export function valueColumn(question: Question): string {
  return question.measure;
}

/** The answer's rows as they are shown; `more` are columns behind the others. */
export function select(question: Question, printing: Printing, more: readonly string[]): string {
  if (question.shape !== 'series') {
    return table(question, printing, more);
  }
  return printing.columns === true ? points(question, printing, more) : series(question, printing);
}

/** The start of a stretch of time, as the answer shows it. */
function shown(day: string, { instants = false }: Printing): string {
  return instants ? `${day} AT TIME ZONE (SELECT zone FROM ${freshnessView})` : day;
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
  if (question.expected) {
    return ['expected', 'value'];
  }
  return question.movingMedian === null ? ['filled', 'value'] : ['smoothed', 'median AS value'];
}

function points(question: Question, printing: Printing, more: readonly string[]): string {
  const [from, value] = drawn(question);
  const others = rowColumns(question).filter((column) => column !== 'time');
  const beside = question.expected ? expectedColumns : numbersOf(question).slice(1);
  const columns = [`${shown('time', printing)} AS time`, ...others, value, ...beside, ...more];
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
  if (question.expected) {
    const line = (words: string, number: string): string =>
      `SELECT ${['time', `${metric} || ${literal(` (${words})`)}`, number, ...rank].join(', ')} FROM ${from}`;
    lines.push(
      line('expected at least', 'expected_low'),
      line('expected at most', 'expected_high'),
      line('outside', 'outside')
    );
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
