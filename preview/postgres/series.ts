import type { Field, Value } from './frame.ts';

/** Rows that Grafana's server cannot make time series of. */
export class SeriesError extends Error {}

/**
 * What Grafana's server makes of an answer in `time_series` format: the column `time` becomes the first field `Time`,
 * values become floats, and where a text column is left, the rows are widened: one field per value column and
 * combination of texts, ordered by them. Exactly three columns, one of them `metric`: that one names the fields.
 *
 * @throws SeriesError without a time column, with a time that is null, or with rows that do not ascend.
 */
export function toSeries(fields: readonly Field[]): Field[] {
  const timeField = fields.find(({ name }) => name === 'time');
  if (!timeField) {
    throw new SeriesError(
      "db has no time column: time column is missing; make sure your data includes a time column for time series format or switch to a table format that doesn't require it"
    );
  }
  const time = { ...timeField, name: 'Time' };
  const others = fields.filter((field) => field !== timeField);
  const texts = others.filter(({ type }) => type === 'string');
  const values = others.filter(({ type }) => type !== 'string').map(asFloat);
  if (texts.length === 0 || values.length === 0) {
    return fields.map((field) =>
      field === timeField ? time : (values.find(({ name }) => name === field.name) ?? field)
    );
  }
  const wide = widen(time, texts, values);
  return fields.length === 3 && texts[0]!.name === 'metric' ? wide.map(namedByMetric) : wide;
}

function asFloat(field: Field): Field {
  if (field.type === 'time' || field.type === 'other') {
    return field;
  }
  const values = field.values.map((value) => (value === null ? null : Number(value)));
  return { ...field, type: 'number', typeInfo: { frame: 'float64', nullable: true }, values };
}

function widen(time: Field, texts: readonly Field[], values: readonly Field[]): Field[] {
  const times: number[] = [];
  const series = new Map<string, { readonly texts: readonly string[]; readonly cells: Value[][] }>();
  time.values.forEach((value, row) => {
    const instant = checked(value, times.at(-1));
    if (instant !== times.at(-1)) {
      times.push(instant);
    }
    const combination = texts.map((field) => (field.values[row] as string | null) ?? '');
    const key = JSON.stringify(combination);
    const one = series.get(key) ?? { texts: combination, cells: values.map(() => []) };
    values.forEach((field, index) => {
      one.cells[index]![times.length - 1] = field.values[row]!;
    });
    series.set(key, one);
  });
  const ordered = [...series.values()].sort((a, b) => compare(a.texts, b.texts));
  const byName = values.map((field, index) => [field, index] as const).sort(([a], [b]) => compare([a.name], [b.name]));
  return [
    { ...time, typeInfo: { frame: 'time', nullable: false }, values: times },
    ...byName.flatMap(([field, index]) =>
      ordered.map((one) => ({
        ...field,
        labels: Object.fromEntries(texts.map(({ name }, position) => [name, one.texts[position]!])),
        values: times.map((_, row) => one.cells[index]![row] ?? null),
      }))
    ),
  ];
}

/** A time that may follow `last`. */
function checked(value: Value, last: number | undefined): number {
  if (typeof value !== 'number') {
    throw new SeriesError('can not convert to wide series, input has null time values');
  }
  if (last !== undefined && value < last) {
    throw new SeriesError('long series must be sorted ascending by time to be converted');
  }
  return value;
}

function namedByMetric(field: Field): Field {
  const { labels, ...rest } = field;
  return labels?.metric === undefined ? field : { ...rest, name: labels.metric };
}

function compare(a: readonly string[], b: readonly string[]): number {
  const differing = a.findIndex((value, index) => value !== b[index]);
  return differing < 0 ? 0 : a[differing]! < b[differing]! ? -1 : 1;
}
