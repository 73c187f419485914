import { addDays, lengthInDays } from '@stats-portal/query';
import fc from 'fast-check';
import { automaticGrain, daysWithin, stretchesOf } from './range.ts';
import { dayAt, startOfDay } from './zone.ts';

const at = Date.parse;

test('the last seven days are seven, and each has its start within the range', () => {
  expect(daysWithin(at('2026-01-24T15:00Z'), at('2026-01-31T15:00Z'), 'UTC')).toEqual({
    from: '2026-01-25',
    to: '2026-01-31',
  });
});

test('whole days, given by their ends', () => {
  const january = { from: '2026-01-01', to: '2026-01-31' };
  expect(daysWithin(at('2026-01-01T00:00Z'), at('2026-01-31T23:59:59.999Z'), 'UTC')).toEqual(january);
  expect(daysWithin(at('2026-01-01T00:00Z'), at('2026-02-01T00:00Z'), 'UTC')).toEqual(january);
});

test('some hours are the day in which they end', () => {
  expect(daysWithin(at('2026-01-31T09:00Z'), at('2026-01-31T15:00Z'), 'UTC')).toEqual({
    from: '2026-01-31',
    to: '2026-01-31',
  });
});

test('days are those of the portal, not of the viewer', () => {
  expect(daysWithin(at('2026-01-01T00:00Z'), at('2026-01-02T23:30Z'), 'Europe/Vienna')).toEqual({
    from: '2026-01-02',
    to: '2026-01-03',
  });
});

test('a day begins at midnight of its zone, or where clocks skip that, at its first moment', () => {
  expect(startOfDay('2026-07-01', 'Europe/Vienna')).toBe(at('2026-06-30T22:00Z'));
  expect(startOfDay('2026-03-30', 'Europe/Vienna')).toBe(at('2026-03-29T22:00Z'));
  // Clocks go back at three, between the day's start and that of the day in UTC.
  expect(startOfDay('2026-04-05', 'Australia/Sydney')).toBe(at('2026-04-04T13:00Z'));
  // Clocks went from 23:59:59 to 01:00.
  expect(startOfDay('2018-11-04', 'America/Sao_Paulo')).toBe(at('2018-11-04T03:00Z'));
});

test('a day’s start is in it, and the moment before is not', () => {
  const zones = [
    'UTC',
    'Europe/Vienna',
    'America/Sao_Paulo',
    'Asia/Kathmandu',
    'Pacific/Kiritimati',
    'America/St_Johns',
  ];
  fc.assert(
    fc.property(fc.constantFrom(...zones), fc.integer({ min: -3000, max: 10_000 }), (zone, offset) => {
      const day = addDays('2010-01-01', offset);
      const start = startOfDay(day, zone);
      expect(dayAt(start, zone)).toBe(day);
      expect(dayAt(start - 1, zone)).toBe(addDays(day, -1));
    }),
    { numRuns: 500 }
  );
});

test('the grain goes with the width of the panel', () => {
  const year = { from: '2025-01-01', to: '2025-12-31' };
  expect([undefined, 400, 200, 20].map((points) => automaticGrain(year, points))).toEqual([
    'day',
    'day',
    'week',
    'month',
  ]);
});

test('stretches follow each other without hole or overlap', () => {
  expect(stretchesOf({ from: '2026-01-31', to: '2026-03-01' }, 'month')).toEqual([
    '2026-01-01',
    '2026-02-01',
    '2026-03-01',
  ]);
  expect(stretchesOf({ from: '2026-01-01', to: '2026-01-12' }, 'week')).toEqual([
    '2025-12-29',
    '2026-01-05',
    '2026-01-12',
  ]);
  expect(stretchesOf({ from: '2025-12-31', to: '2026-07-01' }, 'quarter')).toHaveLength(4);
  expect(stretchesOf({ from: '2023-12-31', to: '2026-01-01' }, 'year')).toHaveLength(4);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4000 }), fc.integer({ min: 0, max: 400 }), (first, length) => {
      const from = addDays('2020-01-01', first);
      const days = { from, to: addDays(from, length) };
      expect(stretchesOf(days, 'day')).toHaveLength(lengthInDays(days.from, days.to));
      for (const grain of ['week', 'month', 'quarter', 'year'] as const) {
        const starts = stretchesOf(days, grain);
        const alone = new Set(stretchesOf(days, 'day').map((day) => stretchesOf({ from: day, to: day }, grain)[0]));
        expect(starts).toEqual([...alone]);
      }
    }),
    { numRuns: 60 }
  );
});
