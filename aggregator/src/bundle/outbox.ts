import type { Logger } from 'pino';
import { bundlesIn, isDamage, putAside } from './folder.ts';
import type { Manifest } from './manifest.ts';
import { openBundle, verifyBundle } from './read.ts';
import { hasArrived, type Acknowledged } from './receipt.ts';

/** A bundle of this database that is not known to have arrived. */
export interface WaitingBundle {
  readonly path: string;
  readonly manifest: Manifest;
}

/**
 * The bundles that wait for a target, the oldest first. Each is read once: one that was damaged in the folder is put
 * aside, and its days are in the next export again.
 */
export async function waitingBundles(
  folder: string,
  options: {
    readonly source: string;
    readonly target: string;
    readonly acknowledged: Acknowledged;
    readonly log: Logger;
  }
): Promise<WaitingBundle[]> {
  const waiting: WaitingBundle[] = [];
  for (const path of await bundlesIn(folder)) {
    try {
      const bundle = await openBundle(path);
      try {
        const { manifest } = bundle;
        const isOurs = manifest.source === options.source && manifest.target === options.target;
        if (isOurs && !hasArrived(manifest, options.acknowledged)) {
          await verifyBundle(bundle);
          waiting.push({ path, manifest });
        }
      } finally {
        await bundle.close();
      }
    } catch (error) {
      if (!isDamage(error)) {
        throw error;
      }
      options.log.warn({ bundle: path }, `${error.message} It is put aside, and its days are exported again.`);
      await putAside(path, 'damaged');
    }
  }
  return waiting;
}
