import { addDays } from '@stats-portal/query';
import fc from 'fast-check';
import { eventArbitrary, type TestEvent } from './events.ts';
import { faultPoints, withFault } from './faults.ts';
import { eachSite, event, type Site } from './site.ts';

const start = '2026-01-10';
/** Far before the window, two days on which clocks change, just before the window, at its edge, in it, in the future. */
const days = [
  '2024-02-29',
  '2025-03-30',
  '2025-10-26',
  '2025-11-01',
  '2025-12-05',
  '2025-12-06',
  '2025-12-31',
  '2026-01-09',
  start,
  '2026-03-01',
];
const zones = ['UTC', 'Europe/Vienna', 'America/Havana'] as const;

/** For how long events stay: longer than all the waiting of a history, so that no deletion is taken for a purge. */
const retentionDays = 60;
/** Between two days that have events, in every zone. */
const purgedBefore = '2025-11-10';

/** What happens to a site. `wait` is in days; a change is made to events that every run still looks at in full. */
type Step =
  | { readonly do: 'insert'; readonly events: readonly TestEvent[] }
  | { readonly do: 'change' | 'exchange' | 'delete'; readonly day: string }
  | { readonly do: 'purge' }
  | { readonly do: 'rename' }
  | { readonly do: 'run'; readonly wait: number }
  /** A run on a clock that stands so many days behind. */
  | { readonly do: 'run early'; readonly by: number }
  | { readonly do: 'crash'; readonly fault: string };

const undated = fc.constant<TestEvent>({ 'source.ip': '192.0.2.1' });
const batch = fc.array(fc.oneof({ weight: 9, arbitrary: eventArbitrary(days) }, undated), {
  minLength: 1,
  maxLength: 4,
});

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('insert' as const), events: batch }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('change' as const, 'exchange' as const, 'delete' as const),
      day: fc.constantFrom('2025-12-31', '2026-01-09'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('purge' as const, 'rename' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('run' as const), wait: fc.integer({ min: 0, max: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('run early' as const), by: fc.integer({ min: 1, max: 40 }) }) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom(...faultPoints), fc.integer({ min: 1, max: 4 }))
      .map(([point, nth]) => ({ do: 'crash' as const, fault: `${point}=throw:${nth}` })),
  }
);

/** A site in the middle of its history. */
class History {
  readonly #site: Site;
  readonly #zone: string;
  #today = start;
  /** Rows and numbers of days whose events are gone. */
  #purged: { readonly rows: string[]; readonly days: Record<string, number> } = { rows: [], days: {} };

  private constructor(site: Site, zone: string) {
    this.#site = site;
    this.#zone = zone;
  }

  static async begin(site: Site, zone: string): Promise<History> {
    await site.empty();
    await site.useZone(zone);
    site.settings = { ...site.settings, eventdb: { ...site.settings.eventdb, retentionDays } };
    await site.insert(...days.map((day) => event(day)));
    await site.run(`${start}T04:00:00Z`);
    return new History(site, zone);
  }

  get now(): string {
    return `${this.#today}T23:59:59Z`;
  }

