import type { DayPrinter } from './anchor.ts';
import { rowColumns } from './cells.ts';
import type { Question } from './model.ts';
import { expectedWeeks, expectedWidth, fewestKnown } from './plan/expected.ts';
import { indent } from './with.ts';

/** The columns that a point has beside its value where what is expected is asked for. */
export const expectedColumns = ['expected', 'expected_low', 'expected_high', 'outside'] as const;

/**
 * Each point with what was to be expected of it (counting.md): `expected` is the median of the same weekday of the weeks
 * before, `expected_low` and `expected_high` are what it may be, and `outside` is the value again where that of a closed
 * day is not. What is not closed, not delivered, or a gap teaches nothing. Chance alone moves a count by its square root:
 * nothing is expected to be steadier.
 */
export function expected(question: Question, at: DayPrinter): string {
  const others = rowColumns(question).filter((column) => column !== 'time');
  const median = (of: string): string =>
    `(SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY ${of}) FROM unnest(seen) AS one)`;
  const window = [
    `PARTITION BY ${[...others, 'extract(isodow FROM time)'].join(', ')} ORDER BY time`,
    `RANGE BETWEEN interval '${7 * expectedWeeks} days' PRECEDING AND interval '7 days' PRECEDING`,
  ].join(' ');
  const nested = [
    `SELECT *, array_agg(value::float8) FILTER (WHERE value IS NOT NULL AND time <= ${at.closed}) OVER (${window}) AS seen\nFROM filled`,
    `SELECT *, CASE WHEN cardinality(seen) >= ${fewestKnown} THEN ${median('one')} END AS expected`,
    `SELECT *, ${expectedWidth} * greatest(1.4826 * ${median('abs(one - expected)')}, sqrt(expected), 1) AS width`,
    'SELECT *, floor(expected - least(width, expected)) AS expected_low, ceil(expected + width) AS expected_high',
  ].reduce((inner, outer) => `${outer}\nFROM (\n${indent(inner)}\n) AS points`);
  return [
    'SELECT *,',
    `  CASE WHEN time <= ${at.closed} AND (value < expected_low OR value > expected_high) THEN value END AS outside`,
    `FROM (\n${indent(nested)}\n) AS points`,
    `WHERE time >= ${at.day(question.from)}`,
  ].join('\n');
}
