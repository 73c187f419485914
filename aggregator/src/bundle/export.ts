import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hostsTable, identifier, literal, rollups, rollupsTable, catalogVersion } from '@stats-portal/catalog';
import type { Logger } from 'pino';
import type { Database } from '../database/database.ts';
import { ConfigurationError } from '../errors.ts';
import { requireMigrated } from '../statistics/migrations.ts';
import { lockForWriting, setUpWork, statisticsTable } from '../statistics/statistics.ts';
import { version } from '../version.ts';
import { bundlesIn, fileNameOf, putAside, sourceOf } from './folder.ts';
import { readId, readSource, type LedgerEntry, type SourceState } from './ledgers.ts';
import {
  filesOf,
  formatVersion,
  formatWithoutHosts,
  type BundleDay,
  type BundleFile,
  type Manifest,
} from './manifest.ts';
import { waitingBundles } from './outbox.ts';
import { afterSetBack } from './plan.ts';
import { readAcknowledged } from './receipt.ts';
import { writeBundle, writeCopyFile } from './write.ts';

const rollupsName = statisticsTable('rollups');
const columns = rollupsTable.columns.map(({ name }) => name);
const hostColumns = hostsTable.columns.map(({ name }) => name);
const ids = rollups.map(({ id }) => id);
const draftPrefix = '.draft_';

export interface ExportOptions {
  readonly statsdb: Database;
  readonly folder: string;
  readonly target: string;
  /**
   * Which days: those that are not known to have arrived, all, or those from a day on. `new source`: all, and the
   * versions begin anew, under another id.
   */
  readonly days: 'new' | 'all' | 'new source' | { readonly since: string };
  readonly now: Date;
  readonly log: Logger;
}

export interface ExportResult {
  readonly path: string;
  readonly days: number;
  readonly removed: number;
  readonly rows: number;
  /** Of the files in it. */
  readonly bytes: number;
}

/**
 * Writes one bundle: the days that the target does not have yet, and how fresh the statistics are. Days in bundles that
 * still wait in the folder are left out, as those will be sent. Without any new day there is a bundle all the same: it
 * tells the target that nothing has changed.
 * Throws a ConfigurationError, a LockedError, an UnavailableError; then there is no bundle.
 */
