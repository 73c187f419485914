import fc from 'fast-check';
import { chunkDays, initialChunkDays } from './chunks.ts';

test.each([
  ['a small site', 1_000, 120],
  ['a site of 213,000 rows a day, as measured', 213_000, 30],
  ['a site of half a million', 500_000, 10],
  ['a site of a million', 1_000_000, 10],
  ['a site beyond all measure', 20_000_000, 10],
  ['a site without any rows', 0, 120],
])('%s gets chunks of the length that suits it', (_, rowsPerDay, days) => {
  expect(chunkDays(rowsPerDay, initialChunkDays)).toBe(days);
});

test('the length stays as it is while a site is a little larger or smaller than what it was chosen for', () => {
  expect(chunkDays(213_000, 30)).toBe(30);
  expect(chunkDays(390_000, 30)).toBe(30);
  expect(chunkDays(95_000, 30)).toBe(30);
  expect(chunkDays(410_000, 30)).toBe(10);
  expect(chunkDays(80_000, 30)).toBe(60);
});

test('a chosen length is chosen again, whatever it was before, and more rows never make it longer', () => {
  const rate = fc.integer({ min: 0, max: 5_000_000 });
  const current = fc.integer({ min: 10, max: 400 });
  fc.assert(
    fc.property(rate, rate, current, (one, other, days) => {
      const [fewer, more] = [Math.min(one, other), Math.max(one, other)];
      const chosen = chunkDays(fewer, days);
      expect(chunkDays(fewer, chosen)).toBe(chosen);
      expect(chunkDays(more, days)).toBeLessThanOrEqual(Math.max(chosen, days));
      expect(chosen).toBeGreaterThan(0);
    })
  );
});
