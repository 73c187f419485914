import { createGunzip } from 'node:zlib';
import { pipeline } from 'node:stream';
import { identifier, rollups } from '@stats-portal/catalog';
import type { Database } from '../database/database.ts';
import { BadInputError, UnavailableError } from '../errors.ts';
import { hostsTarget, removeHosts } from '../presence/replace.ts';
import { clearDirty } from '../run/ledger.ts';
import { statisticsTable } from '../statistics/statistics.ts';
import { beginTrace } from '../verify/revision.ts';
import { damaged, type BundleDay, type BundleFile, type Manifest } from './manifest.ts';
import type { ImportPlan } from './plan.ts';
import { readToEnd, type Bundle } from './read.ts';
import { importCause } from './received.ts';

const rollupsName = statisticsTable('rollups');
const days = statisticsTable('days');

/** Checksums are right then, so that it was written so. */
const taken = 'That day is as it was; days of the bundle that were taken before it are whole.';

/** Rollups that a day may have here or in the bundle: the index leads with them, and both may be of another catalog. */
export function idsOf(manifest: Manifest): string {
  return [...new Set([...rollups.map(({ id }) => id), ...manifest.rollups])].join(', ');
}

/** When days are replaced, and which of them were closed here. */
export interface Change {
  readonly now: Date;
  readonly closedUntil: string | null;
  readonly hostsSince: string;
}

/** Takes the days that the plan wants, in the order in which the bundle has them. */
export async function applyDays(statsdb: Database, bundle: Bundle, plan: ImportPlan, change: Change): Promise<void> {
  const wanted = new Set<BundleDay>(plan.apply);
  if (wanted.size === 0) {
    return;
  }
  const files = bundle.files();
  const next = async (): Promise<AsyncIterable<Uint8Array>> => {
    const opened = await files.next();
    if (opened.done === true) {
      throw new Error('a verified bundle ended early');
    }
    return opened.value;
  };
  try {
    for (const day of bundle.manifest.days) {
      if (wanted.has(day)) {
        await applyDay(statsdb, bundle, day, next, change);
      } else {
        await readToEnd(await next());
        if (day.hosts !== undefined) {
          await readToEnd(await next());
        }
      }
    }
  } finally {
    await files.return();
  }
}

/** Replaces one day: its rows, who was seen on it, and its ledger row, or nothing. `next` opens its next file. */
async function applyDay(
  statsdb: Database,
  bundle: Bundle,
  day: BundleDay,
  next: () => Promise<AsyncIterable<Uint8Array>>,
  change: Change
): Promise<void> {
  const { manifest } = bundle;
  const some = `rollup IN (${idsOf(manifest)}) AND `;
  const target = `${rollupsName} (${manifest.columns.map(identifier).join(', ')})`;
  await statsdb.transaction({ name: 'import' }, async () => {
    const trace = await beginTrace(statsdb, { ...change, day: day.day, cause: importCause });
    await statsdb.query(`DELETE FROM ${rollupsName} WHERE ${some}day = $1::timestamp`, [day.day]);
    await copyFile(statsdb, bundle, { day: day.day, file: day, pieces: await next(), target, some });
    await removeHosts(statsdb, day.day);
    const key = await applyHosts(statsdb, bundle, day, next, change);
    await writeLedger(statsdb, day, manifest.source, key);
    await trace?.write(statsdb);
    await clearDirty(statsdb, day.day);
  });
}

/** Gives the name of the key for the ledger; null where nothing came, or it is too old to be kept here. */
async function applyHosts(
  statsdb: Database,
  bundle: Bundle,
  { day, hosts }: BundleDay,
  next: () => Promise<AsyncIterable<Uint8Array>>,
  { hostsSince }: Change
): Promise<string | null> {
  if (hosts === undefined) {
    return null;
  }
  const pieces = await next();
  if (day < hostsSince) {
    await readToEnd(pieces);
    return null;
  }
  const target = hostsTarget(bundle.manifest.hostColumns ?? []);
  await copyFile(statsdb, bundle, { day, file: hosts, pieces, target, some: '' });
  return hosts.key;
}

/** Copies a file into a table. Throws a BadInputError if its rows are not those of the day that the manifest says. */
async function copyFile(
  statsdb: Database,
  { name }: Bundle,
  options: {
    readonly day: string;
    readonly file: BundleFile;
    readonly pieces: AsyncIterable<Uint8Array>;
    /** Table and columns. */
    readonly target: string;
    /** Condition of the rows that the next version would replace, but for the day. */
    readonly some: string;
  }
): Promise<void> {
  const { day, file, pieces, target, some } = options;
  const copied = await statsdb.copyIn(target, unzipped(pieces)).catch((error: unknown) => {
    throw asDamage(error, name, file);
  });
  // Rows of other days or of unknown rollups would not be replaced by the next version.
  const table = target.slice(0, target.indexOf(' ('));
  const [found] = await statsdb.rows<{ rows: string }>(
    `SELECT count(*)::text AS rows FROM ${table} WHERE ${some}day = $1::timestamp`,
    [day]
  );
  if (copied !== file.rows || Number(found!.rows) !== file.rows) {
    throw damaged(name, `${file.file} has not the ${file.rows} rows of ${day} that the manifest says`, { taken });
  }
}

async function* unzipped(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* pipeline(pieces, createGunzip(), () => undefined);
}

/** What the server says of rows that it cannot read (class 22), or the unpacker of what is not packed, is damage. */
function asDamage(error: unknown, name: string, file: BundleFile): unknown {
  if (error instanceof BadInputError || error instanceof UnavailableError) {
    return error;
  }
  const { code = '', message } = error as { code?: string; message: string };
  return /^(22|23)/.test(code) || code.startsWith('Z_')
    ? damaged(name, `${file.file}: ${message}`, { cause: error, taken })
    : error;
}

async function writeLedger(statsdb: Database, day: BundleDay, source: string, hosts: string | null): Promise<void> {
  await statsdb.query(
    `INSERT INTO ${days} (day, version, counting, zone, events, without_address, events_seen, counted_at, source, hosts)
     VALUES ($1::timestamp, $2::bigint, $3, $4, $5::bigint, $6::bigint, $7::bigint, $8::timestamptz, $9::uuid, $10)
     ON CONFLICT (day) DO UPDATE SET version = excluded.version, counting = excluded.counting, zone = excluded.zone,
       events = excluded.events, without_address = excluded.without_address, events_seen = excluded.events_seen,
       counted_at = excluded.counted_at, source = excluded.source,
       hosts = excluded.hosts`,
    [
      day.day,
      day.version,
      day.counting,
      day.zone,
      day.events,
      day.withoutAddress,
      day.eventsSeen,
      day.countedAt,
      source,
      hosts,
    ]
  );
}
