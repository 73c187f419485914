import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { catalogVersion, identifier } from '@stats-portal/catalog';
import { connect } from '../aggregator/src/database/connect.ts';
import type { Database } from '../aggregator/src/database/database.ts';
import { ConfigurationError } from '../aggregator/src/errors.ts';
import { createEventsIndices, createEventsTable } from '../aggregator/src/events/columns.ts';
import { loadFiles } from '../aggregator/src/events/load.ts';
import { createLog } from '../aggregator/src/log.ts';
import { createProgress } from '../aggregator/src/progress.ts';
import { emptyConstituency, type Constituency } from '../aggregator/src/operators/constituency.ts';
import { storeConstituency } from '../aggregator/src/operators/store.ts';
import { countingOf } from '../aggregator/src/run/counting.ts';
import { run } from '../aggregator/src/run/run.ts';
import type { Settings } from '../aggregator/src/settings.ts';
import { migrate } from '../aggregator/src/statistics/migrate.ts';
import { setUpReading } from '../aggregator/src/statistics/statistics.ts';
import { grantReaders } from '../preview/readers.ts';
import type { Reader } from '../preview/sources.ts';
import {
  copyColumns,
  copyLines,
  sampleConstituency,
  sampleEvents,
  sampleReaders,
  sampleStory,
} from './sample/index.ts';
import { version } from '../aggregator/src/version.ts';

const days = 90;
const eventsPerDay = 4000;

export interface DemoOptions {
  readonly folder: string;
  readonly seed: number;
  readonly today: string;
  readonly lastDay: string;
  readonly now: Date;
  /** The user's own events instead of the sample. */
  readonly events: string | undefined;
  readonly isTerminal: boolean;
  readonly readSettings: (environment: Record<string, string>) => Promise<Settings>;
}

/** The demo's two databases, counted up to date. */
export interface DemoPortal {
  readonly statsdb: Database;
  readonly settings: Settings;
  /** The operator whose view is shown; null: the largest network of the user's own events. */
  readonly asn: string | null;
  /** Operators who see their own numbers: only with the sample's events it is known who is who. */
  readonly readers: readonly Reader[];
  close(): Promise<void>;
}

