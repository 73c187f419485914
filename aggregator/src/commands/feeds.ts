import { feedsOverview } from '../feeds/overview.ts';
import { withDatabases, type Program } from '../program.ts';
import { requireMigrated } from '../statistics/migrations.ts';
import { setUpReading } from '../statistics/statistics.ts';

/** `stats-portal feeds`: what is expected of each feed, and what it did of late. */
export async function feedsCommand(
  { settings, now, output }: Program,
  { json }: { readonly json?: boolean }
): Promise<void> {
  await withDatabases(settings, ['statsdb'], async ({ statsdb }) => {
    await setUpReading(statsdb);
    await requireMigrated(statsdb);
    output.write(await feedsOverview(statsdb, { now, json: json === true }));
  });
}
