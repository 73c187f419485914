import { asNamesTable, daysTable, identifier, isPeriodMeasure, rollupsTable } from '@stats-portal/catalog';
import { fixedDays, type DayPrinter } from './anchor.ts';
import { condition } from './condition.ts';
import { dailySql } from './hosts.ts';
import { addDays, lastYear, lengthInDays } from './days.ts';
import { closedOnly, isRanked, type Question } from './model.ts';
import { hasOneRowADay, type Plan } from './plan.ts';
import { lookBack } from './plan/expected.ts';
import { indent } from './with.ts';

/** The dimensions' columns. */
export const columnsOf = (question: Question): string[] => question.by.map((name) => identifier(name));

/** The key of a row: time and dimensions. */
export const keyOf = (question: Question): string[] => [
  ...(question.grain === 'none' ? [] : ['time']),
  ...columnsOf(question),
];

/** What the ASN of a row of `from` is called; nothing where the question is not by ASN. */
export function asName(question: Question, from: string): string[] {
  return question.by.includes('asn')
    ? [`(SELECT name FROM ${asNamesTable} WHERE ${asNamesTable}.asn = ${from}.asn) AS as_name`]
    : [];
}

/** The columns that say which row it is. */
export function rowColumns(question: Question): string[] {
  return [...keyOf(question), ...(isRanked(question) ? ['rank', 'part'] : [])];
}

/** Addresses over more than a day are an average per delivered day. */
export const isAverage = (question: Question): boolean => question.measure === 'ips' && question.grain !== 'day';

/** The stretch of time that a day is in. */
export function bucket(question: Question, day: string): string {
  return question.grain === 'day' ? day : `date_trunc('${question.grain}', ${day})`;
}

/** The range, or the range before it moved onto it. */
export interface Side {
  readonly from: string;
  readonly to: string;
  /** The day as it stands in the answer. */
  readonly day: string;
  /** Which of its days stand for a closed one, where only those count. */
  readonly closed: (closedUntil: string) => string;
}

export function sides(question: Question): [Side, ...Side[]] {
  const from = addDays(question.from, -lookBack(question));
  const current: Side = { from, to: question.to, day: 'day', closed: (until) => `day <= ${until}` };
  if (question.compare === 'none') {
    return [current];
  }
  if (question.compare === 'last-year') {
    const day = "day + interval '1 year'";
    return [current, { from: lastYear(from), to: lastYear(question.to), day, closed: (until) => `${day} <= ${until}` }];
  }
  const days = lengthInDays(question.from, question.to);
  return [
    current,
    {
      from: addDays(from, -days),
      to: addDays(question.to, -days),
      day: `day + interval '${days} days'`,
      // A bound on the day itself, so that the days after it need not be read.
      closed: (until) => `day <= ${until} - interval '${days} days'`,
    },
  ];
}

/** Which days of a side count. */
export function within(question: Question, side: Side, at: DayPrinter): string[] {
  return [
    `day >= ${at.day(side.from)}`,
    `day <= ${at.day(side.to)}`,
    // Like with like: where a provisional day is left out, its counterpart is too.
    ...(closedOnly(question) ? [side.closed(at.closed)] : []),
    // A leap day has no counterpart: moved onto the 28th it would double that day.
    ...(question.compare === 'last-year' && side.day !== 'day' && question.grain === 'day'
      ? [`to_char(day, 'MM-DD') <> '02-29'`]
      : []),
  ];
}

export const all = (conditions: readonly string[]): string => conditions.join('\n  AND ');

/** The days that were delivered: what averages divide by, and where a missing cell is a real zero. */
export function delivered(question: Question, at: DayPrinter = fixedDays): string {
  const [current, previous] = sides(question);
  const time = question.grain === 'none' ? '' : `${bucket(question, 'day')} AS time, `;
  const group = question.grain === 'none' ? '' : '\nGROUP BY time';
  const days = (side: Side, columns: string): string =>
    `SELECT ${columns}\nFROM ${daysTable}\nWHERE ${all(['events > 0', ...within(question, side, at)])}`;
  if (previous === undefined) {
    return days(current, `${time}count(*) AS days`) + group;
  }
  const both = [days(current, 'day, 1 AS current, 0 AS previous'), days(previous, `${previous.day}, 0, 1`)];
  return (
    `SELECT ${time}sum(current) AS days, sum(previous) AS previous_days\n` +
    `FROM (\n${indent(both.join('\nUNION ALL\n'))}\n) AS ledger${group}`
  );
}

/** The cells that the question is answered from, one by one. */
export function cellsOf(
  { question, rollup, source }: Plan,
  selected: readonly string[],
  conditions: readonly string[]
): string {
  return source === 'hosts'
    ? `SELECT ${selected.join(', ')}\nFROM (\n${indent(dailySql(columnsOf(question), conditions))}\n) AS daily`
    : `SELECT ${selected.join(', ')}\nFROM ${rollupsTable.name}\n` +
        `WHERE ${all([`rollup = ${rollup.id}`, ...conditions])}`;
}

/**
 * What a delivered day without a cell has. Of everything there is a cell on each such day: where there is none, whoever
 * asks may not see it, as an operator may not see the whole, and that is no zero.
 */
export const nothing = ({ by, where, measure }: Question): '0' | 'NULL' =>
  by.length === 0 && where.length === 0 && !isPeriodMeasure(measure) ? 'NULL' : '0';

/** One text for a row: equal only for equal values, empty ones among them. Joined by its columns, rows were compared each with each. */
export const rowText = (columns: readonly string[]): string => `ROW(${columns.join(', ')})::text`;

/** The cells of the chosen rollup, added up to the asked key. */
export function counted(plan: Plan, at: DayPrinter = fixedDays): string {
  const { question } = plan;
  const [current, previous] = sides(question);
  const measure = identifier(question.measure);
  const columns = columnsOf(question);
  const key = keyOf(question);
  const cells = (side: Side, selected: readonly string[]): string =>
    cellsOf(plan, selected, [...within(question, side, at), ...question.where.map(condition)]);
  const sum = (column: string, name: string): string =>
    `${nothing(question) === '0' ? `coalesce(sum(${column}), 0)` : `sum(${column})`}::bigint AS ${name}`;
  const sumOf = (column: string, name: string): string => `sum(${column}) AS ${name}`;
  const times = ({ day }: Side): string[] => (question.grain === 'none' ? [] : [`${bucket(question, day)} AS time`]);
  const group = key.length === 0 ? '' : `\nGROUP BY ${key.join(', ')}`;
  if (previous === undefined) {
    // Where each cell is an answer of its own, adding up took most of the time.
    return question.grain === 'day' && hasOneRowADay(plan)
      ? cells(current, [...times(current), ...columns, `${measure}::bigint AS total`])
      : cells(current, [...times(current), ...columns, sum(measure, 'total')]) + group;
  }
  // Each side by itself: TimescaleDB adds up in its columnstore, which it cannot do across a UNION.
  const both = ([current, previous] as const).map((side, place) => {
    const sums = place === 0 ? [sumOf(measure, 'current'), '0 AS previous'] : ['0', sumOf(measure, 'previous')];
    return cells(side, [...times(side), ...columns, ...sums]) + group;
  });
  return (
    `SELECT ${[...key, sum('current', 'total'), sum('previous', 'previous_total')].join(', ')}\n` +
    `FROM (\n${indent(both.join('\nUNION ALL\n'))}\n) AS cells${group}`
  );
}
