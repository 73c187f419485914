import { FieldType, type DataFrame, type Field } from '@grafana/data';
import { config as grafana } from '@grafana/runtime';
import { addDays, type Plan } from '@stats-portal/query';
import type { Portal } from './query.ts';
import { stretchesOf } from './range.ts';
import { dayAt } from './zone.ts';

interface Known extends Pick<Portal, 'zone' | 'closedUntil'> {
  /** By the frames' refIds. */
  readonly plans: ReadonlyMap<string, Plan>;
}

/**
 * The curves of a time series panel up to the last closed day, and after them the same curves from there on in frames of
 * their own: dashed, in the same colours, and not in the legend. A curve that falls because today is not over would look
 * like news.
 */
export function withProvisional(frames: readonly DataFrame[], { plans, zone, closedUntil }: Known): DataFrame[] {
  const closed: DataFrame[] = [];
  const provisional: DataFrame[] = [];
  let line = 0;
  for (const frame of frames) {
    const plan = plans.get(frame.refId ?? '');
    const from = plan === undefined || closedUntil === null ? -1 : firstProvisional(frame, plan, zone, closedUntil);
    closed.push(from === -1 ? frame : upTo(frame, from));
    if (from !== -1) {
      provisional.push(...startingAt(frame, from, line));
    }
    line += numbersOf(frame).length;
  }
  return [...closed, ...provisional];
}

const numbersOf = ({ fields }: DataFrame): Field[] => fields.filter(({ type }) => type === FieldType.number);

/** The first row with days that are not closed; -1 if there is none. */
function firstProvisional(frame: DataFrame, { question }: Plan, zone: string, closedUntil: string): number {
  const time = frame.fields.find(({ type }) => type === FieldType.time);
  const { grain, from, to } = question;
  if (question.shape !== 'series' || grain === 'none' || time === undefined || to <= closedUntil) {
    return -1;
  }
  // The stretch that the first open day is in, and those after it.
  const [first] = stretchesOf({ from: from > closedUntil ? from : addDays(closedUntil, 1), to }, grain);
  return first === undefined ? -1 : (time.values as number[]).findIndex((at) => dayAt(at, zone) >= first);
}

/** Rows stay, so that the axis does. The curve of another time that is compared with has been closed for long. */
function upTo(frame: DataFrame, from: number): DataFrame {
  return {
    ...frame,
    fields: frame.fields.map((field) =>
      isProvisional(field)
        ? { ...field, values: (field.values as unknown[]).map((value, row) => (row < from ? value : null)) }
        : field
    ),
  };
}

const isProvisional = ({ type, labels }: Field): boolean =>
  type === FieldType.number && labels?.['compare'] === undefined;

/** From the last closed point on, so that the curve goes on where it was. None if there is nothing to go on with. */
function startingAt(frame: DataFrame, from: number, firstLine: number): DataFrame[] {
  const lines = numbersOf(frame).flatMap((field, position) =>
    isProvisional(field) && (field.values as unknown[]).slice(from).some((value) => value !== null)
      ? [dashed(field, firstLine + position)]
      : []
  );
  if (lines.length === 0) {
    return [];
  }
  const begin = Math.max(0, from - 1);
  const fields = [...frame.fields.filter(({ type }) => type === FieldType.time), ...lines];
  return [
    {
      ...(frame.refId === undefined ? {} : { refId: frame.refId }),
      meta: { type: frame.meta?.type, preferredVisualisationType: 'graph' },
      fields: fields.map((field) => ({ ...field, values: (field.values as unknown[]).slice(begin) })),
      length: frame.length - begin,
    },
  ];
}

/**
 * `line`: its place among all lines, which decides its colour where nothing else does. It is a line in a chart of bars
 * too, and smooth: lines of another kind are stacked upon each other only, so that the last closed point counts once.
 */
function dashed(field: Field, line: number): Field {
  const { palette } = grafana.theme2.visualization;
  return {
    ...field,
    config: {
      ...field.config,
      color: { mode: 'fixed', fixedColor: palette[line % palette.length] },
      custom: {
        ...(field.config.custom as object | undefined),
        drawStyle: 'line',
        lineInterpolation: 'smooth',
        lineStyle: { fill: 'dash', dash: [3, 5] },
        fillOpacity: 0,
        hideFrom: { legend: true, tooltip: false, viz: false },
      },
    },
  };
}
