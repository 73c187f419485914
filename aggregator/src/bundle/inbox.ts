import type { Logger } from 'pino';
import { LockedError, UnavailableError } from '../errors.ts';
import { bundlesIn, isDamage, putAside, sourceOf, stampOf } from './folder.ts';
import { importBundle, type ImportOptions, type ImportResult } from './import.ts';
import { CutOffError } from './manifest.ts';
import { makeReceipt, writeReceipt } from './receipt.ts';

export interface InboxResult {
  readonly imported: readonly ImportResult[];
  /** What was refused; all others were taken. */
  readonly refused: readonly unknown[];
}

/**
 * Imports all bundles of a folder and leaves a receipt in it. The newest goes first: then most days of the others are
 * here already. A refused one does not keep the others out; a damaged one is put aside, so that it can come again.
 * `accept` holds for the source of the newest one; what earlier sources have left is put aside.
 */
export async function importFolder(
  folder: string,
  options: ImportOptions & { readonly log: Logger }
): Promise<InboxResult> {
  const imported: ImportResult[] = [];
  const refused: unknown[] = [];
  let { accept } = options;
  for (const path of await bundlesToImport(folder, accept)) {
    try {
      imported.push(await importBundle(path, { ...options, accept }));
      accept = false;
    } catch (error) {
      if (error instanceof UnavailableError || error instanceof LockedError) {
        throw error;
      }
      // The rest of one that was cut off is about to come to the same name.
      if (isDamage(error) && !(error instanceof CutOffError)) {
        await putAside(path, 'damaged');
      }
      refused.push(error);
    }
  }
  const receipt = await makeReceipt(options.statsdb, options.keepSince);
  if (receipt !== null) {
    await writeReceipt(folder, receipt);
  }
  return { imported, refused };
}

async function bundlesToImport(folder: string, accept: boolean): Promise<string[]> {
  const paths = (await bundlesIn(folder)).sort((a, b) => stampOf(b).localeCompare(stampOf(a)) || (a < b ? 1 : -1));
  if (!accept || paths.length === 0) {
    return paths;
  }
  const accepted = sourceOf(paths[0]!);
  for (const path of paths.filter((one) => sourceOf(one) !== accepted)) {
    await putAside(path, 'superseded');
  }
  return paths.filter((one) => sourceOf(one) === accepted);
}
