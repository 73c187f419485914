import { findDrift } from '../drift/find.ts';
import { viewDrift } from '../drift/views.ts';
import { DriftError } from '../errors.ts';
import { withDatabases, type Program } from '../program.ts';
import { requireMigrated } from '../statistics/migrations.ts';
import { storageOf } from '../statistics/storage.ts';
import { setUpReading } from '../statistics/statistics.ts';

/** `stats-portal check`: whether the statistics database is as this program makes it. Throws a DriftError if not. */
export async function checkCommand(program: Program, options: { readonly json?: boolean }): Promise<void> {
  const { settings, log, output } = program;
  await withDatabases(settings, ['statsdb'], async ({ statsdb }) => {
    await setUpReading(statsdb);
    await requireMigrated(statsdb);
    const drifts = await findDrift(statsdb, storageOf(settings));
    if (options.json === true) {
      output.write(
        `${JSON.stringify(
          drifts.map(({ what, advice }) => ({ what, advice })),
          null,
          2
        )}\n`
      );
    } else {
      output.write(drifts.map(({ what, advice }) => `${what}\n    ${advice}\n`).join(''));
    }
    for (const name of (await viewDrift(statsdb)).taken) {
      log.warn(`${name} is somebody else's: the relation of that name was not made`);
    }
    if (drifts.length > 0) {
      const count = drifts.length === 1 ? 'in one thing' : `in ${drifts.length} things`;
      throw new DriftError(`${statsdb.name} is not as this program makes it, ${count}.`, {
        advice: 'See the SQL that would change that: stats-portal plan',
      });
    }
    log.info(`${statsdb.name} is as this program makes it`);
  });
}
