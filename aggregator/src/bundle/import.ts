import { hostsTable, rollupsTable, type Column } from '@stats-portal/catalog';
import type { Database } from '../database/database.ts';
import { readPortal } from '../run/ledger.ts';
import { requireMigrated } from '../statistics/migrations.ts';
import { lockForWriting, setUpWork } from '../statistics/statistics.ts';
import { applyDays, idsOf } from './applyDays.ts';
import { readHoldings } from './ledgers.ts';
import { damaged } from './manifest.ts';
import { planImport, type ImportRules } from './plan.ts';
import { openBundle, verifyBundle, type Bundle } from './read.ts';
import { beginReceiving, finishReceiving, removeDay } from './received.ts';

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
