import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { aliases, dimensions, identifier } from '@stats-portal/catalog';
import { connect } from '../aggregator/src/database/connect.ts';
import type { Database } from '../aggregator/src/database/database.ts';
import { readDay } from '../aggregator/src/day/read.ts';
import { rowsOf } from '../aggregator/src/day/rows.ts';
import { daySelect, eventsOf } from '../aggregator/src/day/source.ts';
import { createEventsTable } from '../aggregator/src/events/columns.ts';
import { run } from '../aggregator/src/run/run.ts';
import { describeSource } from '../aggregator/src/run/source.ts';
import { dayBounds } from '../aggregator/src/run/zone.ts';
import { readSettings, type Settings } from '../aggregator/src/settings.ts';
import { migrate } from '../aggregator/src/statistics/migrate.ts';
import { rollupIds, setUpWork } from '../aggregator/src/statistics/statistics.ts';
import { copyColumns, copyLines, sampleEvents } from '../demo/sample/index.ts';
import { postgresServer } from '../test/environment/postgresServer.js';
import { questions } from './questions.ts';

const program = 'aggregator/bin/stats-portal.js';
const neededColumns = [...new Set(Object.values(dimensions).flatMap(({ field }) => field ?? [])), 'source.as_name'];

/** An eventDB and a statistics database on the benchmark's own server. */
export class Site {
  readonly #urls: { readonly eventdb: string; readonly statsdb: string };
  readonly #eventdb: Database;
  readonly #settings: Settings;

  private constructor(urls: { eventdb: string; statsdb: string }, eventdb: Database, settings: Settings) {
    this.#urls = urls;
    this.#eventdb = eventdb;
    this.#settings = settings;
  }

  static async open(): Promise<Site> {
    if (postgresServer.missing !== undefined) {
      throw new Error(postgresServer.missing);
    }
    const urls = { eventdb: await postgresServer.createDatabase(), statsdb: await postgresServer.createDatabase() };
    const eventdb = await connect(urls.eventdb);
    await eventdb.execute(createEventsTable('events'));
    return new Site(urls, eventdb, await readSettings({ file: undefined, environment: environmentOf(urls) }));
  }

  async close(): Promise<void> {
    await this.#eventdb.close();
    await postgresServer.dropDatabase(this.#urls.eventdb);
    await postgresServer.dropDatabase(this.#urls.statsdb);
  }

  get statsdbUrl(): string {
    return this.#urls.statsdb;
  }

  get eventdb(): Database {
    return this.#eventdb;
  }

  async serverVersion(): Promise<string> {
    const { rows } = await this.#eventdb.query('SELECT version()');
    return rows[0]![0]!;
  }

  async addDays(options: { lastDay: string; days: number; eventsPerDay: number }): Promise<number> {
    const encoder = new TextEncoder();
    // The sample's address space has an end: a large day is made of several, which share their addresses.
    const parts = Math.ceil(options.eventsPerDay / 100_000);
    const lines = Array.from({ length: parts }, (_, part) => ({ seed: part + 1, ...options })).map((one) =>
      copyLines(sampleEvents({ ...one, eventsPerDay: Math.round(options.eventsPerDay / parts) }))
    );
    const rows = await this.#eventdb.copyIn(
      `events (${copyColumns.map(identifier).join(', ')})`,
      (function* () {
        for (const part of lines) {
          for (const some of part) {
            yield encoder.encode(some);
          }
        }
      })()
    );
    await this.#eventdb.execute('VACUUM ANALYZE events');
    return rows;
  }

  /** The last days once more, as so many days before them: a day's cost does not depend on what other days have. */
  async repeatDays(options: { lastDay: string; days: number; back: number }): Promise<number> {
    const shifted = copyColumns.map((name) =>
      name.startsWith('time.') ? `${identifier(name)} - $1::interval` : identifier(name)
    );
    const [copied] = await this.#eventdb.rows<{ events: string }>(
      `WITH copied AS (
         INSERT INTO events (${copyColumns.map(identifier).join(', ')}) SELECT ${shifted.join(', ')} FROM events
         WHERE "time.source" >= $2::date - $3::integer + 1 AND "time.source" < $2::date + 1 RETURNING 1)
       SELECT count(*)::text AS events FROM copied`,
      [`${options.back} days`, options.lastDay, options.days]
    );
    return Number(copied!.events);
  }

