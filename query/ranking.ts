import { fixedDays, type DayPrinter } from './anchor.ts';
import { columnsOf } from './cells.ts';
import type { Question } from './model.ts';
import type { Part } from './with.ts';

/**
 * The N largest over the whole range; what has no value at all stands below the ranking, not in it. Cells stay with
 * their key in arrays while it is placed: joined again by their values, empty ones among them, they took longest.
 */
export function ranking(question: Question, at: DayPrinter = fixedDays): Part[] {
  const { grain, compare, remaining } = question;
  const columns = columnsOf(question);
  const key = columns.join(', ');
  const nothing = columns.map((column) => `${column} IS NULL`).join(' AND ');
  const totals = compare === 'none' ? ['total'] : ['total', 'previous_total'];
  const cells = ['time', ...totals];
  const weights = weightsOf(question, at);
  const order = ['nothing', ...weights.map(([name]) => `${name} DESC NULLS LAST`), ...columns].join(', ');
  const kept = question.top === null ? 'true' : `(place <= ${question.top} OR nothing)`;
  const shown = [
    ...(grain === 'none' ? [] : ['time']),
    ...columns.map((column) => `CASE WHEN ${kept} THEN ${column} END AS ${column}`),
    `CASE WHEN nothing THEN 'none' WHEN ${kept} THEN 'ranked' ELSE 'remaining' END AS part`,
    `CASE WHEN ${kept} AND NOT nothing THEN place END AS rank`,
  ];
  const gathered = [
    ...weights.map(([name, filter]) => `sum(total)${filter} AS ${name}`),
    ...cells.map((name) => `array_agg(${name}) AS ${arrayOf(name)}`),
  ];
  const arrays = `unnest(${cells.map(arrayOf).join(', ')}) AS cells (${cells.join(', ')})`;
  return [
    [
      'weighed',
      grain === 'none'
        ? `SELECT *, ${nothing} AS nothing, total AS weight\nFROM counted`
        : `SELECT ${key}, ${nothing} AS nothing, ${gathered.join(', ')}\nFROM counted\nGROUP BY ${key}`,
    ],
    ['placed', `SELECT *, row_number() OVER (ORDER BY ${order}) AS place\nFROM weighed`],
    [
      'ranked',
      [
        `SELECT ${[...shown, ...totals.map((total) => `sum(${total})::bigint AS ${total}`)].join(', ')}`,
        `FROM placed${grain === 'none' ? '' : ` CROSS JOIN ${arrays}`}`,
        ...(remaining ? [] : [`WHERE ${kept}`]),
        `GROUP BY ${shown.map((_, position) => position + 1).join(', ')}`,
      ].join('\n'),
    ],
  ];
}

const arrayOf = (name: string): string => `${name}s`;

/** Provisional days do not decide on ranks where a closed day can, nor do days before the range. */
function weightsOf({ grain, from }: Question, at: DayPrinter): ReadonlyArray<readonly [name: string, filter: string]> {
  if (grain !== 'day') {
    return [['weight', '']];
  }
  const inRange = `time >= ${at.day(from)}`;
  return [
    ['closed_weight', ` FILTER (WHERE ${inRange} AND time <= ${at.closed})`],
    ['weight', ` FILTER (WHERE ${inRange})`],
  ];
}
