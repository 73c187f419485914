import { withDatabases, type Program } from '../program.ts';
import { migrate } from '../statistics/migrate.ts';
import { storageOf } from '../statistics/storage.ts';

/** `stats-portal migrate`: creates or upgrades the statistics database. */
export async function migrateCommand(program: Program, options: { readonly rezone?: boolean }): Promise<void> {
  const { settings, log } = program;
  await withDatabases(settings, ['statsdb'], async ({ statsdb }) => {
    const result = await migrate(statsdb, {
      zone: settings.timezone,
      rezone: options.rezone === true,
      storage: storageOf(settings),
    });
    for (const warning of result.warnings) {
      log.warn(warning);
    }
    for (const step of result.steps) {
      log.info(`applied ${step}`);
    }
    if (result.rezoned) {
      log.info(`days are days of ${settings.timezone} now: the next run counts them anew`);
    }
    log.info({ timescale: result.timescale }, `${statsdb.name} is up to date (days of ${settings.timezone})`);
  });
}
