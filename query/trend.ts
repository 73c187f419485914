import { daysTable, freshnessView, identifier, rollupsTable } from '@stats-portal/catalog';
import { fixedDays, type DayPrinter } from './anchor.ts';
import { columnsOf } from './cells.ts';
import { condition } from './condition.ts';
import type { Question } from './model.ts';
import { hasOneRowADay, type Plan } from './plan.ts';
import { indent, withParts } from './with.ts';

/** Series that never reach this many a day are left out: a rise from 1 to 3 is no trend. */
const trendFloor = 10;

/** Chance of one wrong "clear" in the whole table, and share of wrong ones among all that are at least "likely". */
const clearBelow = 0.05;
const likelyBelow = 0.1;

/**
 * Who rises against the whole (counting.md, rule 6). Medians of 7-day blocks, counted back from the last closed day,
 * each divided by how the whole moved; Theil-Sen slope and Mann-Kendall test on them, corrected for the number of
 * series looked at (Bonferroni for "clear", Benjamini-Hochberg for "likely").
 * Columns: dimensions, `added` (per day, over the range, beyond the whole's own trend), `first` and `last` (medians),
 * `weeks`, `evidence` (clear, likely, unclear), `p` (one-sided, uncorrected), `medians` (oldest first).
 */
export function printTrend(plan: Plan, at: DayPrinter = fixedDays, more: readonly string[] = []): string {
  const { question } = plan;
  const columns = columnsOf(question).join(', ');
  const nothing = columnsOf(question)
    .map((column) => `${column} IS NULL`)
    .join(' AND ');
  return withParts([
    ['bounds', `SELECT least(closed_until, ${at.day(question.to)}) AS last FROM ${freshnessView}`],
    [
      'blocks',
      [
        `SELECT ${block} AS back, count(*)::int AS days`,
        `FROM ${daysTable}, bounds`,
        `WHERE events > 0 AND day >= ${at.day(question.from)} AND day <= last`,
        `  AND ${block} < (last::date - ${at.timestamp(question.from)}::date + 1) / 7`,
        'GROUP BY back',
      ].join('\n'),
    ],
    ['whole_days', sortedValues(daily(plan.whole ?? plan, question, [], at), [])],
    ['whole', medians('whole_days', '')],
    ['moved', 'SELECT back, median / nullif(avg(median) OVER (), 0) AS factor FROM whole'],
    ['series_days', sortedValues(daily(plan, question, columnsOf(question), at), columnsOf(question))],
    // Numbers are joined by: empty values would make joins slow.
    ['numbered', `SELECT *, dense_rank() OVER (ORDER BY ${columns}) AS series FROM series_days`],
    ['names', `SELECT DISTINCT series, ${columns} FROM numbered WHERE NOT (${nothing})`],
    ['weekly', medians('numbered', 'series')],
    [
      'adjusted',
      [
        'SELECT series, back, median, median / nullif(factor, 0) AS value',
        'FROM (SELECT *, max(median) OVER (PARTITION BY series) AS most FROM weekly) AS tall JOIN moved USING (back)',
        `WHERE most >= ${trendFloor}`,
      ].join('\n'),
    ],
    [
      'slopes',
      [
        'SELECT series, percentile_cont(0.5) WITHIN GROUP (ORDER BY (later.value - earlier.value) / (earlier.back - later.back)) AS slope,',
        '  sum(sign(later.value - earlier.value)) AS s',
        'FROM adjusted AS earlier JOIN adjusted AS later USING (series)',
        'WHERE earlier.back > later.back',
        'GROUP BY series',
      ].join('\n'),
    ],
    [
      'ties',
      [
        'SELECT series, sum(equal * (equal - 1) * (2 * equal + 5)) AS ties',
        'FROM (SELECT series, count(*) AS equal FROM adjusted GROUP BY series, value) AS counts',
        'GROUP BY series',
      ].join('\n'),
    ],
    [
      'summary',
      [
        'SELECT series, count(*)::int AS weeks, array_agg(median ORDER BY back DESC) AS medians',
        'FROM adjusted GROUP BY series',
      ].join('\n'),
    ],
    [
      'tested',
      [
        'SELECT *, CASE WHEN variance > 0 THEN (s - sign(s)) / sqrt(variance) ELSE 0 END AS z',
        'FROM (',
        '  SELECT *, (weeks * (weeks - 1) * (2 * weeks + 5) - ties) / 18.0 AS variance',
        '  FROM summary JOIN slopes USING (series) JOIN ties USING (series)',
        ') AS sums',
      ].join('\n'),
    ],
    ['judged', `SELECT *, ${upperTail} AS p, count(*) OVER () AS looked_at FROM tested`],
    [
      'corrected',
      'SELECT *, min(p * looked_at / nearer) OVER (ORDER BY p DESC, series) AS q\n' +
        'FROM (SELECT *, row_number() OVER (ORDER BY p, series DESC) AS nearer FROM judged) AS sorted',
    ],
    [
      '',
      [
        `SELECT ${[columns, ...more].join(', ')}, slope * (weeks - 1) AS added, medians[1] AS first, medians[weeks] AS last, weeks,`,
        `  CASE WHEN p * looked_at < ${clearBelow} THEN 'clear' WHEN q < ${likelyBelow} THEN 'likely' ELSE 'unclear' END AS evidence,`,
        '  p, medians',
        'FROM corrected JOIN names USING (series)',
        'WHERE slope > 0',
        `ORDER BY added DESC, ${columns}`,
        ...(question.top === null ? [] : [`LIMIT ${question.top}`]),
      ].join('\n'),
    ],
  ]);
}

