import { milliseconds } from './duration.ts';

test.each([
  ['90s', 90_000],
  ['30m', 1_800_000],
  ['2h', 7_200_000],
  ['', null],
  ['0s', null],
  ['2', null],
  ['2d', null],
  ['1.5h', null],
  ['-1h', null],
  ['2h ', null],
])('%p is %p milliseconds', (text, expected) => {
  expect(milliseconds(text)).toBe(expected);
});
