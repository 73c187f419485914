import {
  dimensions,
  freshnessView,
  identifier,
  literal,
  type ColumnType,
  type DimensionName,
} from '@stats-portal/catalog';
import { fixedDays, type DayPrinter } from './anchor.ts';
import { columnsOf } from './cells.ts';
import type { Question } from './model.ts';
import type { Part } from './with.ts';

/**
 * The N largest over the whole range. What has no value at all stands below the ranking, not in it. Keys are placed
 * first, as they are few, and their cells are joined to them.
 */
export function ranking(question: Question, at: DayPrinter = fixedDays): Part[] {
  const columns = columnsOf(question);
  const nothing = columns.map((column) => `${column} IS NULL`).join(' AND ');
  const weights = weightsOf(question, at);
  const order = ['nothing', ...weights.map(([name]) => `${name} DESC NULLS LAST`), ...columns].join(', ');
  const time = question.grain === 'none' ? [] : ['time'];
  const totals = question.compare === 'none' ? ['total'] : ['total', 'previous_total'];
  const key = [...time, ...columns.map((column) => `shown.${column}`), 'part', 'rank'].join(', ');
  const part = "CASE WHEN shown.nothing THEN 'none' WHEN shown.place IS NULL THEN 'remaining' ELSE 'ranked' END";
  return [
    [
      'weighed',
      `SELECT ${columns.join(', ')}, ${nothing} AS nothing, ${weights.map(([name, filter]) => `sum(total)${filter} AS ${name}`).join(', ')}\n` +
        `FROM counted\nGROUP BY ${columns.join(', ')}`,
    ],
    ['placed', `SELECT *, row_number() OVER (ORDER BY ${order}) AS place\nFROM weighed`],
    ['shown', `SELECT *\nFROM placed${question.top === null ? '' : `\nWHERE place <= ${question.top} OR nothing`}`],
    [
      'ranked',
      [
        `SELECT ${[
          ...time,
          ...columns.map((column) => `shown.${column}`),
          `${part} AS part`,
          'CASE WHEN NOT shown.nothing THEN shown.place END AS rank',
          ...totals.map((total) => `sum(${total})::bigint AS ${total}`),
        ].join(', ')}`,
        `FROM counted ${question.remaining ? 'LEFT JOIN' : 'JOIN'} shown ON ${question.by.map(sameValue).join(' AND ')}`,
        `GROUP BY ${key}`,
      ].join('\n'),
    ],
  ];
}

/** Stand-ins for empty values: only equalities can be hashed, and an empty value equals nothing. */
const standIns: Readonly<Record<ColumnType, string>> = {
  text: literal(''),
  bigint: '-1',
  integer: '-1',
  smallint: '-1',
  inet: `inet ${literal('::/0')}`,
};

/** Whether a cell and a placed key have the same value, empty or not. */
function sameValue(name: DimensionName): string {
  const column = identifier(name);
  const standIn = standIns[dimensions[name].type];
  return (
    `coalesce(counted.${column}, ${standIn}) = coalesce(shown.${column}, ${standIn}) ` +
    `AND counted.${column} IS NOT DISTINCT FROM shown.${column}`
  );
}

/** Provisional days do not decide on ranks where a closed day can, nor do days before the range. */
function weightsOf({ grain, from }: Question, at: DayPrinter): ReadonlyArray<readonly [name: string, filter: string]> {
  if (grain !== 'day') {
    return [['weight', '']];
  }
  const inRange = `time >= ${at.day(from)}`;
  return [
    ['closed_weight', ` FILTER (WHERE ${inRange} AND time <= (SELECT closed_until FROM ${freshnessView}))`],
    ['weight', ` FILTER (WHERE ${inRange})`],
  ];
}
