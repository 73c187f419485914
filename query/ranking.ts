import { freshnessView } from '@stats-portal/catalog';
import { columnsOf, keyOf } from './cells.ts';
import type { Question } from './model.ts';
import type { Part } from './with.ts';

/**
 * The N largest over the whole range, without a join (empty values make joins slow). What has no value at all
 * stands below the ranking, not in it. Provisional days do not decide on ranks where a closed day can.
 */
export function ranking(question: Question, top: number): Part[] {
  const columns = columnsOf(question);
  const nothing = columns.map((column) => `${column} IS NULL`).join(' AND ');
  const closed = question.grain === 'day' ? ` FILTER (WHERE time <= (SELECT closed_until FROM ${freshnessView}))` : '';
  const key = keyOf(question);
  const totals = question.compare === 'none' ? ['total'] : ['total', 'previous_total'];
  return [
    [
      'weighed',
      [
        `SELECT *, ${nothing} AS nothing, sum(total) OVER series AS weight, sum(total)${closed} OVER series AS closed_weight`,
        'FROM counted',
        `WINDOW series AS (PARTITION BY ${columns.join(', ')})`,
      ].join('\n'),
    ],
    [
      'placed',
      [
        `SELECT *, dense_rank() OVER (ORDER BY nothing, closed_weight DESC NULLS LAST, weight DESC, ${columns.join(', ')}) AS place`,
        'FROM weighed',
      ].join('\n'),
    ],
    [
      'parted',
      [
        `SELECT *, CASE WHEN nothing THEN 'none' WHEN place <= ${top} THEN 'ranked' ELSE 'remaining' END AS part`,
        'FROM placed',
      ].join('\n'),
    ],
    [
      'ranked',
      [
        `SELECT ${[
          ...(question.grain === 'none' ? [] : ['time']),
          ...columns.map((column) => `CASE WHEN part = 'ranked' THEN ${column} END AS ${column}`),
          'part',
          "CASE WHEN part = 'ranked' THEN place END AS rank",
          ...totals.map((total) => `sum(${total})::bigint AS ${total}`),
        ].join(', ')}`,
        'FROM parted',
        ...(question.remaining ? [] : ["WHERE part <> 'remaining'"]),
        `GROUP BY ${key.map((_, position) => position + 1).join(', ')}, part, rank`,
      ].join('\n'),
    ],
  ];
}
