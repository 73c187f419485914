import type { DayPrinter } from './anchor.ts';
import { asName } from './cells.ts';
import { mentionsWithin } from './mentions.ts';
import type { Plan } from './plan.ts';
import { daysOf, type Printing } from './print/printing.ts';
import { answerParts } from './print/rows.ts';
import { select } from './print/select.ts';
import { printTrend } from './trend.ts';
import { indent, withParts } from './with.ts';

/**
 * The plan as one SELECT. Columns of a table: the grain (a date), the dimensions, `rank` and `part` where there is a
 * top N (part: ranked, none = no value, remaining), the measure, `days` and `of_days` for averages, `previous` and
 * `change` (a ratio: 0.1 is ten per cent more) for comparisons, `median`. A ranking has `share` too, of the whole.
 * Columns of a series: time, metric, value.
 * Names are unqualified: the role's search_path says whose tables are read.
 */
export function print(plan: Plan, printing: Printing = {}): string {
  const { question } = plan;
  const at = daysOf(question, printing);
  if (question.shape === 'trend') {
    const names = printing.asNames === true ? asName(question, 'told') : [];
    return printTrend(plan, at, [...names, ...mentioned(plan, at, printing)]);
  }
  return withParts([...answerParts(plan, at), ['', select(question, printing, mentioned(plan, at, printing))]]);
}

/** In one row, whichever is first: in each it would be long. In all rows of a trend, of which there are few, as it has a limit. */
function mentioned(plan: Plan, at: DayPrinter, { mentions = false }: Printing): string[] {
  const sql = mentions ? mentionsWithin(plan, at) : null;
  if (sql === null) {
    return [];
  }
  const list = `(\n  SELECT json_agg(mentions)::text FROM (\n${indent(indent(sql))}\n  ) AS mentions\n)`;
  return [
    `${plan.question.shape === 'trend' ? list : `CASE row_number() OVER () WHEN 1 THEN ${list} END`} AS missing_feeds`,
  ];
}
