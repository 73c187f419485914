import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Database } from '../database/database.ts';
import { BadInputError } from '../errors.ts';
import { statisticsTable } from '../statistics/statistics.ts';
import { readHoldings } from './ledgers.ts';
import type { Manifest } from './manifest.ts';

/** Beside the bundles that it acknowledges. */
export const receiptName = 'receipt.json';

const targets = statisticsTable('targets');

const schema = z.object({
  /** Whose bundles the receiver takes. */
  source: z.uuid(),
  /** Number of the newest bundle there. */
  number: z.int().min(0),
  /** Versions of all its days from that source, counted or removed. */
  held: z.record(z.string().regex(/^\d{4}-\d\d-\d\d$/), z.int().min(1)),
});

/** What a receiver has. It says everything each time: whatever was lost, or restored from a backup, shows. */
export type Receipt = z.output<typeof schema>;

/**
 * The receipt of this database; null if it has not taken any bundle. Days before `keepSince` are not kept here: so that
 * they are not sent for ever, they count as held.
 */
export async function makeReceipt(statsdb: Database, keepSince: string | null): Promise<Receipt | null> {
  const { source, number, days, removed } = await readHoldings(statsdb);
  if (source === null) {
    return null;
  }
  const counted = [...days].filter(([, held]) => held.source === source);
  const held = new Map([
    ...Object.entries(await sourceLedger(statsdb)).filter(([day]) => keepSince !== null && day < keepSince),
    ...removed,
    ...counted.map(([day, { version }]) => [day, version] as const),
  ]);
  return { source, number, held: Object.fromEntries([...held].sort()) };
}

/** Versions of the days at the source, as the newest bundle told. */
async function sourceLedger(statsdb: Database): Promise<Record<string, number>> {
  const [row] = await statsdb.rows<{ ledger: string }>(`SELECT ledger::text FROM ${statisticsTable('received')}`);
  return JSON.parse(row!.ledger) as Record<string, number>;
}

/** Leaves the receipt where the sender can fetch it. */
export async function writeReceipt(folder: string, receipt: Receipt): Promise<void> {
  const draft = join(folder, `.${receiptName}`);
  await writeFile(draft, `${JSON.stringify(receipt)}\n`, { mode: 0o640 });
  await rename(draft, join(folder, receiptName));
}

export async function readReceipt(path: string): Promise<Receipt> {
  return parseReceipt(await readFile(path, 'utf8'), path);
}

/** Throws a BadInputError for what is no receipt. */
export function parseReceipt(text: string, name: string): Receipt {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new BadInputError(`${name} is not a receipt of stats-portal.`, {
      advice: 'Run stats-portal import on the receiver: it writes a new one.',
      cause,
    });
  }
}

/** What is known to have arrived at a target. */
export interface Acknowledged {
  readonly number: number;
  readonly held: Readonly<Record<string, number>>;
}

export async function readAcknowledged(statsdb: Database, target: string): Promise<Acknowledged> {
  const [row] = await statsdb.rows<{ bundle: string; held: string }>(
    `SELECT bundle::text, held::text FROM ${targets} WHERE target = $1`,
    [target]
  );
  return row === undefined
    ? { number: 0, held: {} }
    : { number: Number(row.bundle), held: JSON.parse(row.held) as Record<string, number> };
}

/** Remembers a receipt: what it does not name is sent again. */
export async function acknowledge(statsdb: Database, target: string, receipt: Receipt, now: Date): Promise<void> {
  await statsdb.query(
    `INSERT INTO ${targets} (target, bundle, held, acknowledged_at) VALUES ($1, $2::bigint, $3::json, $4::timestamptz)
     ON CONFLICT (target) DO UPDATE SET bundle = excluded.bundle, held = excluded.held,
       acknowledged_at = excluded.acknowledged_at`,
    [target, receipt.number, JSON.stringify(receipt.held), now.toISOString()]
  );
}

/** Whether everything of a bundle has arrived, with this one or with a newer one. */
export function hasArrived(manifest: Manifest, { number, held }: Acknowledged): boolean {
  return (
    manifest.number <= number &&
    [...manifest.days, ...manifest.removed].every(({ day, version }) => (held[day] ?? 0) >= version)
  );
}
