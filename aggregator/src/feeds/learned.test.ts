import fc from 'fast-check';
import { dayNumber, keyOf, type DayNumber, type Delivery } from './feed.ts';
import type { Clock } from './judge.ts';
import { daysToJudge, learn, stampOf, type FeedDeliveries, type JudgedDay, type Ledger } from './learned.ts';

const first = dayNumber('2025-09-01');
const length = 160;
const feeds = ['daily', 'rare', 'ended'] as const;

/** What a day has: events by feed. A day without any was not counted. */
type World = Map<DayNumber, Readonly<Partial<Record<(typeof feeds)[number], number>>>>;

const clockAt = (today: DayNumber): Clock => ({
  today,
  hoursSince: (day) => (today - day - 1) * 24 + 4,
  fallbackHours: 48,
});

/** What is stored between runs. */
interface Stored {
  readonly versions: Map<DayNumber, number>;
  readonly days: Map<DayNumber, JudgedDay>;
}

function deliveriesOf(world: World): FeedDeliveries[] {
  return feeds.flatMap((feed): FeedDeliveries[] => {
    const deliveries = new Map<DayNumber, Delivery>(
      [...world].flatMap(([day, events]) =>
        events[feed] === undefined ? [] : [[day, { events: events[feed], lagHours: 6 }]]
      )
    );
    const days = [...deliveries.keys()];
    return days.length === 0
      ? []
      : [{ provider: null, feed, code: null, first: Math.min(...days), last: Math.max(...days), deliveries }];
  });
}

function run(stored: Stored, world: World, today: DayNumber): void {
  const ledger: Ledger = {
    counted: new Map([...world.keys()].map((day) => [day, String(stored.versions.get(day))])),
    judged: new Map([...stored.days].map(([day, { stamp }]) => [day, stamp])),
    rules: 'rules',
  };
  const { days, gone } = daysToJudge(ledger, today);
  gone.forEach((day) => stored.days.delete(day));
  for (const one of learn(ledger, days, deliveriesOf(world), { clock: clockAt(today), settings: [] }).days) {
    stored.days.set(one.day, one);
  }
  expect([...stored.days].filter(([day, { stamp }]) => !stamp.startsWith(stampOf(ledger, day)))).toEqual([]);
}

const judgements = ({ days }: Stored): unknown =>
  [...days]
    .sort(([one], [other]) => one - other)
    .map(([day, { closing, feeds: some }]) => [day, closing, some.map((one) => [keyOf(one), one.status, one.closing])]);

const change = fc.record({
  // Not the first one: what was before the statistics begin is not judged anew.
  day: fc.integer({ min: 1, max: length - 1 }),
  events: fc.record({ daily: fc.nat(50), rare: fc.nat(3), ended: fc.nat(9) }, { requiredKeys: [] }),
  isGone: fc.boolean(),
});

test('after any changes, what is judged from run to run is what is judged from nothing', () => {
  fc.assert(
    fc.property(fc.array(fc.array(change, { maxLength: 4 }), { minLength: 1, maxLength: 4 }), (runs) => {
      const world: World = new Map(
        Array.from({ length }, (_, age) => [
          first + age,
          { daily: 30, ...(age % 6 === 0 ? { rare: 2 } : {}), ...(age < 60 ? { ended: 9 } : {}) },
        ])
      );
      const stored: Stored = { versions: new Map([...world.keys()].map((day) => [day, 1])), days: new Map() };
      runs.forEach((changes, number) => {
        for (const { day, events, isGone } of changes) {
          stored.versions.set(first + day, (stored.versions.get(first + day) ?? 0) + 1);
          if (isGone) {
            world.delete(first + day);
          } else {
            world.set(first + day, Object.fromEntries(Object.entries(events).filter(([, some]) => some > 0)));
          }
        }
        run(stored, world, first + length - 3 + number);
      });
      const fresh: Stored = { versions: stored.versions, days: new Map() };
      run(fresh, world, first + length - 3 + runs.length - 1);
      expect(judgements(stored)).toEqual(judgements(fresh));
    }),
    { numRuns: 15 }
  );
});

test('a day that nothing changed for is not judged again', () => {
  const days = Array.from({ length }, (_, age) => first + age);
  const ledger: Ledger = { counted: new Map(days.map((day) => [day, '1'])), judged: new Map(), rules: 'rules' };
  const today = first + length;
  expect(daysToJudge(ledger, today).days).toHaveLength(length + 1);
  const judged = new Map([...days, today].map((day) => [day, stampOf(ledger, day)]));
  expect(daysToJudge({ ...ledger, judged }, today)).toEqual({ days: [], gone: [] });
  // A day that is not kept any more, and one that has no events any more.
  const without = (day: DayNumber) => new Map([...ledger.counted].filter(([one]) => one !== day));
  expect(daysToJudge({ ...ledger, counted: without(first), judged }, today)).toEqual({ days: [], gone: [first] });
  expect(daysToJudge({ ...ledger, counted: without(first + 1), judged }, today).days).toContain(first + 100);
  const open = new Map([...judged, [today, 'other']]);
  expect(daysToJudge({ ...ledger, judged: open }, today).days).toEqual([today]);
  expect(daysToJudge({ ...ledger, judged, rules: 'others' }, today).days).toHaveLength(length + 1);
});
