import { daysTable, identifier, rollupsTable } from '@stats-portal/catalog';
import { fixedDays, type DayPrinter } from './anchor.ts';
import { columnsOf, rowText } from './cells.ts';
import { condition } from './condition.ts';
import { shareParts, showsGaps } from './gapParts.ts';
import { dailySql } from './hosts.ts';
import { missingParts } from './missing.ts';
import { newSources } from './newSources.ts';
import { hasOneRowADay, type Plan } from './plan.ts';
import { clearBelow, fewestWeeks, likelyBelow, trendFloor } from './plan/trend.ts';
import { isKnown, isNoGap, knownDays, withGapDays } from './trendGaps.ts';
import { indent, withParts } from './with.ts';

/**
 * Who rises, falls, or does neither against the whole (counting.md, rule 6). Medians of 7-day blocks, counted back from
 * the last closed day, each divided by how the whole moved; Theil-Sen slope and Mann-Kendall test on them, corrected for
 * the number of series looked at (Bonferroni for "clear", Benjamini-Hochberg for "likely"). Hosts that stay for weeks put
 * weeks into an order by chance: so the rise must be more, too, than two counts differ by where hosts come and go.
 * Columns: dimensions, `direction` (rising, falling, steady, too little data), `evidence` (clear, likely, unclear),
 * `added` (per day, over the range, beyond the whole's own trend), `first` and `last` (medians), `weeks`, `p`
 * (two-sided, uncorrected), `medians` (oldest first). With a top N: the N that rise most. Without: all there are.
 */
