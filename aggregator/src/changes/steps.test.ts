import type { Classification } from '@stats-portal/catalog';
import { findSteps, isOneClass, type Series } from './steps.ts';

const named = (type: string, identifier: string | null = 'ssl-freak'): Classification => ({
  taxonomy: 'vulnerable',
  type,
  identifier,
});

/** So many events a day from the first to the last of these days. */
function series(
  reported: Classification,
  [first, last]: readonly [number, number],
  events: number,
  counted = reported
): Series {
  return {
    reported,
    counted,
    events: new Map(Array.from({ length: last - first + 1 }, (_, index) => [first + index, events])),
  };
}

const days = Array.from({ length: 40 }, (_, day) => day);
const told = (all: readonly Series[], counted = days, isAlike = () => true) =>
  findSteps(all, counted, isAlike).map((step) => [step.day, step.from.reported.type, step.to.reported.type]);

const old = series(named('vulnerable-system'), [0, 25], 100);

test('a name that ends as another begins', () => {
  expect(told([old, series(named('weak-crypto'), [26, 39], 110)])).toEqual([[26, 'vulnerable-system', 'weak-crypto']]);
});

test.each([
  ['the volume is another', [26, 39], 131],
  ['it began much later', [30, 39], 100],
  ['both were told side by side', [20, 39], 100],
  ['it is too soon to say', [36, 39], 100],
  ['it was told before', [5, 39], 100],
] as const)('none where %s', (_, range, events) => {
  expect(told([old, series(named('weak-crypto'), range, events)])).toEqual([]);
});

test('the edges: thirty of a hundred, three days of both, three days of none', () => {
  expect(told([old, series(named('a'), [26, 39], 130)])).toHaveLength(1);
  expect(told([old, series(named('a'), [23, 39], 100)])).toHaveLength(1);
  expect(told([old, series(named('a'), [29, 39], 100)])).toHaveLength(1);
});

test('what goes on has not ended, and little is no series', () => {
  expect(told([series(named('old'), [0, 37], 100), series(named('new'), [30, 39], 100)])).toEqual([]);
  expect(told([series(named('old'), [0, 25], 4), series(named('new'), [26, 39], 4)])).toEqual([]);
});

test('days that were not counted are no gap in a name', () => {
  const without = days.filter((day) => day < 20 || day > 22);
  const now = series(named('new'), [26, 39], 100);
  expect(told([old, now], without)).toEqual([[26, 'vulnerable-system', 'new']]);
});

test('other networks are other things', () => {
  expect(told([old, series(named('weak-crypto'), [26, 39], 100)], days, () => false)).toEqual([]);
});

test('each name goes to one other: first within its class, then of its identifier', () => {
  const spelled = series(named('Vulnerable System'), [26, 39], 100, named('vulnerable-system'));
  const other = series(named('other', 'x'), [26, 39], 100);
  expect(told([old, other, spelled])).toEqual([[26, 'vulnerable-system', 'Vulnerable System']]);
  expect(told([old, other, series(named('weak-crypto'), [26, 39], 100)])).toEqual([
    [26, 'vulnerable-system', 'weak-crypto'],
  ]);
  expect(findSteps([old, spelled], days, () => true).map(isOneClass)).toEqual([true]);
});

test('a name may be entered, and left again for another', () => {
  const chain = [
    series(named('a'), [0, 15], 100),
    series(named('b'), [16, 29], 100),
    series(named('c'), [30, 39], 100),
  ];
  expect(told(chain)).toEqual([
    [16, 'a', 'b'],
    [30, 'b', 'c'],
  ]);
});
