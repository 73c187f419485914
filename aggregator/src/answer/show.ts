import { measures, rollupLabel } from '@stats-portal/catalog';
import { closedOnly, showsGaps, sourceOf, valueColumn, type Exactness, type Plan } from '@stats-portal/query';
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
      return `${toTable(readable(asked), { none: '(none)', ...graphic(asked) })}${worth(asked.plan)}\n${missingFeeds(asked)}`;
  }
}

function asJson({ plan, answer, missing }: Asked): object {
  return {
    question: plan.question,
    rollup: sourceOf(plan).name,
    exactness: plan.exactness.kind,
    ...reasonOf(plan.exactness),
    ...(plan.caveats.length === 0 ? {} : { caveats: plan.caveats }),
    ...(plan.remaining === null ? {} : { remaining: plan.remaining.kind }),
    ...(missing.length === 0 ? {} : { missingFeeds: missing }),
    rows: toObjects(answer),
  };
}

function reasonOf(exactness: Exactness): { reason?: string } {
  return exactness.kind === 'exact' ? {} : { reason: exactness.reason };
}

/** One line below the table: what was counted, from where, and how exact it is. */
export function worth(plan: Plan): string {
  const { question, exactness, remaining, caveats } = plan;
  const { label } = measures[question.measure];
  const period =
    question.measure === 'ips' && question.grain !== 'day' && question.shape !== 'trend'
      ? ', average per delivered day'
      : '';
  const days = closedOnly(question) || question.shape === 'trend' ? ', closed days only' : '';
  const exact = exactness.kind === 'exact' ? 'exact' : `at most: ${exactness.reason}`;
  const rest = remaining?.kind === 'at most' ? '; "remaining" is at most' : '';
  return `${label}${period}${days}, ${question.from} to ${question.to} · ${exact}${rest} · from ${sourceOf(plan).label}${caveats.map((caveat) => ` · ${caveat}`).join('')}`;
}

/** A line for each missing feed that matters. */
function missingFeeds({ plan, missing }: Asked): string {
  const consequence =
    plan.gaps?.rollup === null
      ? 'of the whole: how much of each number is not known'
      : showsGaps(plan)
        ? 'of this: gaps, and not in averages'
        : 'of this: the numbers are what was there';
  return missing
    .map(({ provider, feed, first_day: from, last_day: to, days, rows, share }) => {
      const name = `${feed ?? '(none)'} of ${provider ?? '(none)'}`;
      const part = `${rows > 1 ? `much of ${rows} rows, up to ` : ''}${Math.round(share * 100)} %`;
      return `${name} was missing on ${days} ${days === 1 ? 'day' : 'days'}, ${from} to ${to}; it usually gives ${part} ${consequence}\n`;
    })
    .join('');
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

function gapsInWords(plan: Plan): string {
  const { gaps } = plan;
  if (!gaps?.rollup) {
    return 'no rollup has both the feeds and these dimensions: a missing feed is mentioned only';
  }
  const shares = `shares of ${measures[gaps.measure].unit} from ${gaps.rollup.name} (${rollupLabel(gaps.rollup)})`;
  return showsGaps(plan) ? shares : `a missing feed is mentioned only; ${shares}`;
}

/** The plan in words: the rollup, the others and why not, the SQL. */
export function explain({ plan, sql }: Pick<Asked, 'plan' | 'sql'>): string {
  const { exactness } = plan;
  return [
    plan.source === 'hosts'
      ? `Hosts: ${sourceOf(plan).label}`
      : `Rollup: ${plan.rollup.name} (${sourceOf(plan).label})`,
    `Exactness: ${exactness.kind}${exactness.kind === 'exact' ? '' : `: ${exactness.reason}`}`,
    ...(plan.remaining?.kind === 'at most' ? [`Row "remaining": at most: ${plan.remaining.reason}`] : []),
    ...(plan.gaps === null ? [] : [`Gaps: ${gapsInWords(plan)}`]),
    ...(plan.rejected.length === 0 ? [] : ['Not from:']),
    ...plan.rejected.map(({ rollup, obstacles }) => `  ${rollup}: ${obstacles.join('; ')}`),
    'SQL:',
    sql,
    '',
  ].join('\n');
}