  /** What the server does by itself sooner or later, so that it is not measured by chance. */
  async vacuum(): Promise<void> {
    await this.#eventdb.execute('VACUUM ANALYZE events');
    await this.#withStatistics((statsdb) => statsdb.execute('VACUUM ANALYZE stats.rollups'));
  }

  async migrate(): Promise<void> {
    await this.#withStatistics((statsdb) => migrate(statsdb, { zone: 'UTC', rezone: false }));
  }

  /** Statistics from scratch. */
  async resetStatistics(): Promise<void> {
    await this.#withStatistics((statsdb) => statsdb.execute('DROP SCHEMA IF EXISTS stats CASCADE'));
    await this.migrate();
  }

  /** Servers' new processes run on this core alone, or on all; so does the program of the next run. */
  async useCores(cores: 'one' | 'all'): Promise<void> {
    const list = cores === 'one' ? '0' : `0-${cpus().length - 1}`;
    const [server] = await this.#eventdb.rows<{ pid: string }>(
      `SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1) AS pid`
    );
    for (const pid of [server!.pid, String(process.pid)]) {
      execFileSync('taskset', ['--all-tasks', '--cpu-list', '--pid', list, pid], { stdio: 'ignore' });
    }
  }

  /** The command as cron starts it. Milliseconds of the whole process, and its largest resident size. */
  async runProgram(workers = 1): Promise<{ milliseconds: number; peakKilobytes: number }> {
    const started = performance.now();
    const child = spawn(program, ['run', '--workers', String(workers)], {
      env: { ...process.env, ...environmentOf(this.#urls) },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let peakKilobytes = 0;
    let said = '';
    child.stderr.on('data', (some: Buffer) => {
      said += String(some);
      peakKilobytes = Math.max(peakKilobytes, peakOf(child.pid!));
    });
    const code = await new Promise((resolve) => child.once('close', resolve));
    if (code !== 0) {
      throw new Error(`the run ended with ${String(code)}: ${said.slice(-2000)}`);
    }
    return { milliseconds: performance.now() - started, peakKilobytes };
  }

  /** Milliseconds of the run and of its parts. */
  async runInProcess(day: string): Promise<{ run: number; look: number; day: number; rows: number }> {
    const parts = { run: 0, look: 0, day: 0, rows: 0 };
    await this.#withStatistics(async (statsdb) => {
      const started = performance.now();
      await run({
        eventdb: this.#eventdb,
        statsdb,
        settings: this.#settings,
        now: new Date(`${day}T20:00:00Z`),
        tell(news) {
          if (news.kind === 'claimed') {
            parts.look = performance.now() - started;
          } else if (news.kind === 'counted') {
            parts.day = news.milliseconds;
            parts.rows = news.rows;
          }
        },
      });
      parts.run = performance.now() - started;
    });
    return parts;
  }

  /** Milliseconds to read the columns that counting needs, and nothing else. */
  async readNeededColumns(day: string): Promise<number> {
    const source = await describeSource(this.#eventdb, 'events');
    const [bounds] = await dayBounds(this.#eventdb, 'UTC', [day]);
    return this.#copy(
      `SELECT ${neededColumns.map(identifier).join(', ')} FROM events WHERE ${eventsOf(source, bounds!)}`
    );
  }

  /** Milliseconds to read a day, and then to count it: everything but writing. */
  async countWithoutWriting(day: string): Promise<{ read: number; count: number }> {
    const source = await describeSource(this.#eventdb, 'events');
    const [bounds] = await dayBounds(this.#eventdb, 'UTC', [day]);
    const started = performance.now();
    const events = await readDay(this.#eventdb.copyOut(daySelect(source, bounds!)));
    const read = performance.now();
    let bytes = 0;
    for (const piece of rowsOf(events, day, aliases)) {
      bytes += piece.length;
    }
    if (bytes === 0) {
      throw new Error('there was nothing to count');
    }
    return { read: read - started, count: performance.now() - read };
  }

  /** How far the events were looked at now, for `forget`: what comes after it is new. */
  async rememberFrontier(): Promise<void> {
    await this.#withStatistics((statsdb) =>
      statsdb.execute(
        'DROP TABLE IF EXISTS remembered; CREATE TABLE remembered AS SELECT snapshot_xmin, last_id FROM stats.portal'
      )
    );
  }

  /** Makes a day as new again. */
  async forget(day: string): Promise<void> {
    await this.#withStatistics(async (statsdb) => {
      await setUpWork(statsdb);
      await statsdb.query(`DELETE FROM stats.rollups WHERE rollup IN (${rollupIds}) AND day = $1::timestamp`, [day]);
      await statsdb.query('DELETE FROM stats.days WHERE day = $1::timestamp', [day]);
      await statsdb.execute(
        'UPDATE stats.portal SET (snapshot_xmin, last_id) = (SELECT snapshot_xmin, last_id FROM remembered)'
      );
    });
  }

  /** Takes a day's events out again. */
  async drop(day: string): Promise<void> {
    await this.forget(day);
    await this.#eventdb.query(`DELETE FROM events WHERE "time.source" >= $1::timestamptz`, [`${day} 00:00:00+00`]);
    await this.#eventdb.execute('VACUUM ANALYZE events');
  }

  /** Bytes with indexes: the events, all statistics, and the cells and rollups among them by rows. */
  async sizes(): Promise<Array<[name: string, bytes: number]>> {
    const [events] = await this.#eventdb.rows<{ bytes: string }>(
      `SELECT pg_total_relation_size('events')::text AS bytes`
    );
    const statistics = await this.#withStatistics((statsdb) =>
      statsdb.rows<{ name: string; bytes: string }>(
        `SELECT 'all statistics' AS name, sum(pg_total_relation_size(oid))::text AS bytes
         FROM pg_class WHERE relnamespace = 'stats'::regnamespace AND relkind = 'r'
         UNION ALL
         SELECT 'of these: rows of ' || CASE rollup WHEN 33 THEN 'cells' ELSE 'rollups' END, sum(pg_column_size(rollups))::text
         FROM stats.rollups GROUP BY 1`
      )
    );
    return [
      ['events', Number(events!.bytes)],
      ...statistics.map(({ name, bytes }): [string, number] => [name, Number(bytes)]),
    ];
  }

  /** Bytes with indexes. */
  async totalSizes(): Promise<{ events: number; statistics: number }> {
    const [events] = await this.#eventdb.rows<{ bytes: string }>(
      `SELECT pg_total_relation_size('events')::text AS bytes`
    );
    const [statistics] = await this.#withStatistics((statsdb) =>
      statsdb.rows<{ bytes: string }>(
        `SELECT sum(pg_total_relation_size(oid))::text AS bytes
         FROM pg_class WHERE relnamespace = 'stats'::regnamespace AND relkind = 'r'`
      )
    );
    return { events: Number(events!.bytes), statistics: Number(statistics!.bytes) };
  }

  /** What readers ask. */
  async ask(lastDay: string): Promise<void> {
    await this.#withStatistics((statsdb) => questions(statsdb, lastDay));
  }

  async #copy(select: string): Promise<number> {
    const started = performance.now();
    let bytes = 0;
    for await (const piece of this.#eventdb.copyOut(select)) {
      bytes += piece.length;
    }
    if (bytes === 0) {
      throw new Error('there was nothing to read');
    }
    return performance.now() - started;
  }

  async #withStatistics<Result>(work: (statsdb: Database) => Promise<Result>): Promise<Result> {
    const statsdb = await connect(this.#urls.statsdb);
    try {
      return await work(statsdb);
    } finally {
      await statsdb.close();
    }
  }
}

function environmentOf(urls: { eventdb: string; statsdb: string }): Record<string, string> {
  return { STATS_PORTAL_EVENTDB_URL: urls.eventdb, STATS_PORTAL_STATSDB_URL: urls.statsdb };
}

/** Linux keeps the largest resident size of a process. */
function peakOf(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
