import { createGunzip } from 'node:zlib';
import { pipeline } from 'node:stream';
import { identifier, rollups, rollupsTable } from '@stats-portal/catalog';
import type { Database } from '../database/database.ts';
import { BadInputError, UnavailableError } from '../errors.ts';
import { clearDirty, readPortal } from '../run/ledger.ts';
import { requireMigrated } from '../statistics/migrations.ts';
import { lockForWriting, setUpWork, statisticsTable } from '../statistics/statistics.ts';
import { beginTrace } from '../verify/revision.ts';
import { readHoldings } from './ledgers.ts';
import { damaged, type BundleDay, type Manifest } from './manifest.ts';
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
      const change = { now: options.now, closedUntil: (await readPortal(statsdb))!.closedUntil };
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
  const known = new Set<string>(rollupsTable.columns.map((column) => column.name));
  const unknown = manifest.columns.find((column) => !known.has(column));
  if (unknown !== undefined) {
    throw damaged(name, `it has a column that this program does not know (${unknown})`);
  }
}

/** Rollups that a day may have here or in the bundle: the index leads with them, and both may be of another catalog. */
function idsOf(manifest: Manifest): string {
  return [...new Set([...rollups.map(({ id }) => id), ...manifest.rollups])].join(', ');
}

/** When days are replaced, and which of them were closed here. */
interface Change {
  readonly now: Date;
  readonly closedUntil: string | null;
}

async function applyDays(statsdb: Database, bundle: Bundle, plan: ImportPlan, change: Change): Promise<void> {
  const wanted = new Set<BundleDay>(plan.apply);
  if (wanted.size === 0) {
    return;
  }
  for await (const { day, pieces } of bundle.days()) {
    if (wanted.has(day)) {
      await applyDay(statsdb, bundle, day, pieces, change);
    } else {
      await readToEnd(pieces);
    }
  }
}

/** Replaces one day: its rows and its ledger row, or nothing. */
async function applyDay(
  statsdb: Database,
  { manifest, name }: Bundle,
  day: BundleDay,
  pieces: AsyncIterable<Uint8Array>,
  change: Change
): Promise<void> {
  const ids = idsOf(manifest);
  const target = `${rollupsName} (${manifest.columns.map(identifier).join(', ')})`;
  await statsdb.transaction({ name: 'import' }, async () => {
    const trace = await beginTrace(statsdb, { ...change, day: day.day, cause: importCause });
    await statsdb.query(`DELETE FROM ${rollupsName} WHERE rollup IN (${ids}) AND day = $1::timestamp`, [day.day]);
    const copied = await statsdb.copyIn(target, unzipped(pieces)).catch((error: unknown) => {
      throw asDamage(error, name, day);
    });
    // Rows of other days or of unknown rollups would not be replaced by the next version.
    const [found] = await statsdb.rows<{ rows: string }>(
      `SELECT count(*)::text AS rows FROM ${rollupsName} WHERE rollup IN (${ids}) AND day = $1::timestamp`,
      [day.day]
    );
    if (copied !== day.rows || Number(found!.rows) !== day.rows) {
      throw damaged(name, `${day.file} has not the ${day.rows} rows of ${day.day} that the manifest says`, { taken });
    }
    await writeLedger(statsdb, day, manifest.source);
    await trace?.write(statsdb);
    await clearDirty(statsdb, day.day);
  });
}

async function* unzipped(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* pipeline(pieces, createGunzip(), () => undefined);
}

/** What the server says of rows that it cannot read (class 22), or the unpacker of what is not packed, is damage. */
function asDamage(error: unknown, name: string, day: BundleDay): unknown {
  if (error instanceof BadInputError || error instanceof UnavailableError) {
    return error;
  }
  const { code = '', message } = error as { code?: string; message: string };
  return /^(22|23)/.test(code) || code.startsWith('Z_')
    ? damaged(name, `${day.file}: ${message}`, { cause: error, taken })
    : error;
}

async function writeLedger(statsdb: Database, day: BundleDay, source: string): Promise<void> {
  await statsdb.query(
    `INSERT INTO ${days} (day, version, counting, zone, events, without_address, events_seen, counted_at, source)
     VALUES ($1::timestamp, $2::bigint, $3, $4, $5::bigint, $6::bigint, $7::bigint, $8::timestamptz, $9::uuid)
     ON CONFLICT (day) DO UPDATE SET version = excluded.version, counting = excluded.counting, zone = excluded.zone,
       events = excluded.events, without_address = excluded.without_address, events_seen = excluded.events_seen,
       counted_at = excluded.counted_at, source = excluded.source`,
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
    ]
  );
}
