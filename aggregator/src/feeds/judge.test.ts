import { dayNumber, weekdayOf, type DayNumber } from './feed.ts';
import { judge, judgeDay, type Clock, type Judgement } from './judge.ts';
import type { FeedRule } from './rules.ts';

const today = dayNumber('2026-02-10');
const clock: Clock = { today, hoursSince: (day) => (today - day - 1) * 24 + 9, fallbackHours: 48 };
const plain: FeedRule = { ends: null, delivers: null, method: 'scan' };

interface Told {
  readonly day?: DayNumber;
  readonly rule?: Partial<FeedRule>;
  readonly isClosed?: boolean;
  /** Events by days before today; 0 is none. */
  readonly events: (age: number) => number;
}

function told({ day = today - 10, rule = {}, isClosed = true, events }: Told): Judgement | null {
  const deliveries = new Map(
    Array.from({ length: 120 }, (_, age) => [today - age, { events: events(age), lagHours: 6 }] as const).filter(
      ([, one]) => one.events > 0
    )
  );
  const history = { deliveries, isObserved: (one: DayNumber) => one < today };
  return judge(history, day, { closing: isClosed ? 'closed' : 'provisional', rule: { ...plain, ...rule } });
}

const status = (what: Told): string => told(what)?.status ?? 'nothing';
const weekly = (age: number): number => (weekdayOf(today - age) === 2 ? 40 : 0);

test.each<[string, string, Told]>([
  ['comes each day, and came', 'delivered', { events: () => 40 }],
  ['comes each day, and did not', 'missing', { events: (age) => (age === 10 ? 0 : 40) }],
  ['has not come for eleven days', 'missing', { events: (age) => (age <= 20 ? 0 : 40) }],
  ['has not come for seven weeks', 'missing', { events: (age) => (age <= 59 ? 0 : 40) }],
  ['has not come for nine weeks', 'nothing', { events: (age) => (age <= 73 ? 0 : 40) }],
  ['may still come', 'unknown', { events: (age) => (age === 10 ? 0 : 40), isClosed: false }],
  ['gave a tenth', 'thin', { events: (age) => (age === 10 ? 4 : 40) }],
  ['gave a tenth, and more may come', 'delivered', { events: (age) => (age === 10 ? 4 : 40), isClosed: false }],
  ['gave two thirds', 'delivered', { events: (age) => (age === 10 ? 27 : 40) }],
  ['has so little that it may be nothing', 'unknown', { events: (age) => (age === 10 ? 0 : 2) }],
  ['is new, and did not come', 'unknown', { events: (age) => (age > 10 && age < 20 ? 40 : 0) }],
  ['is new, and came', 'delivered', { events: (age) => (age <= 10 ? 40 : 0) }],
  ['comes on Tuesdays, on one', 'delivered', { events: weekly, day: today - 14 }],
  ['comes on Tuesdays, not on one', 'missing', { events: (age) => (age === 14 ? 0 : weekly(age)), day: today - 14 }],
  ['comes on Tuesdays, on a Wednesday', 'not expected', { events: weekly, day: today - 13 }],
  ['comes every third day', 'unknown', { events: (age) => (age % 3 === 0 ? 40 : 0) }],
  [
    'has ended, as the settings say',
    'not expected',
    { events: (age) => (age <= 10 ? 0 : 40), rule: { ends: today - 11 } },
  ],
  [
    'is weekly, as the settings say, on the day after',
    'not expected',
    { events: (age) => (age === 11 ? 40 : 0), rule: { delivers: 'weekly' } },
  ],
  [
    'is weekly, as the settings say, a week later',
    'missing',
    { events: (age) => (age === 17 ? 40 : 0), rule: { delivers: 'weekly' } },
  ],
  [
    'is irregular, as the settings say',
    'unknown',
    { events: (age) => (age === 10 ? 0 : 40), rule: { delivers: 'irregular' } },
  ],
])('a feed that %s: %s', (_, expected, what) => {
  expect(status(what)).toBe(expected);
});

test('a day is closed when nineteen twentieths of what usually comes are in', () => {
  const feed = (events: number, closing: Judgement['closing']): Judgement => ({
    ...told({ events: () => events })!,
    closing,
  });
  const day = today - 2;
  const closing = (...feeds: Judgement[]): string => judgeDay(clock, day, feeds).closing;
  expect(closing(feed(97, 'closed'), feed(3, 'provisional'))).toBe('closed');
  expect(closing(feed(97, 'provisional'), feed(3, 'closed'))).toBe('provisional');
  expect(judgeDay(clock, day, [feed(97, 'closed'), feed(3, 'provisional')]).shareIn).toBeCloseTo(0.97);
  expect(judgeDay(clock, today, [feed(97, 'closed')]).closing).toBe('open');
  // Nothing is known: as the settings say.
  expect([today - 2, today - 3].map((one) => judgeDay(clock, one, []).closing)).toEqual(['provisional', 'closed']);
  const missing = told({ events: (age) => (age === 10 ? 0 : 40) })!;
  expect(judgeDay(clock, today - 10, [missing, feed(50, 'closed')])).toMatchObject({
    expected: 2,
    missing: 1,
    thin: 0,
  });
});
