import { annotationsTable, feedsTable, identifier, literal, rollupsTable } from '@stats-portal/catalog';
import type { DayPrinter } from './anchor.ts';
import { all, columnsOf, rowText } from './cells.ts';
import { condition } from './condition.ts';
import { addDays } from './days.ts';
import type { Plan } from './plan.ts';
import { feed, problem } from './plan/sources.ts';
import { indent, type Part } from './with.ts';

// A trend looks at a fixed set of feeds and problems (counting.md, rule 6): what a new or a lost one makes is no trend.

/**
 * As `sources` (line, made): how much of each series a day, over the range, is due to feeds and problems that came into
 * the range (their part of its last week) or left it (of its first week). At most: what several feeds report of one
 * address counts for each. Nothing is read where there is none.
 */
export function newSources({ question, sources }: Plan, at: DayPrinter, last: string): Part[] {
  const columns = columnsOf(question);
  const measure = identifier(question.measure);
  const firstWeek = [`day >= ${at.day(question.from)}`, `day < ${at.timestamp(addDays(question.from, 7))}`];
  const lastWeek = [`day > ${last} - interval '7 days'`, `day <= ${last}`];
  const came = at.timestamp(addDays(question.from, 7));
  const changes = [
    {
      rollup: sources?.feeds ?? null,
      names: feed,
      of: `SELECT ${rowText(feed)} FROM ${feedsTable} GROUP BY provider, feed HAVING min(first_day) >= ${came}`,
      week: lastWeek,
      sign: '',
    },
    {
      rollup: sources?.feeds ?? null,
      names: feed,
      of: `SELECT ${rowText(feed)} FROM ${feedsTable} GROUP BY provider, feed HAVING max(last_day) <= ${last} - interval '7 days'`,
      week: firstWeek,
      sign: '-',
    },
    {
      rollup: sources?.problems ?? null,
      names: problem,
      of: `SELECT ${rowText(problem)} FROM ${annotationsTable} WHERE kind = ${literal('new identifier')} AND day >= ${came}`,
      week: lastWeek,
      sign: '',
    },
  ];
  const known = changes.flatMap(({ rollup, names, of, week, sign }) =>
    rollup === null
      ? []
      : [
          [
            `SELECT ${rowText(columns)} AS line, ${sign}sum(${measure}) / 7.0 AS made`,
            `FROM ${rollupsTable.name}`,
            `WHERE ${all([
              `EXISTS (${of})`,
              `rollup = ${rollup.id}`,
              ...week,
              ...question.where.map(condition),
              `${rowText(names)} IN (${of})`,
            ])}`,
            'GROUP BY line',
          ].join('\n'),
        ]
  );
  return known.length === 0
    ? [['sources', `SELECT ''::text AS line, 0.0 AS made WHERE false`]]
    : [
        [
          'sources',
          `SELECT line, sum(made) AS made\nFROM (\n${indent(known.join('\nUNION ALL\n'))}\n) AS parts\nGROUP BY line`,
        ],
      ];
}
