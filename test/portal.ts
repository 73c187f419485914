import type { Database } from '../aggregator/src/database/database.ts';
import { run, type RunNews, type RunOptions, type RunResult } from '../aggregator/src/run/run.ts';
import { readSettings, type Settings } from '../aggregator/src/settings.ts';
import { migrate } from '../aggregator/src/statistics/migrate.ts';
import { setUpReading } from '../aggregator/src/statistics/statistics.ts';

/** Settings as a site that set nothing has them. */
export async function testSettings(environment: Record<string, string> = {}): Promise<Settings> {
  return readSettings({ file: undefined, environment });
}

/** A statistics database, set up. */
export async function setUp(statsdb: Database, settings: Settings): Promise<void> {
  await migrate(statsdb, { zone: settings.timezone, rezone: false });
  await setUpReading(statsdb);
}

/** A run as cron would do it, and what it told. */
export async function runAt(
  now: string,
  options: Pick<RunOptions, 'eventdb' | 'statsdb' | 'settings'> & Partial<RunOptions>
): Promise<RunResult & { readonly news: readonly RunNews[] }> {
  const news: RunNews[] = [];
  const result = await run({ now: new Date(now), tell: (one) => news.push(one), ...options });
  return { ...result, news };
}

/** All rows of the statistics by the names of their columns, sorted: what two ways of making them are compared by. */
export async function allRows(statsdb: Database): Promise<string[]> {
  const { rows } = await statsdb.query('SELECT to_jsonb(rollups)::text FROM stats.rollups ORDER BY 1');
  return rows.map(([row]) => row!);
}