export async function exportBundle(options: ExportOptions): Promise<ExportResult> {
  const { statsdb, folder, now } = options;
  await setUpWork(statsdb);
  await requireMigrated(statsdb);
  await lockForWriting(statsdb);
  if (options.days === 'new source') {
    await beginNewSource(statsdb, folder);
  }
  const number = await nextNumber(statsdb);
  // One snapshot for ledger and cells. The lock holds runs off, but not an administrator.
  return statsdb.transaction({ isolation: 'repeatable read', readOnly: true }, async () => {
    const source = await readSource(statsdb);
    const chosen = await choose(source, options);
    const draft = await makeDraftFolder(folder, source.id, number);
    try {
      const days = await writeDays(statsdb, draft, chosen.days);
      const manifest = describe(source, { number, target: options.target, now, days, removed: chosen.removed });
      const path = join(folder, fileNameOf(manifest));
      await writeBundle(path, draft, manifest);
      return {
        path,
        days: days.length,
        removed: chosen.removed.length,
        rows: days.reduce((sum, { rows }) => sum + rows, 0),
        bytes: filesOf(manifest).reduce((sum, { bytes }) => sum + bytes, 0),
      };
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
  });
}

/** For a database that was set back: its next versions are not those that it gave before, and its bundles neither. */
async function beginNewSource(statsdb: Database, folder: string): Promise<void> {
  const earlier = await readId(statsdb);
  await statsdb.execute(`
    UPDATE ${statisticsTable('portal')} SET id = gen_random_uuid(), exports = 0; DELETE FROM ${statisticsTable('targets')}`);
  for (const path of (await bundlesIn(folder)).filter((one) => sourceOf(one) === earlier)) {
    await putAside(path, 'superseded');
  }
}

async function nextNumber(statsdb: Database): Promise<number> {
  const [row] = await statsdb.rows<{ exports: string }>(
    `UPDATE ${statisticsTable('portal')} SET exports = exports + 1 RETURNING exports::text`
  );
  if (row === undefined) {
    throw new ConfigurationError(`The statistics database ${statsdb.name} has not been set up.`, {
      advice: 'Run: stats-portal migrate',
    });
  }
  return Number(row.exports);
}

interface Chosen {
  readonly days: readonly LedgerEntry[];
  readonly removed: Manifest['removed'];
}

/** Days come newest first: the receiver is useful before the last of them is in. */
async function choose(source: SourceState, options: ExportOptions): Promise<Chosen> {
  if (options.days === 'all' || options.days === 'new source') {
    return source;
  }
  if (options.days !== 'new') {
    const { since } = options.days;
    const isAsked = ({ day }: { readonly day: string }): boolean => day >= since;
    return { days: source.days.filter(isAsked), removed: source.removed.filter(isAsked) };
  }
  const acknowledged = await readAcknowledged(options.statsdb, options.target);
  const sent = new Map(Object.entries(acknowledged.held));
  requireNotSetBack(source, sent, options.target);
  for (const { manifest } of await waitingBundles(options.folder, { ...options, source: source.id, acknowledged })) {
    for (const { day, version: waiting } of [...manifest.days, ...manifest.removed]) {
      sent.set(day, Math.max(sent.get(day) ?? 0, waiting));
    }
  }
  const isNew = (one: { readonly day: string; readonly version: number }): boolean =>
    one.version > (sent.get(one.day) ?? 0);
  return { days: source.days.filter(isNew), removed: source.removed.filter(isNew) };
}

/**
 * Versions only rise. If the target has a newer one, this database is an earlier state of itself. Days that are not
 * kept here any more say nothing.
 */
function requireNotSetBack({ days, removed }: SourceState, sent: ReadonlyMap<string, number>, target: string): void {
  const own = new Map([...days, ...removed].map((one) => [one.day, one.version]));
  const ahead = [...sent].find(([day, held]) => held > (own.get(day) ?? held));
  if (ahead !== undefined) {
    throw new ConfigurationError(
      `${target} has version ${ahead[1]} of ${ahead[0]}, which this database has not counted yet: it was set back, for example by restoring a backup.`,
      { advice: afterSetBack }
    );
  }
}

/** Also removes what an export that was killed has left. The lock says that there is no other one. */
async function makeDraftFolder(folder: string, source: string, number: number): Promise<string> {
  const mine = `${draftPrefix}${source}_`;
  for (const left of (await readdir(folder)).filter((name) => name.startsWith(mine))) {
    await rm(join(folder, left), { recursive: true, force: true });
  }
  const draft = join(folder, `${mine}${number}`);
  for (const part of ['days', 'hosts']) {
    await mkdir(join(draft, part), { recursive: true, mode: 0o750 });
  }
  return draft;
}

async function writeDays(statsdb: Database, draft: string, days: readonly LedgerEntry[]): Promise<BundleDay[]> {
  const written: BundleDay[] = [];
  const write = async (file: string, select: string): Promise<BundleFile> => ({
    file,
    ...(await writeCopyFile(join(draft, file), statsdb.copyOut(select))),
  });
  for (const { hosts: key, ...day } of days) {
    const name = `${day.day}.copy.gz`;
    // The rollups by name of their numbers, so that the index serves.
    const select = `SELECT ${columns.map(identifier).join(', ')} FROM ${rollupsName}
      WHERE rollup IN (${ids.join(', ')}) AND day = ${literal(day.day)}::timestamp`;
    const hosts = `SELECT ${hostColumns.map(identifier).join(', ')} FROM ${statisticsTable(hostsTable.name)}
      WHERE day = ${literal(day.day)}::timestamp`;
    written.push({
      ...day,
      ...(await write(`days/${name}`, select)),
      ...(key === null ? {} : { hosts: { key, ...(await write(`hosts/${name}`, hosts)) } }),
    });
  }
  return written;
}

function describe(
  source: SourceState,
  bundle: Pick<Manifest, 'number' | 'target' | 'days' | 'removed'> & { readonly now: Date }
): Manifest {
  const { now, ...rest } = bundle;
  const hasHosts = bundle.days.some(({ hosts }) => hosts !== undefined);
  return {
    format: hasHosts ? formatVersion : formatWithoutHosts,
    program: version,
    source: source.id,
    madeAt: now.toISOString(),
    catalog: catalogVersion,
    schema: source.schema,
    zone: source.zone,
    columns,
    ...(hasHosts ? { hostColumns } : {}),
    rollups: ids,
    ledger: Object.fromEntries([...source.removed, ...source.days].map((one) => [one.day, one.version])),
    freshness: source.freshness,
    ...rest,
  };
}
