import type { Database } from '../database/database.ts';
import { ConfigurationError } from '../errors.ts';
import type { Settings } from '../settings.ts';
import { statisticsTable } from '../statistics/statistics.ts';
import { readPortal, type Portal } from './ledger.ts';

/** What the statistics database knows of itself, if it goes with the settings. Throws a ConfigurationError. */
export async function requirePortal(statsdb: Database, settings: Settings): Promise<Portal> {
  const portal = await readPortal(statsdb);
  if (portal === null) {
    throw new ConfigurationError(`The statistics database ${statsdb.name} has not been set up.`, {
      advice: 'Run: stats-portal migrate',
    });
  }
  if (portal.zone !== settings.timezone) {
    const [count] = await statsdb.rows<{ days: string }>(
      `SELECT count(*)::text AS days FROM ${statisticsTable('days')}`
    );
    throw new ConfigurationError(
      `The statistics were made with days of ${portal.zone}; the settings say ${settings.timezone}. Nothing was changed.`,
      {
        advice:
          `Set timezone back to ${portal.zone}, or run: stats-portal migrate --rezone. It would count the ${count!.days} ` +
          'days anew whose events are still in the eventDB; days whose events are gone keep the old zone.',
      }
    );
  }
  return portal;
}
