import { FieldType, type DataFrame, type Field, type FieldConfig } from '@grafana/data';
import { dimensions, measures, type DimensionName } from '@stats-portal/catalog';
import { besidesOf, isProperty, isRanked, type Filter, type Plan, type Question } from '@stats-portal/query';
import { columnsOf, toNumber, type Cell } from './columns.ts';
import type { Answered } from './frames.ts';
import { dimensionDescription, measureDescription, measureName, rowName, valueText } from './names.ts';
import { noneText } from './interpolate.ts';
import { mentionNotices } from './mentions.ts';
import { noticesOf, withAdvice } from './notices.ts';
import { rangeNotices } from './rangeNotices.ts';
import { words } from './words.ts';

type Column = (name: string) => Cell[];

/** One row per combination. Every column has a type, a name, and a description of how it is counted. */
export function tableFrame(answer: DataFrame, answered: Answered): DataFrame {
  const { plan } = answered;
  const column = columnsOf(answer);
  const fields = [
    ...timeFields(plan.question, column, answered.zone),
    ...keyFields(answered, column),
    ...asNameFields(column),
    ...(plan.question.shape === 'trend' ? trendFields(plan, column) : numberFields(answered, column)),
  ];
  return {
    ...(answer.refId === undefined ? {} : { refId: answer.refId }),
    meta: {
      ...answer.meta,
      preferredVisualisationType: 'table',
      notices: [
        ...withAdvice(answer.meta?.notices),
        ...rangeNotices(answered, column(plan.question.measure)),
        ...noticesOf(plan),
        ...mentionNotices(plan, column('missing_feeds')),
      ],
    },
    fields,
    length: fields[0]?.values.length ?? 0,
  };
}

function timeFields({ grain, shape }: Question, column: Column, zone: string): Field[] {
  if (grain === 'none' || shape === 'trend') {
    return [];
  }
  const label = `${grain[0]!.toUpperCase()}${grain.slice(1)}`;
  const description = words.described.start[grain]({ zone });
  const values = column(grain).map(toNumber);
  return [field(grain, FieldType.time, values, { displayNameFromDS: `${label} (${zone})`, description })];
}

/**
 * The dimensions. Rankings have a name too, which is all that the rows "(none)" and "remaining" have; of a single
 * dimension it is the value itself.
 */
function keyFields({ plan, drill }: Answered, column: Column): Field[] {
  const { question } = plan;
  const [only, ...more] = question.by;
  if (only === undefined) {
    return [];
  }
  const links = drill(question, question.by.map(ofTheRow));
  if (!isRanked(question) || question.shape === 'trend') {
    const values = question.by.map((name) => dimensionField(name, column));
    return values.map((one, position) => (position === 0 ? withLinks(one, links) : one));
  }
  const ranks = column('rank').map(toNumber);
  const parts = column('part');
  const cells = question.by.map((name) => column(name));
  const names = parts.map((part, row) =>
    rowName(
      question,
      cells.map((one) => one[row] ?? null),
      part
    )
  );
  const rank = field('rank', FieldType.number, ranks, { displayNameFromDS: 'Rank', decimals: 0 });
  if (more.length === 0) {
    const { label } = dimensions[only];
    const config = { displayNameFromDS: label, description: dimensionDescription(only), links };
    return [rank, field(only, FieldType.string, names, config)];
  }
  const split = question.by.map((name) => dimensionField(name, column, parts));
  return [rank, field('name', FieldType.string, names, { displayNameFromDS: 'Name', links }), ...split];
}

/** Beside the number: filters and links go by that. */
function asNameFields(column: Column): Field[] {
  const { label, description } = words.asName;
  const names = column('as_name').map((name) => (name === null ? '' : String(name)));
  return names.length === 0
    ? []
    : [field('as_name', FieldType.string, names, { displayNameFromDS: label, description })];
}

function ofTheRow(dimension: DimensionName): Filter {
  return { dimension, operator: 'in', values: [`\${__data.fields.${dimension}}`] };
}

function withLinks(one: Field, links: FieldConfig['links']): Field {
  return { ...one, config: { ...one.config, links } };
}

/** Numbers stay numbers, so that they sort as such; nothing is "(none)" in either. */
function dimensionField(name: DimensionName, column: Column, parts: readonly Cell[] = []): Field {
  const { label, type } = dimensions[name];
  const config = { displayNameFromDS: label, description: dimensionDescription(name) };
  const cells = column(name);
  if (type === 'text' || type === 'inet') {
    const text = (cell: Cell, row: number): string => (parts[row] === 'remaining' ? '' : valueText(cell));
    return field(name, FieldType.string, cells.map(text), config);
  }
  const noValue = parts.includes('remaining') ? {} : { noValue: noneText };
  return field(name, FieldType.number, cells.map(toNumber), { ...config, ...noValue, decimals: 0 });
}