export function printTrend(plan: Plan, at: DayPrinter = fixedDays, more: readonly string[] = []): string {
  const { question } = plan;
  const columns = columnsOf(question).join(', ');
  const nothing = columnsOf(question)
    .map((column) => `${column} IS NULL`)
    .join(' AND ');
  const last = at.looksUp ? '(SELECT last FROM bounds)' : at.closedBy(question.to);
  // With dates: extract() of an interval took five times as long.
  const back = `(${last}::date - day::date) / 7`;
  const whole = plan.whole ?? plan;
  const gaps = showsGaps(plan);
  const wholeGaps = gaps && Boolean(whole.gaps?.rollup);
  // Blocks that are left out are no shorter way from the first to the last.
  const steps = gaps ? '(backs[1] - backs[weeks])' : '(weeks - 1)';
  return withParts([
    ...(at.looksUp ? [['bounds', `SELECT ${at.closedBy(question.to)} AS last`] as const] : []),
    [
      'blocks',
      [
        `SELECT ${back} AS back, count(*)::int AS days`,
        `FROM ${daysTable}`,
        `WHERE events > 0 AND day >= ${at.day(question.from)} AND day <= ${last}`,
        `  AND ${back} < (${last}::date - ${at.timestamp(question.from)}::date + 1) / 7`,
        'GROUP BY back',
      ].join('\n'),
    ],
    ...(gaps ? [...missingParts(question, at), ...shareParts(plan)] : []),
    ...(wholeGaps ? shareParts(whole, 'whole_') : []),
    [
      'whole_seen',
      seen('back', `(\n${indent(daily(whole, [], at, last, wholeGaps && 'whole_gaps'))}\n) AS cells`, back, wholeGaps),
    ],
    ['whole', medians('back', 'blocks', 'whole_seen', wholeGaps)],
    ['moved', 'SELECT back, median / nullif(avg(median) OVER (), 0) AS factor FROM whole'],
    // Most series are small: of those that rise they need not be looked at further. Cells stay with their series in arrays, as joined to it
    // again they were compared each with each wherever the server expected few.
    [
      'tall',
      [
        `SELECT ${columns}, row_number() OVER (ORDER BY ${columns}) AS series, array_agg(day) AS days, array_agg(value) AS values`,
        `FROM (\n${indent(daily(plan, columnsOf(question), at, last, gaps && 'gaps'))}\n) AS cells`,
        `GROUP BY ${columns}`,
        `HAVING ${question.top === null ? '' : `max(value) >= ${trendFloor} AND `}NOT (${nothing})`,
      ].join('\n'),
    ],
    [
      'series_seen',
      seen('series, back', 'tall CROSS JOIN unnest(tall.days, tall.values) AS cells (day, value)', back, gaps),
    ],
    ['weekly', medians('series, back', '(SELECT series FROM tall) AS series CROSS JOIN blocks', 'series_seen', gaps)],
    [
      'adjusted',
      ['SELECT series, back, median, median / nullif(factor, 0) AS value', 'FROM weekly JOIN moved USING (back)'].join(
        '\n'
      ),
    ],
    [
      'summary',
      [
        'SELECT series, count(*)::int AS weeks, array_agg(median ORDER BY back DESC) AS medians,',
        '  array_agg(value ORDER BY back DESC) AS values, array_agg(back ORDER BY back DESC) AS backs,',
        `  count(*) >= ${fewestWeeks} AND max(median) >= ${trendFloor} AS is_enough`,
        'FROM adjusted GROUP BY series',
      ].join('\n'),
    ],
    // All pairs of a series and all its ties out of its arrays: joined by series, they too were compared each with each.
    [
      'tested',
      [
        'SELECT *, least(CASE WHEN variance > 0 THEN abs(s - sign(s)) / sqrt(variance) ELSE 0 END,',
        `  abs(slope * ${steps}) / sqrt(greatest(medians[1] + medians[weeks], 1))) AS z`,
        'FROM (',
        '  SELECT *, (weeks * (weeks - 1) * (2 * weeks + 5) - ties) / 18.0 AS variance',
        '  FROM summary CROSS JOIN LATERAL (',
        '    SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY (later.value - earlier.value) / (earlier.back - later.back)) AS slope,',
        '      sum(sign(later.value - earlier.value)) AS s',
        '    FROM unnest(values, backs) AS earlier (value, back) CROSS JOIN unnest(values, backs) AS later (value, back)',
        '    WHERE earlier.back > later.back',
        '  ) AS pairs CROSS JOIN LATERAL (',
        '    SELECT sum(equal * (equal - 1) * (2 * equal + 5)) AS ties',
        '    FROM (SELECT count(*) AS equal FROM unnest(values) AS one GROUP BY one) AS counts',
        '  ) AS ties',
        '  WHERE is_enough',
        ') AS sums',
      ].join('\n'),
    ],
    ['judged', `SELECT *, ${bothTails} AS p, count(*) OVER () AS looked_at FROM tested`],
    [
      'corrected',
      'SELECT *, min(p * looked_at / nearer) OVER (ORDER BY p DESC, series) AS q\n' +
        'FROM (SELECT *, row_number() OVER (ORDER BY p, series DESC) AS nearer FROM judged) AS sorted',
    ],
    ...newSources(plan, at, last),
    [
      'told',
      [
        `SELECT ${[...columnsOf(question), 'series', 'weeks', 'medians'].join(', ')}, slope * ${steps} AS added, p,`,
        '  CASE WHEN NOT is_enough THEN NULL',
        `    WHEN abs(made) > abs(slope * ${steps}) / 2 AND sign(made) = sign(slope) THEN NULL`,
        `    WHEN p * looked_at < ${clearBelow} THEN 'clear' WHEN q < ${likelyBelow} THEN 'likely' END AS found, is_enough`,
        'FROM summary JOIN tall USING (series) LEFT JOIN (SELECT series, slope, p, q, looked_at FROM corrected) AS corrected USING (series)',
        `  LEFT JOIN sources ON sources.line = ${rowText(columnsOf(question).map((column) => `tall.${column}`))}`,
      ].join('\n'),
    ],
    [
      '',
      [
        `SELECT ${[columns, ...more].join(', ')},`,
        "  CASE WHEN NOT is_enough THEN 'too little data' WHEN found IS NULL THEN 'steady'",
        "    WHEN added > 0 THEN 'rising' ELSE 'falling' END AS direction, coalesce(found, 'unclear') AS evidence,",
        '  added, medians[1] AS first, medians[weeks] AS last, weeks, p, medians',
        'FROM told',
        ...(question.top === null ? [] : ['WHERE found IS NOT NULL AND added > 0']),
        `ORDER BY added DESC NULLS LAST, ${columns}`,
        ...(question.top === null ? [] : [`LIMIT ${question.top}`]),
      ].join('\n'),
    ],
  ]);
}

