import { fixedDays, type DayPrinter } from './anchor.ts';
import { columnsOf } from './cells.ts';
import type { Question } from './model.ts';
import { lookBack } from './plan/expected.ts';
import type { Part } from './with.ts';

/**
 * The N largest over the whole range; what has no value at all stands below the ranking, not in it. Cells stay with
 * their key in arrays while it is placed: joined again by their values, empty ones among them, they took longest.
 */
export function ranking(question: Question, at: DayPrinter = fixedDays, isScaled = false): Part[] {
  const { grain, compare, remaining } = question;
  const columns = columnsOf(question);
  const key = columns.join(', ');
  const nothing = columns.map((column) => `${column} IS NULL`).join(' AND ');
  const totals = compare === 'none' ? ['total'] : ['total', 'previous_total'];
  // Averages without gaps are scaled, and each has its own days: of what remains, those that all rows are without.
  const lost = isScaled ? totals.map((total) => total.replace('total', 'lost_days')) : [];
  const numbers = [...totals, ...lost];
  const sums = [
    ...totals.map((total) => `sum(${total})::${isScaled ? 'float8' : 'bigint'} AS ${total}`),
    ...lost.map((days) => `min(${days}) AS ${days}`),
  ];
  const cells = ['time', ...numbers];
  const weights = weightsOf(question, at);
  const order = ['nothing', ...weights.map(([name]) => `${name} DESC NULLS LAST`), ...columns].join(', ');
  const kept = keptRows(question);
  const time = grain === 'none' ? [] : ['time'];
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
    // By place alone: with all columns as the key this took longer than reading the cells.
    [
      'gathered',
      [
        `SELECT ${[...time, `CASE WHEN ${kept} THEN place END AS place`, ...sums].join(', ')}`,
        `FROM placed${grain === 'none' ? '' : ` CROSS JOIN ${arrays}`}`,
        ...(remaining ? [] : [`WHERE ${kept}`]),
        `GROUP BY ${[...time, 'place'].map((_, position) => position + 1).join(', ')}`,
      ].join('\n'),
    ],
    [
      'ranked',
      [
        `SELECT ${[...time, ...columns].join(', ')},`,
        "  CASE WHEN nothing THEN 'none' WHEN place IS NULL THEN 'remaining' ELSE 'ranked' END AS part,",
        `  CASE WHEN NOT nothing THEN place END AS rank, ${numbers.map((name) => `gathered.${name}`).join(', ')}`,
        'FROM gathered LEFT JOIN placed USING (place)',
      ].join('\n'),
    ],
  ];
}

/** Which of the placed rows are shown by themselves. */
export function keptRows({ top }: Question): string {
  return top === null ? 'true' : `(place <= ${top} OR nothing)`;
}

const arrayOf = (name: string): string => `${name}s`;

/** Provisional days do not decide on ranks where a closed day can, nor do days before the range. */
function weightsOf(question: Question, at: DayPrinter): ReadonlyArray<readonly [name: string, filter: string]> {
  if (question.grain !== 'day') {
    return [['weight', '']];
  }
  const inRange = lookBack(question) === 0 ? [] : [`time >= ${at.day(question.from)}`];
  const filter = (conditions: readonly string[]): string =>
    conditions.length === 0 ? '' : ` FILTER (WHERE ${conditions.join(' AND ')})`;
  return [
    ['closed_weight', filter([...inRange, `time <= ${at.closed}`])],
    ['weight', filter(inRange)],
  ];
}
