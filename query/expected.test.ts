import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generator, normal, poisson } from '../test/random.ts';
import { expectedOf } from './expected.fixture.ts';

const days = 182;
const histories = 100;

/** What a history's level is multiplied by on a day. */
const courses: ReadonlyArray<(day: number) => number> = [
  () => 1,
  (day) => 1 - day / days / 3,
  (day) => 1 + day / days,
  (day) => (day < 90 ? 1 : 0.6),
];

/** And on one day of its own. */
const planted = [0.1, 0.5, 1.5, 2];

/** One of 20 to 5,000 addresses a day, with quiet weekends, chance, and days that are like their neighbours. */
function history(random: () => number, course: (day: number) => number): number[] {
  const level = 20 * 250 ** random();
  const noise = 0.03 + 0.12 * random();
  let drift = 0;
  return Array.from({ length: days }, (_, day) => {
    drift = 0.6 * drift + noise * normal(random);
    return poisson(random, level * course(day) * (day % 7 > 4 ? 0.8 : 1) * Math.exp(drift));
  });
}

/** Per cent of the days that are outside in each course, and of the planted days in the steady one. */
function simulate(width: number): string[] {
  const random = generator(20_261_125);
  const isOutside = (values: readonly number[], day: number): number =>
    Number(expectedOf(values, day, width).outside !== null);
  const made = courses.map((course) => Array.from({ length: histories }, () => history(random, course)));
  const later = Array.from({ length: days - 60 }, (_, day) => day + 60);
  const quiet = made.map(
    (some) =>
      some.flatMap((values) => later.map((day) => isOutside(values, day))).reduce((a, b) => a + b, 0) / later.length
  );
  const found = planted.map((factor) =>
    made[0]!
      .map((values, at) => {
        const day = 120 + (at % 50);
        return isOutside(values.with(day, Math.round(values[day]! * factor)), day);
      })
      .reduce((a, b) => a + b, 0)
  );
  return [...quiet.map((percent) => `${percent.toFixed(1)} %`), ...found.map((percent) => `${percent} %`)];
}

test('made-up histories: as many days are outside as docs/counting.md says', () => {
  const docs = readFileSync(join(__dirname, '../docs/counting.md'), 'utf8').replaceAll(/[ |*]+/g, ' ');
  const rows = [3, 4, 5].map((width) => [width, ...simulate(width)].join(' '));
  expect(rows.filter((row) => !docs.includes(row))).toEqual([]);
});

test('nothing is expected of a day before four of its weekdays are known', () => {
  const values = Array.from({ length: 40 }, () => 30);
  expect(expectedOf(values, 27)).toMatchObject({ expected: null, outside: null });
  expect(expectedOf(values, 28)).toEqual({ expected: 30, expected_low: 8, expected_high: 52, outside: null });
  expect(expectedOf(values.with(28, 53), 28)).toMatchObject({ outside: 53 });
  expect(expectedOf([...values.slice(0, 14), null, ...values.slice(15)], 28).expected).toBeNull();
});