/** Values of the closed days, with the day; none on the days that are `gaps`. */
function daily(plan: Plan, columns: readonly string[], at: DayPrinter, last: string, gaps: string | false): string {
  const { question } = plan;
  const rows = [
    `day >= ${at.day(question.from)}`,
    `day <= ${last}`,
    ...question.where.map(condition),
    ...(gaps === false ? [] : [isNoGap(gaps, columns)]),
  ];
  const cells = dailyCells(plan, columns, rows);
  return gaps === false ? cells : withGapDays(cells, gaps, columns, last);
}

function dailyCells(plan: Plan, columns: readonly string[], rows: readonly string[]): string {
  const { question } = plan;
  if (plan.source === 'hosts') {
    return `SELECT ${[...columns, 'day', 'ips AS value'].join(', ')}\nFROM (\n${indent(dailySql(columns, rows))}\n) AS daily`;
  }
  const conditions = [`rollup = ${plan.rollup.id}`, ...rows];
  const measure = identifier(question.measure);
  const isSingle = hasOneRowADay(plan);
  return [
    `SELECT ${[...columns, 'day', `${isSingle ? measure : `sum(${measure})`} AS value`].join(', ')}`,
    `FROM ${rollupsTable.name}`,
    `WHERE ${conditions.join('\n  AND ')}`,
    ...(isSingle ? [] : [`GROUP BY ${[...columns, 'day'].join(', ')}`]),
  ].join('\n');
}

/** The values of each block as a sorted array, `back` being the number of the block, counted back; how many are gaps. */
function seen(key: string, cells: string, back: string, gaps: boolean): string {
  const known = gaps ? ' FILTER (WHERE value IS NOT NULL)' : '';
  return [
    `SELECT ${key}, array_agg(value ORDER BY value)${known} AS seen${gaps ? ', (count(*) - count(value))::int AS lost' : ''}`,
    `FROM (SELECT ${key.replace('back', `${back} AS back`)}, value FROM ${cells}) AS single`,
    `GROUP BY ${key}`,
  ].join('\n');
}

/**
 * Median per block. Delivered days without a cell are zeros: instead of making a row for each, the sorted values are
 * read as if so many zeros stood before them.
 */
function medians(key: string, all: string, sorted: string, gaps: boolean): string {
  const days = gaps ? knownDays : 'days';
  const element = (position: string): string =>
    `CASE WHEN ${position} <= ${days} - coalesce(cardinality(seen), 0) THEN 0 ELSE seen[${position} - ${days} + cardinality(seen)] END`;
  return [
    `SELECT ${key}, ((${element(`(${days} + 1) / 2`)}) + (${element(`(${days} + 2) / 2`)}))::float8 / 2 AS median`,
    `FROM ${all} LEFT JOIN ${sorted} USING (${key})${gaps ? ` WHERE ${isKnown}` : ''}`,
  ].join('\n');
}

/** Both tails of the normal distribution beyond z (Abramowitz and Stegun 26.2.17; PostgreSQL 15 has no erf). */
const bothTails = (() => {
  const t = '(1 / (1 + 0.2316419 * abs(z)))';
  const polynomial = `${t} * (0.319381530 + ${t} * (-0.356563782 + ${t} * (1.781477937 + ${t} * (-1.821255978 + ${t} * 1.330274429))))`;
  return `2 * exp(-z * z / 2) / sqrt(2 * pi()) * ${polynomial}`;
})();
