import { daysTable, identifier, rollupsTable, type Rollup } from '@stats-portal/catalog';
import type { DayPrinter } from './anchor.ts';
import { all, bucket, cellsOf, columnsOf, isAverage, keyOf, rowText, sides, within, type Side } from './cells.ts';
import { condition } from './condition.ts';
import { gapShare, hasGaps } from './gaps.ts';
import { isRanked, type Question } from './model.ts';
import type { Plan } from './plan.ts';
import { keptRows } from './ranking.ts';
import { indent, type Part } from './with.ts';

const lineText = (question: Question): string => rowText(columnsOf(question));

/** No row's text. */
const remainingLine = "'remaining'";

/** Of the shares: whether it is too much to be missed. */
export const isMatter = `part > ${gapShare} * whole`;

/** Whether the plan's answer has gaps. */
export function showsGaps(plan: Plan): boolean {
  return Boolean(plan.gaps?.rollup) && hasGaps(plan.question);
}

/**
 * What each missing feed usually gives of each row, as PREFIXshares (outage, line, part, whole), and the days on which
 * that is too much to be missed, as PREFIXgaps (day, line), each with the dimensions. After `missingParts`.
 */
export function shareParts({ question, rollup, gaps }: Plan, prefix = ''): Part[] {
  const columns = columnsOf(question);
  const measure = identifier(gaps!.measure);
  const feed = 'gone_provider IS NOT DISTINCT FROM provider AND gone_feed IS NOT DISTINCT FROM feed';
  const sums = (from: Rollup, on: string, values: string): string =>
    [
      `SELECT ${['outage', ...columns, values].join(', ')}`,
      `FROM ${rollupsTable.name} JOIN came ON ${on}`,
      `WHERE ${all([
        `rollup = ${from.id}`,
        'EXISTS (SELECT FROM came)',
        'day >= (SELECT min(came_on) FROM came)',
        'day <= (SELECT max(came_on) FROM came)',
        ...question.where.map(condition),
      ])}`,
      `GROUP BY ${['outage', ...columns].join(', ')}`,
    ].join('\n');
  const both = [
    sums(gaps!.rollup!, `came_on = day AND ${feed}`, `sum(${measure}) AS part, 0 AS whole`),
    sums(rollup, 'came_on = day', `0, sum(${measure})`),
  ];
  return [
    [
      `${prefix}shares`,
      [
        `SELECT ${['outage', ...columns, `${lineText(question)} AS line`, 'sum(part) AS part', 'sum(whole) AS whole'].join(', ')}`,
        `FROM (\n${indent(both.join('\nUNION ALL\n'))}\n) AS sums`,
        `GROUP BY ${['outage', ...columns].join(', ')}`,
      ].join('\n'),
    ],
    [
      `${prefix}gaps`,
      `SELECT DISTINCT ${['day', 'line', ...columns].join(', ')}\n` +
        `FROM missing JOIN ${prefix}shares USING (outage)\nWHERE ${isMatter}`,
    ],
  ];
}

/** The days of a relation that count in a side of the question, with the stretch of time that each is in. */
function stretches(question: Question, side: Side, at: DayPrinter, from: string, more: readonly string[]): string {
  const time = question.grain === 'none' ? [] : [`${bucket(question, side.day)} AS time`];
  return [
    `SELECT ${[...time, ...more].join(', ')}`,
    `FROM ${from} JOIN ${daysTable} USING (day)`,
    `WHERE ${all(['events > 0', ...within(question, side, at)])}`,
  ].join('\n');
}

/**
 * Averages without the days that rest on a missing feed, neither their addresses nor themselves: `name` in place of
 * `counted`. Totals are as of all delivered days, so that they can still be ranked, added up and divided by those.
 */
