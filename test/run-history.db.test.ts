import { addDays } from '@stats-portal/query';
import fc from 'fast-check';
import { eventArbitrary, type TestEvent } from './events.ts';
import { eachSite, event, type Site } from './site.ts';

const start = '2026-01-10';
/** Far before the window, just before it, at its edge, within it, today and in the future. */
const days = ['2024-02-29', '2025-11-01', '2025-12-05', '2025-12-06', '2025-12-31', '2026-01-09', start, '2026-03-01'];

/** What happens to a site. `wait` is in days; a change is made to events that every run still looks at in full. */
type Step =
  | { readonly do: 'insert'; readonly events: readonly TestEvent[] }
  | { readonly do: 'change' | 'exchange'; readonly day: string }
  | { readonly do: 'run'; readonly wait: number };

const undated = fc.constant<TestEvent>({ 'source.ip': '192.0.2.1' });
const batch = fc.array(fc.oneof({ weight: 9, arbitrary: eventArbitrary(days) }, undated), {
  minLength: 1,
  maxLength: 4,
});

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('insert' as const), events: batch }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('change' as const, 'exchange' as const),
      day: fc.constantFrom('2025-12-31', '2026-01-09'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('run' as const), wait: fc.integer({ min: 0, max: 3 }) }) }
);

async function take(site: Site, one: Step, today: string): Promise<string> {
  const ofDay = (day: string): string =>
    `"time.source" >= '${day} 00:00Z' AND "time.source" < '${addDays(day, 1)} 00:00Z'`;
  switch (one.do) {
    case 'insert':
      await site.insert(...one.events);
      return today;
    case 'change':
      await site.eventdb.query(`UPDATE events SET "feed.name" = 'changed' WHERE ${ofDay(one.day)}`);
      return today;
    case 'exchange':
      // As many events as before, but others.
      await site.eventdb.query(`
        WITH gone AS (DELETE FROM events WHERE ${ofDay(one.day)} RETURNING "time.source")
        INSERT INTO events ("time.source", "source.ip") SELECT "time.source", '203.0.113.1' FROM gone`);
      return today;
    case 'run': {
      const then = addDays(today, one.wait);
      await site.run(`${then}T04:00:00Z`);
      return then;
    }
  }
}

eachSite('Whatever the order of batches, changes and runs', (site) => {
  const seed = Number(process.env.SEED ?? 20_260_110);

  test(`the statistics are those of a rebuild from scratch (SEED=${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 9 }), async (history) => {
        await site().empty();
        await site().insert(...days.map((day) => event(day)));
        await site().run(`${start}T04:00:00Z`);
        let today = start;
        for (const one of history) {
          today = await take(site(), one, today);
        }
        const now = `${today}T23:59:59Z`;
        await site().run(now);
        const after = await site().statistics();
        expect(await site().run(now)).toMatchObject({ days: 0, keptDays: 0 });
        expect(await site().statistics()).toEqual(after);
        expect(after).toEqual(await site().rebuilt(now));
        expect(after.days).toEqual(await eventsByDay(site()));
      }),
      { seed, numRuns: 8 }
    );
  });
});

async function eventsByDay({ eventdb }: Site): Promise<Record<string, number>> {
  const { rows } = await eventdb.query(`
    SELECT coalesce("time.source", "time.observation")::date AS day, count(*) FROM events GROUP BY 1 ORDER BY 1`);
  return Object.fromEntries(rows.filter(([day]) => day !== null).map(([day, count]) => [day!, Number(count)]));
}
