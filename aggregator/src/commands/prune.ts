import { keptSince, requiredFolder } from '../bundle/folder.ts';
import { prune } from '../bundle/prune.ts';
import { destinationOf } from '../bundle/ssh/destination.ts';
import { pruneThere } from '../bundle/ssh/remote.ts';
import type { Database } from '../database/database.ts';
import { withDatabases, type Program } from '../program.ts';
import { requireMigrated } from '../statistics/migrations.ts';

/** `stats-portal prune`: deletes bundles that have arrived and are old enough, here and where they were pushed to. */
export async function pruneCommand(program: Program): Promise<void> {
  await withDatabases(program.settings, ['statsdb'], ({ statsdb }) => pruneHere(program, statsdb));
  const destination = destinationOf(program.settings);
  if (destination?.import === true) {
    await pruneThere(destination);
  }
}

/** The half of it that is done on either server. */
export async function pruneHere({ settings, log, now }: Program, statsdb: Database): Promise<void> {
  const folder = await requiredFolder(settings);
  await requireMigrated(statsdb);
  const result = await prune({
    statsdb,
    folder,
    keepDays: settings.bundles.keepDays,
    now,
    keepSince: keptSince(settings, now),
  });
  log.info(result, `deleted ${result.deleted} bundles older than ${settings.bundles.keepDays} days`);
  if (result.kept > 0) {
    log.warn(result, `${result.kept} bundles are older and stay: they are not known to have arrived`);
  }
}