/** Number of a day's 7-day block, counted back. With dates: extract() of an interval took five times as long. */
const block = '(last::date - day::date) / 7';

/** Values of the closed days, each with the number of its block. */
function daily(plan: Plan, question: Question, columns: readonly string[], at: DayPrinter): string {
  const conditions = [
    `rollup = ${plan.rollup.id}`,
    `day >= ${at.day(question.from)}`,
    `day <= ${at.day(question.to)}`,
    'day <= last',
    ...question.where.map(condition),
  ];
  const measure = identifier(question.measure);
  const isSingle = hasOneRowADay(plan);
  return [
    `SELECT ${[...columns, `${block} AS back`, `${isSingle ? measure : `sum(${measure})`} AS value`].join(', ')}`,
    `FROM ${rollupsTable.name}, bounds`,
    `WHERE ${conditions.join('\n  AND ')}`,
    ...(isSingle ? [] : [`GROUP BY ${[...columns, 'day', 'last'].join(', ')}`]),
  ].join('\n');
}

/** The values of each block as a sorted array. */
function sortedValues(values: string, columns: readonly string[]): string {
  const key = [...columns, 'back'].join(', ');
  return `SELECT ${key}, array_agg(value ORDER BY value) AS seen\nFROM (\n${indent(values)}\n) AS single\nGROUP BY ${key}`;
}

/**
 * Median per block. Delivered days without a cell are zeros: instead of making a row for each, the sorted values are
 * read as if so many zeros stood before them.
 */
function medians(sorted: string, series: string): string {
  const key = series === '' ? '' : `${series}, `;
  const element = (position: string): string =>
    `CASE WHEN ${position} <= days - coalesce(cardinality(seen), 0) THEN 0 ELSE seen[${position} - days + cardinality(seen)] END`;
  const all = series === '' ? 'blocks' : `(SELECT DISTINCT ${series} FROM ${sorted}) AS every CROSS JOIN blocks`;
  return [
    `SELECT ${key}back, ((${element('(days + 1) / 2')}) + (${element('(days + 2) / 2')}))::float8 / 2 AS median`,
    `FROM ${all} LEFT JOIN ${sorted} USING (${key}back)`,
  ].join('\n');
}

/** Upper tail of the normal distribution at z (Abramowitz and Stegun 26.2.17; PostgreSQL 15 has no erf). */
const upperTail = (() => {
  const t = '(1 / (1 + 0.2316419 * abs(z)))';
  const polynomial = `${t} * (0.319381530 + ${t} * (-0.356563782 + ${t} * (1.781477937 + ${t} * (-1.821255978 + ${t} * 1.330274429))))`;
  const tail = `exp(-z * z / 2) / sqrt(2 * pi()) * ${polynomial}`;
  return `CASE WHEN z >= 0 THEN ${tail} ELSE 1 - ${tail} END`;
})();
