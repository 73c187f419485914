import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '../database/database.ts';
import { StatsPortalError } from '../errors.ts';
import { asideIn, bundlesIn } from './folder.ts';
import { readId } from './ledgers.ts';
import type { Manifest } from './manifest.ts';
import { openBundle } from './read.ts';
import { hasArrived, makeReceipt, readAcknowledged } from './receipt.ts';

const millisecondsPerDay = 86_400_000;
const partialFolder = '.partial';

export interface PruneResult {
  readonly deleted: number;
  /** Old enough, but not known to have arrived. */
  readonly kept: number;
}

/**
 * Deletes bundles that are older than so many days, if all of them has arrived: our own at their target, others here.
 * What was put aside, and what was left of interrupted pushes, goes by its age alone: it was or will be sent again.
 */
export async function prune(options: {
  readonly statsdb: Database;
  readonly folder: string;
  readonly keepDays: number;
  readonly now: Date;
  /** First day that is kept here; null: all are. */
  readonly keepSince: string | null;
}): Promise<PruneResult> {
  const { statsdb, folder, keepDays, keepSince, now } = options;
  const oldest = now.getTime() - keepDays * millisecondsPerDay;
  const result = { deleted: 0, kept: 0 };
  for (const path of await bundlesIn(folder)) {
    const manifest = await manifestOf(path);
    if (manifest !== null && new Date(manifest.madeAt).getTime() <= oldest) {
      if (await isNeeded(statsdb, manifest, keepSince)) {
        result.kept += 1;
      } else {
        await rm(path);
        result.deleted += 1;
      }
    }
  }
  for (const path of [...(await asideIn(folder)), ...(await partialsIn(folder))]) {
    if ((await stat(path)).mtimeMs <= oldest) {
      await rm(path);
      result.deleted += 1;
    }
  }
  return result;
}

async function isNeeded(statsdb: Database, manifest: Manifest, keepSince: string | null): Promise<boolean> {
  if (manifest.source === (await readId(statsdb))) {
    return !hasArrived(manifest, await readAcknowledged(statsdb, manifest.target));
  }
  const receipt = await makeReceipt(statsdb, keepSince);
  return receipt?.source !== manifest.source || !hasArrived(manifest, receipt);
}

/** Null for one that cannot be read here, or not yet: import or push will say so. */
async function manifestOf(path: string): Promise<Manifest | null> {
  try {
    const bundle = await openBundle(path);
    await bundle.close();
    return bundle.manifest;
  } catch (error) {
    if (error instanceof StatsPortalError) {
      return null;
    }
    throw error;
  }
}

async function partialsIn(folder: string): Promise<string[]> {
  const partial = join(folder, partialFolder);
  return (await readdir(partial).catch(() => [])).map((name) => join(partial, name));
}
