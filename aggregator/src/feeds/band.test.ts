import fc from 'fast-check';
import { bandOf } from './band.ts';

test('a band is as wide as chance for what is counted, and as wide as the feed when that is wider', () => {
  expect(bandOf(Array<number>(20).fill(100))).toEqual({ usual: 100, low: 72, high: 133 });
  expect(bandOf(Array<number>(20).fill(2))).toMatchObject({ usual: 2, low: 0 });
  expect(bandOf([60, 140, 80, 120, 100, 60, 140, 80, 120, 100])).toMatchObject({ usual: 100, low: 28 });
});

test('a few odd days change little, and few days say nothing', () => {
  expect(bandOf([...Array<number>(20).fill(100), 0, 0, 90_000])).toMatchObject({ usual: 100, low: 72 });
  expect(bandOf([5, 5, 5])).toBeNull();
});

test('what is usual lies in its band, whatever the days', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1_000_000), { minLength: 4, maxLength: 56 }), (events) => {
      const band = bandOf(events)!;
      const half = events.filter((one) => one <= band.usual).length;
      return band.low <= band.usual && band.usual <= band.high && 2 * half >= events.length - 1;
    })
  );
});
