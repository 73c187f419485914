import { findDrift } from '../drift/find.ts';
import { planOf, readOwner } from '../drift/plan.ts';
import { withDatabases, type Program } from '../program.ts';
import { requireMigrated } from '../statistics/migrations.ts';
import { storageOf } from '../statistics/storage.ts';
import { setUpReading } from '../statistics/statistics.ts';

/** `stats-portal plan`: the SQL from the live statistics database to the one that this program makes, for psql. */
export async function planCommand({ settings, log, output }: Program): Promise<void> {
  await withDatabases(settings, ['statsdb'], async ({ statsdb }) => {
    await setUpReading(statsdb);
    await requireMigrated(statsdb);
    const drifts = await findDrift(statsdb, storageOf(settings));
    output.write(planOf(drifts, await readOwner(statsdb)));
    for (const { what, advice } of drifts.filter(({ repairs }) => repairs.length === 0)) {
      log.warn(`no SQL for: ${what}. ${advice}`);
    }
    if (drifts.length === 0) {
      log.info(`nothing to do: ${statsdb.name} is as this program makes it`);
    }
  });
}
