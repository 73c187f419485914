import { mkdtemp, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Database } from '../database/database.ts';
import { ConfigurationError } from '../errors.ts';
import { requireMigrated } from '../statistics/migrations.ts';
import { setUpReading } from '../statistics/statistics.ts';
import { readId } from './ledgers.ts';
import { waitingBundles } from './outbox.ts';
import { acknowledge, readAcknowledged, readReceipt, type Receipt } from './receipt.ts';
import { targetName, type Destination } from './ssh/arguments.ts';
import { importThere } from './ssh/remote.ts';
import { fetchReceipt, sendBundles } from './ssh/transfer.ts';

export interface PushOptions {
  readonly statsdb: Database;
  readonly destination: Destination;
  readonly folder: string;
  readonly now: Date;
  readonly log: Logger;
}

export interface PushResult {
  readonly sent: number;
  /** Bundles that are not known to have arrived. */
  readonly waiting: number;
}

/**
 * Sends the bundles that wait, and learns what has arrived: from the import that it has done there, or from the
 * receipt that the other server's own imports leave.
 * Throws an UnavailableError, or what the import there failed with; the bundles then go on waiting.
 */
export async function push(options: PushOptions): Promise<PushResult> {
  const { statsdb, destination, folder, now } = options;
  await setUpReading(statsdb);
  await requireMigrated(statsdb);
  const target = targetName(destination);
  if (!destination.import) {
    const receipt = await receiptThere(destination);
    if (receipt !== null) {
      await remember(options, receipt);
    }
  }
  const waiting = await waitingFor(options);
  await sendBundles(destination, folder, waiting);
  options.log.debug({ bundles: waiting }, `sent to ${target}`);
  if (destination.import) {
    const { receipt, failure } = await importThere(destination);
    if (receipt !== null && receipt.source === (await readId(statsdb))) {
      await acknowledge(statsdb, target, receipt, now);
    }
    if (failure !== null) {
      throw failure;
    }
  }
  return { sent: waiting.length, waiting: (await waitingFor(options)).length };
}

async function waitingFor({ statsdb, destination, folder, log }: PushOptions): Promise<string[]> {
  const target = targetName(destination);
  const [source, acknowledged] = [await readId(statsdb), await readAcknowledged(statsdb, target)];
  return (await waitingBundles(folder, { source, target, acknowledged, log })).map(({ path }) => path);
}

async function receiptThere(destination: Destination): Promise<Receipt | null> {
  const folder = await mkdtemp(join(tmpdir(), 'stats-portal-receipt-'));
  try {
    const path = await fetchReceipt(destination, folder);
    return existsSync(path) ? await readReceipt(path) : null;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Throws a ConfigurationError if the other server takes bundles of another source: ours would be refused for good. */
async function remember({ statsdb, destination, now }: PushOptions, receipt: Receipt): Promise<void> {
  const target = targetName(destination);
  if (receipt.source !== (await readId(statsdb))) {
    throw new ConfigurationError(`${target} takes bundles from another database (${receipt.source}).`, {
      advice: 'If this one is to feed it from now on, run there: stats-portal import --accept-source',
    });
  }
  await acknowledge(statsdb, target, receipt, now);
}
