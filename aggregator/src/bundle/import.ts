import { createGunzip } from 'node:zlib';
import { pipeline } from 'node:stream';
import { hostsTable, identifier, rollups, rollupsTable, type Column } from '@stats-portal/catalog';
import type { Database } from '../database/database.ts';
import { BadInputError, UnavailableError } from '../errors.ts';
import { clearDirty, readPortal } from '../run/ledger.ts';
import { hostsTarget, removeHosts } from '../presence/replace.ts';
import { requireMigrated } from '../statistics/migrations.ts';
import { lockForWriting, setUpWork, statisticsTable } from '../statistics/statistics.ts';
import { beginTrace } from '../verify/revision.ts';
import { readHoldings } from './ledgers.ts';
import { damaged, type BundleDay, type BundleFile, type Manifest } from './manifest.ts';
import { planImport, type ImportPlan, type ImportRules } from './plan.ts';
import { openBundle, readToEnd, verifyBundle, type Bundle } from './read.ts';
import { beginReceiving, finishReceiving, importCause, removeDay } from './received.ts';

const rollupsName = statisticsTable('rollups');
const days = statisticsTable('days');

/** Checksums are right then, so that it was written so. */
const taken = 'That day is as it was; days of the bundle that were taken before it are whole.';

/** What an import did. All are numbers of days, but `changed`. */
export interface ImportResult {
  readonly bundle: string;
  /** False: the bundle was here before, or it is older than all that is here. */
  readonly changed: boolean;
  readonly applied: number;
  readonly removed: number;
  readonly unchanged: number;
  readonly older: number;
  readonly tooOld: number;
}

export interface ImportOptions extends ImportRules {
  /** First day of which it is kept here who was seen; absent: of all. */
  readonly hostsSince?: string;
  readonly statsdb: Database;
  readonly now: Date;
}

/** What whoever imports has to do first: the database is set up, and nobody else writes to it. */
export async function prepareImport(statsdb: Database): Promise<void> {
  await setUpWork(statsdb);
  await requireMigrated(statsdb);
  await lockForWriting(statsdb);
}

/**
 * Verifies a bundle and takes what is newer of it, each day in one transaction. Safe to stop at any moment and to
 * repeat: days that are here already are left alone.
 * Throws a BadInputError for a damaged bundle, a ConfigurationError for one that does not belong here, ends with 57 for
 * one of a newer program. Nothing was changed then.
 */
export async function importBundle(path: string, options: ImportOptions): Promise<ImportResult> {
  const { statsdb } = options;
  const bundle = await openBundle(path);
  try {
    const { manifest, name } = bundle;
    const plan = planImport(manifest, await readHoldings(statsdb), name, options);
    const result = {
      bundle: name,
      changed: plan.isNewest || plan.apply.length > 0 || plan.remove.length > 0,
      applied: plan.apply.length,
      removed: plan.remove.length,
      unchanged: plan.unchanged,
      older: plan.older,
      tooOld: plan.tooOld,
    };
    if (result.changed) {
      requireKnownColumns(bundle);
      await verifyBundle(bundle);
      await beginReceiving(statsdb, manifest, options);
      const { now, hostsSince = '' } = options;
      const change = { now, hostsSince, closedUntil: (await readPortal(statsdb))!.closedUntil };
      await applyDays(statsdb, bundle, plan, change);
      for (const removal of plan.remove) {
        await removeDay(statsdb, removal, idsOf(manifest), change);
      }
      await finishReceiving(statsdb, manifest, { ...options, isNewest: plan.isNewest });
    }
    return result;
  } finally {
    await bundle.close();
  }
}

function requireKnownColumns({ manifest, name }: Bundle): void {
  const unknown = [
    ...unknownOf(manifest.columns, rollupsTable.columns),
    ...unknownOf(manifest.hostColumns ?? [], hostsTable.columns),
  ];
  if (unknown.length > 0) {
    throw damaged(name, `it has a column that this program does not know (${unknown[0]})`);
  }
}

function unknownOf(columns: readonly string[], known: readonly Column[]): string[] {
  return columns.filter((column) => !known.some((one) => one.name === column));
}

/** Rollups that a day may have here or in the bundle: the index leads with them, and both may be of another catalog. */
function idsOf(manifest: Manifest): string {
  return [...new Set([...rollups.map(({ id }) => id), ...manifest.rollups])].join(', ');
}

/** When days are replaced, and which of them were closed here. */
interface Change {
  readonly now: Date;
  readonly closedUntil: string | null;
  readonly hostsSince: string;
}

async function applyDays(statsdb: Database, bundle: Bundle, plan: ImportPlan, change: Change): Promise<void> {
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
