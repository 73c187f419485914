import { daysTable, freshnessView, identifier, literal, rollupsTable } from '@stats-portal/catalog';
import { condition } from './condition.ts';
import { addDays, lastYear, lengthInDays } from './days.ts';
import { closedOnly, type Question } from './model.ts';
import type { Plan } from './plan.ts';
import { indent } from './with.ts';

/** The dimensions' columns. */
export const columnsOf = (question: Question): string[] => question.by.map((name) => identifier(name));

/** The key of a row: time and dimensions. */
export const keyOf = (question: Question): string[] => [
  ...(question.grain === 'none' ? [] : ['time']),
  ...columnsOf(question),
];

/** Addresses over more than a day are an average. */
export const isAverage = (question: Question): boolean => question.measure === 'ips';

/** Days are needed as many as the moving median looks back. */
const firstDay = (question: Question): string => addDays(question.from, -((question.movingMedian ?? 1) - 1));

function bucket(question: Question, day: string): string {
  return question.grain === 'day' ? day : `date_trunc('${question.grain}', ${day})`;
}

/** The range, or the range before it moved onto it. */
interface Side {
  readonly from: string;
  readonly to: string;
  /** The day as it stands in the answer. */
  readonly day: string;
}

function sides(question: Question): Side[] {
  const from = firstDay(question);
  const current = { from, to: question.to, day: 'day' };
  if (question.compare === 'none') {
    return [current];
  }
  if (question.compare === 'last-year') {
    return [current, { from: lastYear(from), to: lastYear(question.to), day: "day + interval '1 year'" }];
  }
  const days = lengthInDays(question.from, question.to);
  return [
    current,
    { from: addDays(from, -days), to: addDays(question.to, -days), day: `day + interval '${days} days'` },
  ];
}

/** Like with like: a provisional day is left out on both sides of a comparison. */
function within(question: Question, side: Side): string[] {
  return [
    `day >= ${literal(side.from)}`,
    `day <= ${literal(side.to)}`,
    ...(closedOnly(question) ? [`${side.day} <= (SELECT closed_until FROM ${freshnessView})`] : []),
    // A leap day has no counterpart: moved onto the 28th it would double that day.
    ...(side.day.includes('year') && question.grain === 'day' ? [`to_char(day, 'MM-DD') <> '02-29'`] : []),
  ];
}

/** The days that were delivered: what averages divide by, and where a missing cell is a real zero. */
export function delivered(question: Question): string {
  const time = question.grain === 'none' ? '' : `${bucket(question, 'day')} AS time, `;
  const previous = sides(question).map((side, position) =>
    [
      `SELECT ${side.day} AS day, ${position === 0 ? '1 AS current, 0 AS previous' : '0, 1'}`,
      `FROM ${daysTable}`,
      `WHERE ${['events > 0', ...within(question, side)].join(' AND ')}`,
    ].join('\n')
  );
  const days =
    question.compare === 'none' ? 'sum(current) AS days' : 'sum(current) AS days, sum(previous) AS previous_days';
  return [
    `SELECT ${time}${days}`,
    `FROM (\n${indent(previous.join('\nUNION ALL\n'))}\n) AS ledger`,
    ...(question.grain === 'none' ? [] : ['GROUP BY time']),
  ].join('\n');
}

export function counted({ question, rollup }: Plan): string {
  const measure = identifier(question.measure);
  const columns = columnsOf(question);
  const parts = sides(question).map((side, position) =>
    [
      `SELECT ${[`${side.day} AS day`, ...columns, ...(position === 0 ? [`${measure} AS current`, '0 AS previous'] : ['0', measure])].join(', ')}`,
      `FROM ${rollupsTable.name}`,
      `WHERE ${[`rollup = ${rollup.id}`, ...within(question, side), ...question.where.map(condition)].join('\n  AND ')}`,
    ].join('\n')
  );
  const key = keyOf(question);
  return [
    `SELECT ${[
      ...(question.grain === 'none' ? [] : [`${bucket(question, 'day')} AS time`]),
      ...columns,
      'coalesce(sum(current), 0)::bigint AS total',
      ...(question.compare === 'none' ? [] : ['coalesce(sum(previous), 0)::bigint AS previous_total']),
    ].join(', ')}`,
    `FROM (\n${indent(parts.join('\nUNION ALL\n'))}\n) AS cells`,
    ...(key.length === 0 ? [] : [`GROUP BY ${key.join(', ')}`]),
  ].join('\n');
}

/** The columns that say which row it is. */
export function rowColumns(question: Question): string[] {
  return [...keyOf(question), ...(question.top === null ? [] : ['rank', 'part'])];
}
