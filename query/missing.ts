import { feedStatusTable } from '@stats-portal/catalog';
import type { DayPrinter } from './anchor.ts';
import { all, rowText, sides } from './cells.ts';
import { addDays } from './days.ts';
import { shareDays } from './gaps.ts';
import type { Question } from './model.ts';
import type { Part } from './with.ts';

/** A feed without a delivery for so long is not missing any more, but has ended. */
const silenceDays = 56;

/** One text for the names of a feed, either of which may be empty: equal only for equal names. */
const report = rowText(['provider', 'feed']);

/**
 * Which feeds were missing on which days, as `missing` (day, outage: days after one last delivery), and the deliveries
 * that tell how much they usually give, as `came` (outage, gone_provider, gone_feed, came_on). Reports of one name
 * with several codes are one feed: it is missing if none of them came. Only deliveries that were due count, as an operator
 * sees no others, and should not get another answer for that.
 * Where nothing is missing, only `gone` costs anything: the conditions without columns stop the others before they read.
 */
export function missingParts(question: Question, at: DayPrinter): Part[] {
  const range = sides(question)
    .map(({ from, to }) => `(day >= ${at.day(from)} AND day <= ${at.day(to)})`)
    .join(' OR ');
  const first = sides(question).at(-1)!.from;
  const history = [
    'expected',
    'EXISTS (SELECT FROM gone)',
    `day >= ${at.day(addDays(first, -silenceDays - shareDays))}`,
    `day <= ${at.day(question.to)}`,
    `${report} IN (SELECT report FROM gone)`,
  ];
  return [
    ['gone', `SELECT DISTINCT ${report} AS report\nFROM ${feedStatusTable}\nWHERE status = 'missing' AND (${range})`],
    [
      'reports',
      [
        `SELECT day, ${report} AS report, provider AS gone_provider, feed AS gone_feed,`,
        "  bool_or(status = 'missing') AND NOT bool_or(status IN ('delivered', 'thin')) AS is_missing,",
        "  bool_or(status = 'delivered') AS is_usual",
        `FROM ${feedStatusTable}`,
        `WHERE ${all(history)}`,
        'GROUP BY day, provider, feed',
      ].join('\n'),
    ],
    [
      'history',
      'SELECT *, max(day) FILTER (WHERE is_usual) OVER (PARTITION BY report ORDER BY day) AS last\nFROM reports',
    ],
    [
      'missing',
      `SELECT day, report, last, dense_rank() OVER (ORDER BY report, last) AS outage\nFROM history\nWHERE is_missing AND (${range})`,
    ],
    [
      'came',
      [
        'SELECT outage, gone_provider, gone_feed, day AS came_on',
        'FROM (SELECT DISTINCT outage, report, last FROM missing) AS outages JOIN history USING (report)',
        `WHERE is_usual AND day <= outages.last AND day > outages.last - interval '${shareDays} days'`,
      ].join('\n'),
    ],
  ];
}
