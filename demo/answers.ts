import { parseQuestion, type Question } from '@stats-portal/query';
import { ask, type Asked } from '../aggregator/src/answer/ask.ts';
import { sparkline } from '../aggregator/src/answer/bars.ts';
import { readable, showAnswer, worth } from '../aggregator/src/answer/show.ts';
import { toTable } from '../aggregator/src/answer/table.ts';
import type { Database } from '../aggregator/src/database/database.ts';
import type { DemoPortal } from './portal.ts';
import { demoQuestions, type DemoQuestion, type DemoSubject } from './questions.ts';

/** Asks the ten questions and writes the answers. */
export async function answerQuestions(portal: DemoPortal, write: (text: string) => void): Promise<void> {
  const subject = await subjectOf(portal);
  if (subject === null) {
    write('No event has a time: there is nothing to show.\n');
    return;
  }
  for (const question of demoQuestions(subject)) {
    write(`\n${question.title}\n`);
    const asked = await ask(portal.statsdb, question.question);
    if (asked.answer.rows.length === 0) {
      write(question.question.shape === 'trend' ? 'None.\n' : 'Nothing was reported.\n');
      continue;
    }
    write(question.lines === true ? await withLines(portal.statsdb, asked, question) : showAnswer(asked, 'table'));
  }
}

/** The range that was counted, and the largest of everything where nothing is known beforehand. */
async function subjectOf({ statsdb, settings, asn }: DemoPortal): Promise<DemoSubject | null> {
  const [range] = await statsdb.rows<{ from: string | null; to: string | null }>(
    `SELECT min(day)::date::text AS "from", max(day)::date::text AS "to" FROM days`
  );
  if (range?.from == null || range.to === null) {
    return null;
  }
  const { from, to } = range as { from: string; to: string };
  const largest = async (dimension: string, count: number): Promise<string[]> => {
    const question = parseQuestion({ by: [dimension], from, to, top: count, remaining: false, closed: false });
    const { answer } = await ask(statsdb, question);
    return answer.rows.flatMap((row) => (row[0] === null ? [] : [row[0]!]));
  };
  return {
    from,
    to,
    country:
      settings.country !== undefined && asn !== null ? settings.country : ((await largest('country', 1))[0] ?? 'AT'),
    asn: asn ?? (await largest('asn', 1))[0] ?? '0',
    taxonomies: await largest('taxonomy', 3),
  };
}

/** The same question per day, drawn as one line a row. */
async function withLines(statsdb: Database, asked: Asked, { question }: DemoQuestion): Promise<string> {
  const series: Question = { ...question, shape: 'series', grain: 'day', remaining: true, closed: true };
  const { answer } = await ask(statsdb, series);
  const days = [...new Set(answer.rows.map(([time]) => time!))].sort();
  const byMetric = new Map<string, Map<string, number>>();
  for (const [time, metric, value] of answer.rows) {
    const points = byMetric.get(metric!) ?? new Map<string, number>();
    byMetric.set(metric!, points.set(time!, Number(value)));
  }
  const cells = asked.answer.rows.map((row) => {
    const points = byMetric.get(metricOf(asked, row));
    return points === undefined ? '' : sparkline(thinned(days.map((day) => points.get(day) ?? null)));
  });
  return `${toTable(readable(asked), { none: '(none)', extra: { name: '', cells } })}${worth(asked.plan)}\n`;
}

/** The row's name as a series has it. */
function metricOf({ answer, plan }: Asked, row: ReadonlyArray<string | null>): string {
  const part = answer.columns.findIndex(({ name }) => name === 'part');
  if (part >= 0 && row[part] !== 'ranked') {
    return row[part] === 'none' ? '(none)' : 'remaining';
  }
  const { by, measure } = plan.question;
  return by.length === 0 ? measure : by.map((_, position) => row[position] ?? '(none)').join(' / ');
}

/** So many characters a line may have: neighbouring days are averaged. */
const width = 45;

function thinned(values: ReadonlyArray<number | null>): Array<number | null> {
  const step = Math.max(1, Math.ceil(values.length / width));
  return Array.from({ length: Math.ceil(values.length / step) }, (_, index) => {
    const some = values.slice(index * step, (index + 1) * step).filter((value) => value !== null);
    return some.length === 0 ? null : some.reduce((sum, value) => sum + value, 0) / some.length;
  });
}
