import { isDay } from '@stats-portal/query';
import { exportBundle, type ExportOptions, type ExportResult } from '../bundle/export.ts';
import { requiredFolder } from '../bundle/folder.ts';
import { readId } from '../bundle/ledgers.ts';
import { acknowledge, readReceipt } from '../bundle/receipt.ts';
import { exportTarget } from '../bundle/ssh/destination.ts';
import type { Database } from '../database/database.ts';
import { ConfigurationError } from '../errors.ts';
import { withDatabases, type Program } from '../program.ts';
import { requireMigrated } from '../statistics/migrations.ts';

export interface ExportArguments {
  readonly all?: boolean;
  readonly since?: string;
  readonly newSource?: boolean;
  /** A receipt that was carried here by hand. */
  readonly receipt?: string;
}

/** `stats-portal export`: writes the days that the other server does not have yet into a bundle. */
export async function exportCommand(program: Program, options: ExportArguments): Promise<void> {
  const { path } = await exportDays(program, options);
  program.output.write(`${path}\n`);
}

export async function exportDays(program: Program, options: ExportArguments = {}): Promise<ExportResult> {
  const { settings, log, now } = program;
  const days = daysOf(options);
  const folder = await requiredFolder(settings);
  const target = exportTarget(settings);
  const result = await withDatabases(settings, ['statsdb'], async ({ statsdb }) => {
    if (options.receipt !== undefined) {
      await takeReceipt(statsdb, target, options.receipt, now);
    }
    return exportBundle({ statsdb, folder, target, days, now, log });
  });
  log.info(
    result,
    `exported ${result.days} days in ${result.rows} rows (${result.removed} days have no events any more)`
  );
  return result;
}

function daysOf({ all, since, newSource }: ExportArguments): ExportOptions['days'] {
  if (since !== undefined && !isDay(since)) {
    throw new ConfigurationError(`${since} is not a day such as 2026-01-31.`);
  }
  return newSource === true ? 'new source' : all === true ? 'all' : since === undefined ? 'new' : { since };
}

async function takeReceipt(statsdb: Database, target: string, path: string, now: Date): Promise<void> {
  await requireMigrated(statsdb);
  const receipt = await readReceipt(path);
  if (receipt.source !== (await readId(statsdb))) {
    throw new ConfigurationError(`${path} is a receipt for bundles of another database (${receipt.source}).`);
  }
  await acknowledge(statsdb, target, receipt, now);
}
