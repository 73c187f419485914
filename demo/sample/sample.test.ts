import { byDay, dayOf, days, events, mean, options, turns } from './figures.ts';
import { type SampleEvent, sampleEvents } from './index.ts';

describe('the generator', () => {
  const small = { seed: 7, lastDay: '2026-01-31', days: 3, eventsPerDay: 300 };

  test('gives the same events for the same seed, others for another', () => {
    expect([...sampleEvents(small)]).toEqual([...sampleEvents(small)]);
    expect([...sampleEvents({ ...small, seed: 8 })]).not.toEqual([...sampleEvents(small)]);
  });

  test('covers exactly the asked days, oldest first', () => {
    expect([days[0], days.at(-1), days.length]).toEqual([turns.first, turns.last, 90]);
    const order = events.map(dayOf).filter((day) => day !== 'undated');
    expect(order.every((day, index) => index === 0 || day >= order[index - 1]!)).toBe(true);
  });

  test('keeps to the number of events on ordinary days', () => {
    const numbers = [...byDay(() => true)].filter(([day]) => !turns.outage.includes(day)).map(([, number]) => number);
    expect(Math.min(...numbers)).toBeGreaterThan(0.85 * options.eventsPerDay);
    expect(Math.max(...numbers)).toBeLessThan(1.15 * options.eventsPerDay);
    expect(mean(numbers) / options.eventsPerDay).toBeCloseTo(1, 1);
  });

  test('leaves out what is not observed yet', () => {
    const now = '2026-02-01T04:00:00Z';
    const seen = [...sampleEvents({ ...small, now })];
    expect(seen.every((event) => Date.parse(event['time.observation']!) <= Date.parse(now))).toBe(true);
    const ofDay = (list: SampleEvent[], day: string) => list.filter((event) => dayOf(event) === day).length;
    const all = [...sampleEvents(small)];
    expect(ofDay(seen, '2026-01-29')).toBe(ofDay(all, '2026-01-29'));
    expect(ofDay(seen, '2026-01-31')).toBeLessThan(0.1 * ofDay(all, '2026-01-31'));
  });

  test('refuses what is no day and no time', () => {
    expect(() => [...sampleEvents({ ...small, lastDay: '31.1.2026' })]).toThrow(RangeError);
    expect(() => [...sampleEvents({ ...small, now: 'soon' })]).toThrow(RangeError);
  });

  test('works for another country, and for very few events', () => {
    const few = [...sampleEvents({ ...small, country: 'DE', eventsPerDay: 50 })];
    const home = few.filter((event) => event['source.geolocation.cc'] === 'DE').length;
    expect(home / few.length).toBeGreaterThan(0.6);
  });
});
