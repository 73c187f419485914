import { DataFrameType, FieldType, type DataFrame, type Field, type Labels } from '@grafana/data';
import { dimensions, measures } from '@stats-portal/catalog';
import type { Filter, Question } from '@stats-portal/query';
import { columnsOf, toNumber, type Cell } from './columns.ts';
import { expectedFields } from './expectedFields.ts';
import type { Answered } from './frames.ts';
import { measureDescription, measureName, rowName, valueText } from './names.ts';
import { mentionNotices } from './mentions.ts';
import { noticesOf, withAdvice } from './notices.ts';
import { stretchesOf } from './range.ts';
import { rangeNotices } from './rangeNotices.ts';
import { words } from './words.ts';
import { dayAt, startOfDay } from './zone.ts';

/** One line: where its points are. */
interface Line {
  readonly cells: readonly Cell[];
  readonly part: Cell | undefined;
  /** Row of the answer by time. */
  readonly rows: Map<number, number>;
}

/** The numbers of one line in a column of the answer, along the axis. */
export type Numbers = (column: string) => Array<number | null>;

/**
 * Wide: one time column, a column per line. A stretch of time without any delivery stands there as null, so that it is
 * drawn as a gap; a real zero came from the database as 0.
 */
export function seriesFrame(answer: DataFrame, answered: Answered): DataFrame {
  const { plan, zone, closedUntil } = answered;
  const { question } = plan;
  const column = columnsOf(answer);
  const times = column('time').map(Number);
  const lines = linesOf(question, column, times);
  const axis = withGaps(question, times, zone);
  const curves = lines.map((line) => {
    const numbers: Numbers = (name) => {
      const cells = column(name);
      return axis.map((time) => toNumber(cells[line.rows.get(time) ?? -1]));
    };
    return { fields: fieldsOf(line, numbers, answered), numbers };
  });
  return {
    ...(answer.refId === undefined ? {} : { refId: answer.refId }),
    meta: {
      ...answer.meta,
      type: DataFrameType.TimeSeriesWide,
      preferredVisualisationType: 'graph',
      notices: [
        ...withAdvice(answer.meta?.notices),
        ...rangeNotices(answered, column('value')),
        ...noticesOf(plan),
        ...mentionNotices(plan, column('missing_feeds')),
      ],
    },
    fields: [
      {
        name: 'time',
        type: FieldType.time,
        values: axis,
        config: {
          description: words.described.days({ zone }),
          custom: { axisLabel: axisLabel(question, zone, closedUntil) },
        },
      },
      ...curves.flatMap(({ fields }) => fields),
      ...(question.expected
        ? curves.flatMap(({ fields, numbers }, place) => expectedFields(fields[0]!, place, numbers))
        : []),
    ],
    length: axis.length,
  };
}

/** Beside each chart: which days these are, and up to when they are done. */
function axisLabel({ to }: Question, zone: string, closedUntil: string | null | undefined): string {
  return closedUntil === null || closedUntil === undefined || to <= closedUntil
    ? words.described.axis({ zone })
    : words.described.axisClosed({ zone, day: closedUntil });
}

function linesOf(question: Question, column: (name: string) => Cell[], times: readonly number[]): Line[] {
  const dimensionCells = question.by.map((name) => column(name));
  const parts = column('part');
  const lines = new Map<string, Line>();
  for (const [row, time] of times.entries()) {
    const cells = dimensionCells.map((one) => one[row] ?? null);
    const part = parts[row];
    const key = JSON.stringify([part, cells]);
    const line = lines.get(key) ?? { cells, part, rows: new Map() };
    lines.set(key, line);
    line.rows.set(time, row);
  }
  return [...lines.values()];
}

/** All times of the answer, and a time for each stretch of the range that has none. */
function withGaps(question: Question, times: readonly number[], zone: string): number[] {
  const known = [...new Set(times)];
  if (known.length === 0 || question.grain === 'none') {
    return known;
  }
  const there = new Set(known.map((time) => dayAt(time, zone)));
  const missing = stretchesOf(question, question.grain).filter((day) => !there.has(day));
  return [...known, ...missing.map((day) => startOfDay(day, zone))].sort((a, b) => a - b);
}

function fieldsOf(line: Line, numbers: Numbers, answered: Answered): Field[] {
  const { plan, drill } = answered;
  const { question } = plan;
  const name = question.by.length === 0 ? lineName(plan) : rowName(question, line.cells, line.part);
  const labels = labelsOf(question, line);
  const filters = filtersOf(question, line);
  const config = {
    unit: measures[question.measure].unit,
    description: measureDescription(answered),
    ...(filters === null ? {} : { links: drill(question, filters) }),
  };
  const field: Field = {
    name: 'value',
    type: FieldType.number,
    labels,
    config: { ...config, displayNameFromDS: name },
    values: numbers('value'),
  };
  if (question.compare === 'none') {
    return [field];
  }
  const before = question.compare === 'last-year' ? 'a year before' : 'the days before';
  return [
    field,
    {
      ...field,
      labels: { ...labels, compare: before },
      config: { ...config, displayNameFromDS: `${name} (${before})`, custom: { lineStyle: { fill: 'dash' } } },
      values: numbers('previous'),
    },
  ];
}

function lineName(plan: Answered['plan']): string {
  const { movingMedian } = plan.question;
  return `${measureName(plan)}${movingMedian === null ? '' : `, median of ${movingMedian} days`}`;
}

function labelsOf(question: Question, { cells, part }: Line): Labels {
  if (part === 'remaining') {
    return { part: 'remaining' };
  }
  return Object.fromEntries(question.by.map((name, position) => [dimensions[name].label, valueText(cells[position]!)]));
}

/** What leaves just this line; null where filters cannot say it. */
function filtersOf(question: Question, { cells, part }: Line): Filter[] | null {
  if (part === 'remaining') {
    return null;
  }
  return question.by.map((dimension, position) => {
    const cell = cells[position] ?? null;
    return cell === null
      ? { dimension, operator: 'none', values: [] }
      : { dimension, operator: 'in', values: [String(cell)] };
  });
}
