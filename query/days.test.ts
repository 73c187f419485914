import { isIP } from 'node:net';
import fc from 'fast-check';
import { addDays, isDay, lastYear, lengthInDays } from './days.ts';
import { isNetwork } from './network.ts';

test('days that exist, and days that do not', () => {
  expect(['2024-02-29', '2026-12-31'].map(isDay)).toEqual([true, true]);
  expect(['2026-02-29', '2026-13-01', '2026-1-1', 'today', '2026-01-01T00:00'].map(isDay)).toEqual([
    false,
    false,
    false,
    false,
    false,
  ]);
});

test('days are counted over months and years', () => {
  expect(addDays('2024-02-28', 2)).toBe('2024-03-01');
  expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
  expect(lengthInDays('2026-01-01', '2026-12-31')).toBe(365);
});

test('29 February has the 28th as its last year', () => {
  expect(lastYear('2024-02-29')).toBe('2023-02-28');
  expect(lastYear('2025-03-01')).toBe('2024-03-01');
});

test('addresses and networks are those that Node knows too', () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string(), fc.stringMatching(/^[0-9a-f:.]{1,20}$/)), (text) => {
      expect(isNetwork(text)).toBe(isIP(text) !== 0);
    }),
    { numRuns: 2000 }
  );
  expect(['10.0.0.0/8', '2001:db8::/32', '10.0.0.1/32'].every(isNetwork)).toBe(true);
  expect(['10.0.0.0/33', '::/129', '10.0.0.0/', '10.0.0.0/8/8', 'a/8'].some(isNetwork)).toBe(false);
});
