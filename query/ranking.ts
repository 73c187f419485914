import { freshnessView } from '@stats-portal/catalog';
import { fixedDays, type DayPrinter } from './anchor.ts';
import { columnsOf, keyOf } from './cells.ts';
import type { Question } from './model.ts';
import type { Part } from './with.ts';

/**
 * The N largest over the whole range, without a join (empty values make joins slow). What has no value at all
 * stands below the ranking, not in it.
 */
export function ranking(question: Question, at: DayPrinter = fixedDays): Part[] {
  const columns = columnsOf(question).join(', ');
  const nothing = columnsOf(question)
    .map((column) => `${column} IS NULL`)
    .join(' AND ');
  const weights = weightsOf(question, at);
  const time = question.grain === 'none' ? [] : ['time'];
  const totals = question.compare === 'none' ? ['total'] : ['total', 'previous_total'];
  return [
    [
      'weighed',
      `SELECT *, ${nothing} AS nothing, ${weights.map(([name, filter]) => `sum(total)${filter} OVER alike AS ${name}`).join(', ')}\n` +
        `FROM counted\nWINDOW alike AS (PARTITION BY ${columns})`,
    ],
    [
      'placed',
      `SELECT *, dense_rank() OVER (ORDER BY nothing, ${weights.map(([name]) => `${name} DESC NULLS LAST`).join(', ')}, ${columns}) AS place\n` +
        'FROM weighed',
    ],
    [
      'parted',
      `SELECT *, CASE WHEN nothing THEN 'none'${question.top === null ? " ELSE 'ranked'" : ` WHEN place <= ${question.top} THEN 'ranked' ELSE 'remaining'`} END AS part\nFROM placed`,
    ],
    [
      'ranked',
      [
        `SELECT ${[
          ...time,
          ...columnsOf(question).map((column) => `CASE WHEN part = 'ranked' THEN ${column} END AS ${column}`),
          'part',
          "CASE WHEN part = 'ranked' THEN place END AS rank",
          ...totals.map((total) => `sum(${total})::bigint AS ${total}`),
        ].join(', ')}`,
        'FROM parted',
        ...(question.remaining ? [] : ["WHERE part <> 'remaining'"]),
        `GROUP BY ${keyOf(question)
          .map((_, position) => position + 1)
          .join(', ')}, part, rank`,
      ].join('\n'),
    ],
  ];
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