export function withoutGaps(plan: Plan, counted: string, at: DayPrinter, name = 'counted'): Part[] {
  const { question } = plan;
  const prefix = name === 'counted' ? '' : `${name}_`;
  const columns = columnsOf(question);
  const key = keyOf(question);
  const measure = identifier(question.measure);
  const names = sides(question).map((_, place) => (place === 0 ? '' : 'previous_'));
  const numbers = names.flatMap((side) => [`${side}total`, `${side}lost_days`]);
  /** Numbers of one side, nothing of the other. */
  const of = (place: number, total: string, days: string): string[] =>
    names.flatMap((_, other) => (other === place ? [total, days] : ['0', '0']));
  const branches = [
    `SELECT ${[...key, ...names.flatMap((side) => [`${side}total`, `0 AS ${side}lost_days`]), '1 AS is_counted'].join(', ')} FROM ${prefix}everything`,
    ...sides(question).flatMap((side, place) => [
      stretches(question, side, at, `${prefix}gaps`, [...columns, ...of(place, '0', '1'), '0']),
      cellsOf(
        plan,
        [
          ...(question.grain === 'none' ? [] : [bucket(question, side.day)]),
          ...columns,
          ...of(place, `-${measure}`, '0'),
          '0',
        ],
        [
          `EXISTS (SELECT FROM ${prefix}gaps)`,
          ...within(question, side, at),
          ...question.where.map(condition),
          `day = ANY (ARRAY(SELECT DISTINCT day FROM ${prefix}gaps))`,
          // In a CASE, as PostgreSQL would make a join of it, and look at each gap for each cell.
          `CASE WHEN true THEN (day, ${lineText(question)}) IN (SELECT day, line FROM ${prefix}gaps) END`,
        ]
      ),
    ]),
  ];
  const scaled = names.flatMap((side) => [
    `${side}total::float8 * ${side}days / nullif(${side}days - ${side}lost_days, 0) AS ${side}total`,
    `${side}lost_days`,
  ]);
  return [
    [`${prefix}everything`, counted],
    [
      name,
      [
        `SELECT ${[...key, ...scaled].join(', ')}`,
        'FROM (',
        `  SELECT ${[...key, ...numbers.map((one) => `sum(${one}) AS ${one}`)].join(', ')}`,
        `  FROM (\n${indent(indent(branches.join('\nUNION ALL\n')))}\n  ) AS parts`,
        ...(key.length === 0 ? [] : [`  GROUP BY ${key.join(', ')}`]),
        '  HAVING sum(is_counted) > 0',
        `) AS ${name === 'counted' ? 'rest' : `${name}_rest`} ${question.grain === 'none' ? 'CROSS JOIN delivered' : 'JOIN delivered USING (time)'}`,
      ].join('\n'),
    ],
  ];
}

/** Which row of an answer it is, as `voids` has it. */
function lineOf(question: Question): string {
  const text = lineText(question);
  return isRanked(question) ? `CASE part WHEN 'remaining' THEN ${remainingLine} ELSE ${text} END` : text;
}

/**
 * The points of which nothing is left, as `voids` (time, line, of the previous side). What remains of a ranking is a row
 * as any other, with the share that a feed gives of all that is in it.
 */
export function voidParts({ question }: Plan, at: DayPrinter): Part[] {
  const hasRemaining = isRanked(question) && question.top !== null && question.remaining;
  const time = question.grain === 'none' ? [] : ['time'];
  const all = hasRemaining ? 'all_gaps' : 'gaps';
  const days = sides(question).map((side, place) =>
    stretches(question, side, at, all, ['line', `${place > 0} AS before`])
  );
  const stretch = days.join('\nUNION ALL\n');
  const key = [...time, 'line', 'before'].join(', ');
  const join = question.grain === 'none' ? 'CROSS JOIN delivered' : 'JOIN delivered USING (time)';
  const deliveredDays = question.compare === 'none' ? 'days' : 'CASE WHEN before THEN previous_days ELSE days END';
  return [
    ...(hasRemaining ? [['all_gaps', remainingGaps(question)] as const] : []),
    [
      'voids',
      !isAverage(question)
        ? stretch
        : [
            `SELECT ${key}`,
            `FROM (SELECT ${key}, count(*) AS lost_days FROM (\n${indent(stretch)}\n) AS lost GROUP BY ${key}) AS lost ${join}`,
            `WHERE lost_days >= ${deliveredDays}`,
          ].join('\n'),
    ],
  ];
}

function remainingGaps(question: Question): string {
  return [
    'SELECT day, line FROM gaps',
    'UNION ALL',
    `SELECT DISTINCT day, ${remainingLine} FROM missing JOIN (`,
    '  SELECT outage, sum(part) AS part, sum(whole) AS whole FROM shares',
    `  WHERE line NOT IN (SELECT ${lineText(question)} FROM placed WHERE ${keptRows(question)})`,
    '  GROUP BY outage',
    `) AS rest USING (outage) WHERE ${isMatter}`,
  ].join('\n');
}

/** The value, or nothing where the point is void. Days without a gap are told first, and by themselves. */
export function unlessVoid(question: Question, value: string, side: 'current' | 'previous' = 'current'): string {
  const before = side === 'previous' ? 'before' : 'NOT before';
  const isVoid =
    question.grain === 'none'
      ? `EXISTS (SELECT FROM voids) AND ${lineOf(question)} IN (SELECT line FROM voids WHERE ${before})`
      : `time = ANY (ARRAY(SELECT DISTINCT time FROM voids)) AND (time, ${lineOf(question)}) IN (SELECT time, line FROM voids WHERE ${before})`;
  return `CASE WHEN ${isVoid} THEN NULL ELSE ${value} END`;
}
