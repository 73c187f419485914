import { silent } from '../aggregator/src/bundle/bundle.fixture.ts';
import { exportBundle, type ExportOptions, type ExportResult } from '../aggregator/src/bundle/export.ts';
import { importBundle, prepareImport, type ImportResult } from '../aggregator/src/bundle/import.ts';
import { acknowledge, makeReceipt } from '../aggregator/src/bundle/receipt.ts';
import type { Database } from '../aggregator/src/database/database.ts';
import { temporaryFolder } from './environment/index.ts';
import { setUp, testSettings } from './portal.ts';
import type { Site } from './site.ts';

/** Two servers: a site that counts, and a database that is fed by its bundles. */
export interface Pair {
  readonly sender: Site;
  readonly receiver: Database;
  readonly folder: string;
  export(options?: Partial<ExportOptions>): Promise<ExportResult>;
  import(path: string, accept?: boolean): Promise<ImportResult>;
  /** The receiver's receipt reaches the sender. */
  acknowledge(): Promise<void>;
}

export const target = 'stats.example.org';

/** A new pair for each test of a describe block. */
export function pairFor(site: () => Site, open: () => Promise<Database>, now: string): () => Pair {
  let here: { readonly receiver: Database; readonly folder: string };
  beforeEach(async () => {
    const [receiver, folder] = [await open(), await temporaryFolder()];
    await setUp(receiver, await testSettings());
    here = { receiver, folder };
  });
  return () => ({
    sender: site(),
    ...here,
    export: (options = {}) =>
      exportBundle({
        statsdb: site().statsdb,
        folder: here.folder,
        target,
        days: 'new',
        now: new Date(now),
        log: silent,
        ...options,
      }),
    async import(path, accept = false) {
      await prepareImport(here.receiver);
      return importBundle(path, { statsdb: here.receiver, accept, keepSince: null, now: new Date(now) });
    },
    async acknowledge() {
      await acknowledge(site().statsdb, target, (await makeReceipt(here.receiver, null))!, new Date(now));
    },
  });
}

/** Everything that is told of the statistics on either side; what is kept of the transfer itself is left out. */
export async function told(database: Database): Promise<unknown> {
  return rowsOf(database, [
    'SELECT rollups::text FROM stats.rollups ORDER BY 1',
    'SELECT hosts::text FROM stats.hosts ORDER BY 1',
    'SELECT day, version, counting, zone, events, without_address, events_seen, counted_at, hosts FROM stats.days ORDER BY 1',
    'SELECT * FROM stats.removed_days ORDER BY 1',
    'SELECT * FROM stats.freshness',
    'SELECT day, reason FROM stats.dirty_days ORDER BY 1',
  ]);
}

/** Every row of every table. */
export async function everything(database: Database): Promise<unknown> {
  const tables = ['rollups', 'hosts', 'days', 'removed_days', 'dirty_days', 'portal', 'runs', 'received', 'targets'];
  return rowsOf(
    database,
    tables.map((table) => `SELECT one::text FROM stats.${table} AS one ORDER BY 1`)
  );
}

async function rowsOf(database: Database, selects: readonly string[]): Promise<unknown> {
  const all: unknown[] = [];
  for (const select of selects) {
    all.push((await database.query(select)).rows);
  }
  return all;
}
