import { measures, rollupLabel } from '@stats-portal/catalog';
import { closedOnly, valueColumn, type Exactness, type Plan } from '@stats-portal/query';
import type { Answer } from '../database/database.ts';
import type { Asked } from './ask.ts';
import { bar, sparkline } from './bars.ts';
import { toCsv, toObjects, toTable, type Format } from './table.ts';

const barWidth = 24;

/** The answer in one of the formats, with what it is worth. */
export function showAnswer(asked: Asked, format: Format): string {
  switch (format) {
    case 'csv':
      return toCsv(asked.answer);
    case 'json':
      return `${JSON.stringify(asJson(asked), null, 2)}\n`;
    case 'table':
      return `${toTable(readable(asked), { none: '(none)', ...graphic(asked) })}${worth(asked.plan)}\n`;
  }
}

function asJson({ plan, answer }: Asked): object {
  return {
    question: plan.question,
    rollup: plan.rollup.name,
    exactness: plan.exactness.kind,
    ...reasonOf(plan.exactness),
    ...(plan.remaining === null ? {} : { remaining: plan.remaining.kind }),
    rows: toObjects(answer),
  };
}

function reasonOf(exactness: Exactness): { reason?: string } {
  return exactness.kind === 'exact' ? {} : { reason: exactness.reason };
}

/** One line below the table: what was counted, from where, and how exact it is. */
export function worth({ question, rollup, exactness, remaining }: Plan): string {
  const { label } = measures[question.measure];
  const period =
    question.measure === 'ips' && question.grain !== 'day' && question.shape !== 'trend'
      ? ', average per delivered day'
      : '';
  const days = closedOnly(question) || question.shape === 'trend' ? ', closed days only' : '';
  const exact = exactness.kind === 'exact' ? 'exact' : `at most: ${exactness.reason}`;
  const rest = remaining?.kind === 'at most' ? '; "remaining" is at most' : '';
  return `${label}${period}${days}, ${question.from} to ${question.to} · ${exact}${rest} · from ${rollupLabel(rollup)}`;
}

/** The columns as people read them: a ranking's part stands in place of the name, weeks are a line. */
export function readable({ plan, answer }: Asked): Answer {
  const at = (name: string): number => answer.columns.findIndex((column) => column.name === name);
  const [part, rank, weeks] = [at('part'), at('rank'), at('medians')];
  const first = at(plan.question.by[0] ?? '');
  const hidden = new Set([part, weeks]);
  const visible = <Item>(items: readonly Item[]): Item[] => items.filter((_, position) => !hidden.has(position));
  const rows = answer.rows.map((row) =>
    part < 0 || row[part] === 'ranked'
      ? visible(row)
      : visible(
          row.map((cell, position) => {
            const isName = plan.question.by.some((_, index) => first + index === position);
            return isName ? (position === first ? wordOf(row[part]!) : '') : position === rank ? '' : cell;
          })
        )
  );
  const columns = answer.columns.map(({ name, type }) => ({
    name,
    type: part >= 0 && name === plan.question.by[0] ? textType : type,
  }));
  return { columns: visible(columns), rows };
}

const textType = 25;

function wordOf(part: string | null): string {
  return part === 'none' ? '(none)' : 'remaining';
}

/** Bars beside a table, a line of weeks beside a trend. */
function graphic({ plan, answer }: Asked): { extra?: { name: string; cells: readonly string[] } } {
  if (plan.question.shape === 'trend') {
    const weeks = answer.columns.findIndex(({ name }) => name === 'medians');
    return { extra: { name: '', cells: answer.rows.map((row) => sparkline(arrayOf(row[weeks]!))) } };
  }
  const value = answer.columns.findIndex(({ name }) => name === valueColumn(plan.question) || name === 'value');
  const values = answer.rows.map((row) => Number(row[value] ?? 0));
  // What remains is no competitor: it must not make the ranking's bars small.
  const part = answer.columns.findIndex(({ name }) => name === 'part');
  const isRemaining = (position: number): boolean => part >= 0 && answer.rows[position]![part] === 'remaining';
  const largest = Math.max(0, ...values.filter((_, position) => !isRemaining(position)));
  return {
    extra: {
      name: '',
      cells: values.map((one, position) => (isRemaining(position) ? '' : bar(one, largest, barWidth))),
    },
  };
}

/** PostgreSQL's text of an array of numbers. */
function arrayOf(text: string | null): Array<number | null> {
  return (text ?? '{}')
    .slice(1, -1)
    .split(',')
    .map((one) => (one === 'NULL' || one === '' ? null : Number(one)));
}

/** The plan in words: the rollup, the others and why not, the SQL. */
export function explain({ plan, sql }: Pick<Asked, 'plan' | 'sql'>): string {
  const { exactness } = plan;
  return [
    `Rollup: ${plan.rollup.name} (${rollupLabel(plan.rollup)})`,
    `Exactness: ${exactness.kind}${exactness.kind === 'exact' ? '' : `: ${exactness.reason}`}`,
    ...(plan.remaining?.kind === 'at most' ? [`Row "remaining": at most: ${plan.remaining.reason}`] : []),
    'Not from:',
    ...plan.rejected.map(({ rollup, obstacles }) => `  ${rollup}: ${obstacles.join('; ')}`),
    'SQL:',
    sql,
    '',
  ].join('\n');
}
