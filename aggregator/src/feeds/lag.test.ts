import { lagBuckets, lagOf, lagSteps, usualLag } from './lag.ts';

const arrivals = (events: Readonly<Record<number, number>>): Int32Array => {
  const steps = new Int32Array(lagBuckets);
  Object.entries(events).forEach(([step, some]) => (steps[Number(step)] = some));
  return steps;
};

test('the lag of a day is when 95 % of its events had come', () => {
  expect(lagOf(arrivals({}))).toBeNull();
  expect(lagOf(arrivals({ 0: 1 }))).toBe(0);
  expect(lagOf(arrivals({ 0: 95, 5: 5 }))).toBe(0);
  expect(lagOf(arrivals({ 0: 94, 5: 6 }))).toBe(lagSteps[5]);
  expect(lagOf(arrivals({ [lagSteps.length]: 1 }))).toBeGreaterThan(lagSteps.at(-1)!);
});

test('the usual lag is that of 95 of 100 days; few days have none', () => {
  expect(usualLag([1, 2, 3, 4, 5, 6])).toBeNull();
  expect(usualLag([7, 1, 2, 3, 4, 5, 6])).toBe(7);
  expect(usualLag([...Array<number>(38).fill(6), 900, 900])).toBe(6);
});
