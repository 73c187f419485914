import fc from 'fast-check';
import { Integers, Pairs } from './numbers.ts';

/** Few different parts, so that pairs come again; all of 32 bits among them. */
const part = fc.oneof(fc.integer({ min: -2, max: 40 }), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }));

test('each different pair has a number of its own, in the order of appearance', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(part, part), { maxLength: 3000 }), (pairs) => {
      const numbered = new Pairs();
      const known = new Map<string, number>();
      for (const [first, second] of pairs) {
        const key = `${first} ${second}`;
        known.set(key, known.get(key) ?? known.size);
        expect(numbered.number(first, second)).toBe(known.get(key));
      }
      expect([...numbered.firsts].map((first, number) => `${first} ${numbered.seconds[number]!}`)).toEqual([
        ...known.keys(),
      ]);
    }),
    { numRuns: 30 }
  );
});

test('a list keeps what was put into it, however long it grows', () => {
  const list = new Integers();
  const values = Array.from({ length: 5000 }, (_, index) => index * 7 - 100);
  for (const value of values) {
    list.push(value);
  }
  expect([...list.values]).toEqual(values);
});