  async take(one: Step): Promise<void> {
    const site = this.#site;
    switch (one.do) {
      case 'insert':
        await site.insert(...one.events.filter((some) => !this.#isPurged(some)));
        return;
      case 'change':
        await site.eventdb.query(`UPDATE events SET "feed.name" = 'changed' WHERE ${ofDay(one.day)}`);
        return;
      case 'exchange':
        // As many events as before, but others.
        await site.eventdb.query(`
          WITH gone AS (DELETE FROM events WHERE ${ofDay(one.day)} RETURNING "time.source")
          INSERT INTO events ("time.source", "source.ip") SELECT "time.source", '203.0.113.1' FROM gone`);
        return;
      case 'delete':
        await site.eventdb.query(`DELETE FROM events WHERE ${ofDay(one.day)} AND id % 2 = 0`);
        return;
      case 'purge':
        return this.#purge();
      case 'rename':
        site.settings = {
          ...site.settings,
          aliases: [renamed, ...site.settings.aliases.filter((rule) => rule !== renamed)],
        };
        return;
      case 'run':
        this.#today = addDays(this.#today, one.wait);
        await site.run(`${this.#today}T04:00:00Z`);
        return;
      case 'run early':
        await site.run(`${addDays(this.#today, -one.by)}T04:00:00Z`);
        return;
      case 'crash':
        // Where fewer days are counted than the point is to be passed, nothing happens.
        await withFault(one.fault, () => site.run(`${this.#today}T04:00:00Z`)).catch((error: unknown) => {
          expect((error as Error).message).toMatch(/^fault at /);
        });
    }
  }

  /** The clean-up job of the eventDB, after a run: what was never counted cannot be kept. */
  async #purge(): Promise<void> {
    const site = this.#site;
    await site.run(`${this.#today}T04:00:00Z`);
    const { rows } = await site.statsdb.query(
      `SELECT to_jsonb(rollups)::text FROM stats.rollups WHERE day < $1::timestamp ORDER BY 1`,
      [purgedBefore]
    );
    const counted = Object.entries(await site.days()).filter(([day]) => day < purgedBefore);
    this.#purged = { rows: rows.map(([row]) => row!), days: Object.fromEntries(counted) };
    await site.eventdb.query(`DELETE FROM events WHERE ${moment} < '${purgedBefore} 12:00Z'`);
  }

  #isPurged(some: TestEvent): boolean {
    const time = some['time.source'] ?? some['time.observation'];
    return this.#purged.rows.length > 0 && time !== undefined && time < purgedBefore;
  }

  /** What the statistics must be: all events that are there, counted today, and what is left of those that are gone. */
  async truth(): Promise<{ rows: string[]; days: Record<string, number> }> {
    const { rows, days: counted } = await this.#site.rebuilt(this.now);
    const { rows: present } = await this.#site.eventdb.query(
      `SELECT (${moment} AT TIME ZONE $1)::date AS day, count(*) FROM events WHERE ${moment} IS NOT NULL GROUP BY 1 ORDER BY 1`,
      [this.#zone]
    );
    expect(counted).toEqual(Object.fromEntries(present.map(([day, count]) => [day!, Number(count)])));
    return { rows: [...rows, ...this.#purged.rows].sort(), days: { ...counted, ...this.#purged.days } };
  }
}

const renamed = { when: { type: 'infected-system' }, use: { type: 'renamed' } };

const moment = 'coalesce("time.source", "time.observation")';

const ofDay = (day: string): string =>
  `"time.source" >= '${day} 00:00Z' AND "time.source" < '${addDays(day, 1)} 00:00Z'`;

eachSite('Whatever the order of batches, changes, purges, crashes and runs', (site) => {
  const seed = Number(process.env.SEED ?? 20_260_110);

  test(`the statistics are those of a rebuild from scratch (SEED=${seed})`, async () => {
    const history = fc.array(step, { minLength: 3, maxLength: 9 });
    await fc.assert(
      fc.asyncProperty(history, fc.constantFrom(...zones), async (steps, zone) => {
        const past = await History.begin(site(), zone);
        for (const one of steps) {
          await past.take(one);
        }
        await site().run(past.now);
        const after = await sortedStatistics(site());
        const versions = await site().versions();
        expect(await site().run(past.now)).toMatchObject({ days: 0, keptDays: 0 });
        expect([await sortedStatistics(site()), await site().versions()]).toEqual([after, versions]);
        expect(after).toEqual(await past.truth());
      }),
      { seed, numRuns: Number(process.env.RUNS ?? 8) }
    );
  });
});

/** In an order that does not depend on the server's language. */
async function sortedStatistics(site: Site): ReturnType<Site['statistics']> {
  const { rows, days: counted } = await site.statistics();
  return { rows: rows.toSorted(), days: counted };
}