function numberFields(answered: Answered, column: Column): Field[] {
  const { plan } = answered;
  const { question } = plan;
  const { unit, label } = measures[question.measure];
  const numbers = (name: string): Array<number | null> => column(name).map(toNumber);
  const ratio = { unit: 'percentunit', decimals: 1 };
  const days = numbers('days');
  const perStretch = days.length > 0 && question.grain !== 'none';
  const fields = [
    field(question.measure, FieldType.number, numbers(question.measure), {
      unit,
      displayNameFromDS: averaged(plan, days[0] ?? null, numbers('of_days')[0] ?? null),
      description: measureDescription(answered),
    }),
  ];
  fields.push(...besidesOf(question).map((name) => besideField(name, column(name))));
  if (question.shape === 'ranking' && !isProperty(question)) {
    fields.push(
      field('share', FieldType.number, numbers('share'), {
        ...ratio,
        displayNameFromDS: 'Share',
        description: words.described.share({ unit }),
      })
    );
  }
  if (perStretch) {
    fields.push(
      field('days', FieldType.number, days, { displayNameFromDS: 'Days averaged', decimals: 0 }),
      field('of_days', FieldType.number, numbers('of_days'), { displayNameFromDS: 'Of days', decimals: 0 })
    );
  }
  if (question.compare !== 'none') {
    const before = question.compare === 'last-year' ? 'a year before' : 'the days before';
    fields.push(
      field('previous', FieldType.number, numbers('previous'), { unit, displayNameFromDS: `${label}, ${before}` }),
      field('change', FieldType.number, numbers('change'), { ...ratio, displayNameFromDS: `Change against ${before}` })
    );
  }
  if (question.movingMedian !== null) {
    const displayNameFromDS = `Median of ${question.movingMedian} days`;
    fields.push(field('median', FieldType.number, numbers('median'), { unit, displayNameFromDS }));
  }
  return fields;
}

const besideUnits: Readonly<Record<string, FieldConfig>> = {
  p90: { unit: measures.age.unit, decimals: 0 },
  half: { unit: measures.age.unit, decimals: 0, noValue: '–' },
  ips: { unit: measures.ips.unit, decimals: 0 },
};

/** What stands beside a share or an age. */
function besideField(name: string, cells: readonly Cell[]): Field {
  const { label, description } = words.described.beside[name as keyof typeof words.described.beside];
  if (name === 'other') {
    return field(name, FieldType.string, cells.map(valueText), { displayNameFromDS: label, description });
  }
  const values = cells.map(toNumber);
  const config = besideUnits[name] ?? { unit: 'percentunit', decimals: 0 };
  return field(name, FieldType.number, values, { ...config, displayNameFromDS: label, description });
}

/** Addresses over more than a day are an average, and the name says of how many days. */
function averaged(plan: Plan, days: number | null, of: number | null): string {
  const { question } = plan;
  if (question.measure !== 'ips' || question.grain === 'day') {
    return measureName(plan);
  }
  return question.grain === 'none' && days !== null && of !== null
    ? `${measureName(plan)} per day (${days} of ${of} days)`
    : `${measureName(plan)} per day`;
}

function trendFields(plan: Plan, column: Column): Field[] {
  const { unit } = measures[plan.question.measure];
  const numbers = (name: string): Array<number | null> => column(name).map(toNumber);
  return [
    field('direction', FieldType.string, column('direction').map(valueText), {
      displayNameFromDS: 'Trend',
      description: words.described.direction,
    }),
    field('evidence', FieldType.string, column('evidence').map(valueText), {
      displayNameFromDS: 'Evidence',
      description: words.described.evidence,
    }),
    field('added', FieldType.number, numbers('added'), {
      unit,
      decimals: 0,
      displayNameFromDS: `Added ${unit} per day`,
      description: words.described.rise,
    }),
    field('first', FieldType.number, numbers('first'), { unit, displayNameFromDS: 'First week, median' }),
    field('last', FieldType.number, numbers('last'), { unit, displayNameFromDS: 'Last week, median' }),
    field('medians', FieldType.other, column('medians').map(weeksOf), {
      displayNameFromDS: 'Weeks, medians',
      custom: { cellOptions: { type: 'sparkline', hideValue: true } },
    }),
    field('weeks', FieldType.number, numbers('weeks'), { displayNameFromDS: 'Weeks', decimals: 0 }),
    field('p', FieldType.number, numbers('p'), {
      displayNameFromDS: 'p',
      decimals: 5,
      description: words.described.chance,
    }),
  ];
}

/** PostgreSQL's text of an array of numbers, `{1,2.5}`, for a line within a cell. */
function weeksOf(cell: Cell): Array<number | null> {
  return typeof cell === 'string' ? cell.replaceAll(/[{}]/g, '').split(',').map(toNumber) : [];
}

function field(name: string, type: FieldType, values: unknown[], config: FieldConfig): Field {
  return { name, type, values, config };
}
