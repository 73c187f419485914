import { FieldType, getFieldDisplayName, type DataFrame, type Field } from '@grafana/data';
import { parseQuestion, plan } from '@stats-portal/query';
import { drillInto } from './drill.ts';
import { toFrame } from './frames.ts';
import { withProvisional } from './provisional.ts';

const drill = drillInto({ uid: 'stats', type: 'csirt-statsportal-datasource', name: 'Stats' });
const day = (text: string): number => Date.parse(`${text}T00:00:00Z`);

/** Two queries' curves, of the first five days of January, by the answer's columns. */
function shown(
  closedUntil: string | null,
  question: object,
  columns: Readonly<Record<string, unknown[]>>,
  refIds = ['A']
): DataFrame[] {
  const chosen = plan(
    parseQuestion({ from: '2026-01-01', to: '2026-01-05', shape: 'series', grain: 'day', ...question })
  );
  const fields = Object.entries(columns).map(([name, values]): Field => ({
    name,
    type: FieldType.other,
    values,
    config: {},
  }));
  const frames = refIds.map((refId) =>
    toFrame({ refId, fields, length: fields[0]!.values.length }, { plan: chosen, zone: 'UTC', drill })
  );
  const plans = new Map(refIds.map((refId) => [refId, chosen]));
  return withProvisional(frames, { plans, zone: 'UTC', closedUntil });
}

const days = ['2026-01-01', '2026-01-02', '2026-01-03', '2026-01-04', '2026-01-05'].map(day);
const valuesOf = ({ fields }: DataFrame): unknown[][] => fields.map(({ values }) => values as unknown[]);

test('a curve goes on dashed from the last closed point, under its name and out of the legend', () => {
  const [closed, open] = shown('2026-01-03', {}, { time: days, value: [5, 6, 7, 3, 1] });
  expect(valuesOf(closed!)).toEqual([days, [5, 6, 7, null, null]]);
  expect(valuesOf(open!)).toEqual([days.slice(2), [7, 3, 1]]);
  const [before, after] = [closed!.fields[1]!, open!.fields[1]!];
  expect(getFieldDisplayName(after, open)).toBe(getFieldDisplayName(before, closed));
  expect(after.config.custom).toMatchObject({
    lineStyle: { fill: 'dash' },
    hideFrom: { legend: true, tooltip: false, viz: false },
  });
  expect(open!.refId).toBe('A');
});

test('each has the colour of its own curve, whichever query it is of', () => {
  const columns = {
    time: days.flatMap((time) => [time, time]),
    taxonomy: days.flatMap(() => ['fraud', 'vulnerable']),
    value: days.flatMap((_, row) => [row, 10 * row]),
  };
  const frames = shown('2026-01-03', { by: ['taxonomy'] }, columns, ['A', 'B']);
  const lines = frames.slice(2).flatMap(({ fields }) => fields.slice(1));
  const colours = lines.map(({ config }) => config.color?.fixedColor);
  expect(lines.map(({ config }) => config.displayNameFromDS)).toEqual(['fraud', 'vulnerable', 'fraud', 'vulnerable']);
  expect(new Set(colours).size).toBe(4);
});

test('a line that ended has nothing to go on with, and a gap stays one', () => {
  const columns = {
    time: [days[0]!, days[2]!, days[4]!, days[0]!],
    taxonomy: ['fraud', 'fraud', 'fraud', 'vulnerable'],
    value: [1, 2, 3, 4],
  };
  const [, open] = shown('2026-01-02', { by: ['taxonomy'] }, columns);
  expect(valuesOf(open!)).toEqual([days.slice(1), [null, 2, null, 3]]);
});

test('a week is provisional as long as one of its days is', () => {
  const weeks = [day('2025-12-29'), day('2026-01-05')];
  const [closed, open] = shown('2026-01-04', { grain: 'week' }, { time: weeks, value: [9, 2] });
  expect(valuesOf(closed!)).toEqual([weeks, [9, null]]);
  expect(valuesOf(open!)).toEqual([weeks, [9, 2]]);
  const [all] = shown('2026-01-03', { grain: 'week' }, { time: weeks, value: [9, 2] });
  expect(valuesOf(all!)).toEqual([weeks, [null, null]]);
});

test('what lies a year back was closed long ago, and is drawn as before', () => {
  const [closed, open] = shown(
    '2026-01-03',
    { compare: 'last-year' },
    { time: days, value: [5, 6, 7, 3, 1], previous: [1, 2, 3, 4, 5] }
  );
  expect(valuesOf(closed!)[2]).toEqual([1, 2, 3, 4, 5]);
  expect(open!.fields).toHaveLength(2);
});

test('closed ranges, tables, and a database that knows no closed day are left as they are', () => {
  const columns = { time: days, value: [5, 6, 7, 3, 1] };
  expect(shown('2026-01-05', {}, columns)).toHaveLength(1);
  expect(shown(null, {}, columns)).toHaveLength(1);
  expect(shown('2026-01-03', { shape: 'table', grain: 'none' }, { ips: [1], days: [5] })).toHaveLength(1);
  expect(shown('2026-01-03', { closed: true }, { time: days.slice(0, 3), value: [5, 6, 7] })).toHaveLength(1);
});