/** Makes, or takes up again, the demo's databases in its folder. */
export async function openPortal(options: DemoOptions): Promise<DemoPortal> {
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  const urls = { eventdb: `embedded:${options.folder}/eventdb`, statsdb: `embedded:${options.folder}/statsdb` };
  const settings = await options.readSettings({
    STATS_PORTAL_EVENTDB_URL: urls.eventdb,
    STATS_PORTAL_STATSDB_URL: urls.statsdb,
    STATS_PORTAL_COUNTRY: 'AT',
    STATS_PORTAL_HOSTS_ADDRESSES: 'hashed',
    STATS_PORTAL_HOSTS_KEY_FILE: keyFile(options),
  });
  const content = await contentName(options, settings);
  const reused = (await readFile(marker(options), 'utf8').catch(() => '')) === content;
  if (!reused) {
    await rm(options.folder, { recursive: true, force: true });
    await mkdir(options.folder, { recursive: true });
    await writeFile(keyFile(options), randomBytes(32).toString('hex'), { mode: 0o600 });
  }
  const eventdb = await connect(urls.eventdb);
  const statsdb = await connect(urls.statsdb).catch(async (error: unknown) => {
    await eventdb.close();
    throw error;
  });
  const close = async (): Promise<void> => {
    await statsdb.close();
    await eventdb.close();
  };
  try {
    if (reused) {
      say(`The events and statistics of the last time are still in ${options.folder}.`);
    } else {
      await fill(eventdb, options, say);
    }
    await migrate(statsdb, { zone: settings.timezone, rezone: false });
    await storeConstituency(statsdb, constituencyOf(options), { source: 'the sample', now: options.now });
    await aggregate({ eventdb, statsdb, settings, options, say });
    await setUpReading(statsdb);
    const readers = options.events === undefined ? await grantReaders(statsdb, sampleReaders, options.now) : [];
    // Last: what was broken off before is not taken up again.
    await writeFile(marker(options), content);
    return {
      statsdb,
      settings,
      asn: options.events === undefined ? String(sampleStory.operator.asn) : null,
      readers,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function keyFile({ folder }: DemoOptions): string {
  return `${folder}/hosts.key`;
}

function marker({ folder }: DemoOptions): string {
  return `${folder}/content`;
}

function constituencyOf({ events }: DemoOptions): Constituency {
  return events === undefined ? sampleConstituency : emptyConstituency;
}

/** What is in the folder: the same name, the same events and the same statistics. */
async function contentName(options: DemoOptions, settings: Settings): Promise<string> {
  const { seed, lastDay, events } = options;
  const made = `version ${version}, catalog ${catalogVersion}, ${countingOf(settings.aliases, constituencyOf(options)).name}, hosts ${settings.hosts.addresses}`;
  if (events === undefined) {
    return `sample ${seed}, ${days} days to ${lastDay}, ${eventsPerDay} a day, ${made}\n`;
  }
  const file = await stat(events).catch((cause: unknown) => {
    throw new ConfigurationError(`There is no file ${events}.`, { cause });
  });
  return `events of ${resolve(events)}, ${file.size} bytes, ${file.mtime.toISOString()}, ${made}\n`;
}

async function fill(eventdb: Database, options: DemoOptions, say: (text: string) => void): Promise<void> {
  if (options.events !== undefined) {
    const result = await loadFiles({
      database: eventdb,
      table: 'events',
      files: [options.events],
      stdin: process.stdin,
      log: createLog(options.isTerminal),
    });
    say(`Loaded ${result.loaded} of ${result.read} events from ${options.events}.`);
    for (const { file, line, reason } of result.refusals) {
      say(`  refused ${file}:${line}: ${reason}`);
    }
    return;
  }
  await eventdb.execute(createEventsTable('events', { indices: false }));
  const events = sampleEvents({
    seed: options.seed,
    lastDay: options.lastDay,
    days,
    eventsPerDay,
    now: options.now.toISOString(),
  });
  const encoder = new TextEncoder();
  const loaded = await eventdb.copyIn(
    `events (${copyColumns.map(identifier).join(', ')})`,
    (function* () {
      for (const lines of copyLines(events)) {
        yield encoder.encode(lines);
      }
    })()
  );
  await eventdb.execute(createEventsIndices('events'));
  say(`Made ${loaded.toLocaleString('en')} sample events of ${days} days, up to ${options.lastDay}.`);
}

async function aggregate(work: {
  readonly eventdb: Database;
  readonly statsdb: Database;
  readonly settings: Settings;
  readonly options: DemoOptions;
  readonly say: (text: string) => void;
}): Promise<void> {
  const progress = createProgress(work.options.isTerminal);
  const begun = performance.now();
  let done = 0;
  const result = await run({
    ...work,
    now: work.options.now,
    tell(news) {
      if (news.kind === 'claimed' && news.days.length > 0) {
        progress.start(news.days.length, 'counting');
      } else if (news.kind === 'counted') {
        done += 1;
        progress.step(done, news.day);
      }
    },
  });
  progress.stop();
  await tellRunAsOf(work.statsdb, performance.now() - begun);
  work.say(
    result.days === 0
      ? 'The statistics are up to date.'
      : `Counted ${result.events.toLocaleString('en')} events of ${result.days} days; ${result.undated} have no time.`
  );
}

/** The demo's run was begun at four in the morning, and ended now by the clock: its end is told as long after its begin as it took. */
async function tellRunAsOf(statsdb: Database, milliseconds: number): Promise<void> {
  await statsdb.query(
    `UPDATE stats.runs SET finished_at = started_at + $1::float8 * interval '1 millisecond'
     WHERE id = (SELECT max(id) FROM stats.runs)`,
    [milliseconds]
  );
}
