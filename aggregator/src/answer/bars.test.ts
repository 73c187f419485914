import { bar, sparkline } from './bars.ts';

test.each([
  [10, 10, '████'],
  [5, 10, '██'],
  [1, 8, '▌'],
  [3, 8, '█▌'],
  [1, 1_000_000, '▏'],
  [0, 10, ''],
  [-1, 10, ''],
  [Number.NaN, 10, ''],
  [0, 0, ''],
  [20, 10, '████'],
])('%d of %d is %j', (value, largest, expected) => {
  expect(bar(value, largest, 4)).toBe(expected);
});

test('a sparkline has one character a value, the largest the highest, and a gap is no zero', () => {
  expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7])).toBe('▁▂▃▄▅▆▇█');
  expect(sparkline([7, null, 0])).toBe('█ ▁');
  expect(sparkline([0, 0])).toBe('▁▁');
  expect(sparkline([null, null])).toBe('  ');
  expect(sparkline([])).toBe('');
});
