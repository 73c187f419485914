import type { Database } from '../aggregator/src/database/database.ts';
import type { RunNews, RunOptions, RunResult } from '../aggregator/src/run/run.ts';
import type { Settings } from '../aggregator/src/settings.ts';
import { migrate } from '../aggregator/src/statistics/migrate.ts';
import { describePostgres, eachDatabase, embeddedDatabase, postgresDatabase } from './environment/index.ts';
import { createEvents, insertEvents, type TestEvent } from './events.ts';
import { allRows, runAt, setUp, testSettings } from './portal.ts';

type Open = () => Promise<Database>;

/** Registers the same tests for every pair of databases that a site may have. */
export function eachSite(name: string, tests: (site: () => Site) => void): void {
  eachDatabase(name, (open) => {
    tests(useSite(open));
  });
  describePostgres(`${name} (PostgreSQL to embedded)`, () => {
    tests(useSite(postgresDatabase, embeddedDatabase));
  });
}

/** A site for the tests of a describe block: opened once, empty for each of them. */
export function useSite(openEventdb: Open, openStatsdb: Open = openEventdb): () => Site {
  let site: Site;
  beforeAll(async () => {
    site = await Site.open(openEventdb, openStatsdb);
  });
  beforeEach(() => site.empty());
  return () => site;
}

/** An event at noon of a day, of one address. */
export function event(day: string, more: TestEvent = {}): TestEvent {
  return {
    'time.source': `${day} 12:00:00+00`,
    'source.ip': '192.0.2.1',
    'classification.taxonomy': 'other',
    'classification.type': 'other',
    ...more,
  };
}

export type Ran = RunResult & { readonly news: readonly RunNews[] };

/** The days that a run claimed, with their reasons. */
export function claimed({ news }: Pick<Ran, 'news'>): Record<string, string> {
  const days = news.flatMap((one) => (one.kind === 'claimed' ? one.days : []));
  return Object.fromEntries(days.map(({ day, reason }) => [day, reason]));
}

/** The days that a run told to keep their numbers: by the look, or when they were counted. */
export function kept({ news }: Pick<Ran, 'news'>): string[] {
  return news.flatMap((one) => (one.kind === 'kept' || (one.kind === 'counted' && one.kept) ? [one.day] : []));
}

/** An eventDB, its statistics and the settings of both. */
export class Site {
  readonly eventdb: Database;
  readonly statsdb: Database;
  settings: Settings;
  readonly #defaults: Settings;
  #tables = 0;

  private constructor(eventdb: Database, statsdb: Database, settings: Settings) {
    this.eventdb = eventdb;
    this.statsdb = statsdb;
    this.settings = this.#defaults = settings;
  }

  static async open(openEventdb: Open, openStatsdb: Open): Promise<Site> {
    const [eventdb, statsdb, settings] = [await openEventdb(), await openStatsdb(), await testSettings()];
    await createEvents(eventdb);
    await setUp(statsdb, settings);
    return new Site(eventdb, statsdb, settings);
  }

  async empty(): Promise<void> {
    this.settings = this.#defaults;
    await this.eventdb.execute('SET search_path TO public; TRUNCATE events RESTART IDENTITY');
    await this.forget();
    await this.statsdb.execute(`UPDATE stats.portal SET zone = 'UTC'`);
  }

  /** Leaves the statistics as migrate made them. */
  async forget(): Promise<void> {
    await this.statsdb.execute(`
      TRUNCATE stats.rollups; TRUNCATE stats.hosts; TRUNCATE stats.days; TRUNCATE stats.dirty_days; TRUNCATE stats.runs;
      UPDATE stats.portal SET counting = NULL, source = NULL, snapshot_xmin = NULL, last_id = NULL, looked_at = NULL,
        closed_until = NULL, undated = 0`);
  }

  /** Takes another table for the events, made by these statements in a schema of its own. */
  async useTable(make: string, table = 'events'): Promise<void> {
    this.settings = { ...this.settings, eventdb: { ...this.settings.eventdb, table } };
    const schema = `site_${++this.#tables}`;
    await this.eventdb.execute(`CREATE SCHEMA ${schema}; SET search_path TO ${schema}; ${make}`);
  }

  insert(...events: readonly TestEvent[]): Promise<void> {
    return insertEvents(this.eventdb, events);
  }

  run(now: string, options: Partial<RunOptions> = {}): Promise<Ran> {
    return runAt(now, { eventdb: this.eventdb, statsdb: this.statsdb, settings: this.settings, ...options });
  }

  /** The zone of a site that has just been set up. */
  async useZone(timezone: string): Promise<void> {
    this.settings = { ...this.settings, timezone };
    await migrate(this.statsdb, { zone: timezone, rezone: true });
  }

  /** Everything that answers are made of. */
  async statistics(): Promise<{ rows: string[]; days: Record<string, number> }> {
    return { rows: await allRows(this.statsdb), days: await this.days() };
  }

  /** What the statistics would be if they were made today, from nothing. */
  async rebuilt(now: string): ReturnType<Site['statistics']> {
    await this.forget();
    await this.run(now);
    return this.statistics();
  }

  /** Counted days and their events. */
  async days(): Promise<Record<string, number>> {
    const days = await this.statsdb.query('SELECT day::date, events FROM stats.days ORDER BY 1');
    return Object.fromEntries(days.rows.map(([day, events]) => [day!, Number(events)]));
  }

  /** How often each day was counted. */
  async versions(): Promise<Record<string, number>> {
    const days = await this.statsdb.query('SELECT day::date, version FROM stats.days ORDER BY 1');
    return Object.fromEntries(days.rows.map(([day, version]) => [day!, Number(version)]));
  }

  /** Days that wait, with their reasons. */
  async waiting(): Promise<Record<string, string>> {
    const days = await this.statsdb.query('SELECT day::date, reason FROM stats.dirty_days ORDER BY 1');
    return Object.fromEntries(days.rows.map(([day, reason]) => [day!, reason!]));
  }
}
