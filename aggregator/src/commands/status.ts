import { toTable } from '../answer/table.ts';
import type { Database } from '../database/database.ts';
import { ConfigurationError, StatsPortalError, exitCodes } from '../errors.ts';
import { expose } from '../metrics/exposition.ts';
import { measure } from '../metrics/measure.ts';
import type { Measurements } from '../metrics/metrics.ts';
import { withDatabases, type Program } from '../program.ts';
import { requireMigrated } from '../statistics/migrations.ts';
import { setUpReading } from '../statistics/statistics.ts';
import { readStatus, type Status } from '../statistics/status.ts';

export interface StatusArguments {
  readonly json?: boolean;
  readonly prometheus?: boolean;
  /** Hours, as they were written. */
  readonly maxAge?: string;
}

/**
 * `stats-portal status`: how fresh the statistics are, what waits, and what they weigh.
 * With `maxAge` it fails with 3, after its answer, if the last success is longer ago.
 */
export async function statusCommand(program: Program, options: StatusArguments): Promise<void> {
  const { settings, output, now } = program;
  const hours = hoursOf(options.maxAge);
  await withDatabases(settings, ['statsdb'], async ({ statsdb }) => {
    await setUpReading(statsdb);
    await requireMigrated(statsdb);
    const measurements = await measure(statsdb);
    output.write(
      options.prometheus === true ? await expose(measurements) : await statusText(statsdb, options.json === true)
    );
    if (hours !== null) {
      requireFresh(measurements, now, hours);
    }
  });
}

function hoursOf(text: string | undefined): number | null {
  if (text === undefined) {
    return null;
  }
  const hours = Number(text);
  if (!(hours > 0)) {
    throw new ConfigurationError(`--max-age ${text} is not a number of hours.`);
  }
  return hours;
}

function requireFresh(measurements: Measurements, now: Date, hours: number): void {
  // Where the statistics come from another server, a bundle that was imported is what a run is here.
  const success = Math.max(
    measurements.get('stats_portal_last_success_timestamp_seconds') ?? 0,
    measurements.get('stats_portal_last_import_timestamp_seconds') ?? 0
  );
  const age = (now.getTime() / 1000 - success) / 3600;
  if (age > hours) {
    throw new StatsPortalError(
      exitCodes.drift,
      success === 0
        ? 'No run has succeeded yet.'
        : `The last run that succeeded ended ${Math.floor(age)} hours ago; asked for were ${hours} at most.`,
      { advice: 'See what the log of the last run says, or start one: stats-portal run' }
    );
  }
}

async function statusText(statsdb: Database, json: boolean): Promise<string> {
  const status = await readStatus(statsdb);
  return json ? `${JSON.stringify(status, null, 2)}\n` : tablesOf(status);
}

function tablesOf({ tables, ...facts }: Status): string {
  const text = 25;
  const number = 20;
  const first = toTable({
    columns: [
      { name: 'status', type: text },
      { name: '', type: text },
    ],
    rows: Object.entries(facts).map(([name, value]) => [words(name), value === null ? 'never' : String(value)]),
  });
  const second = toTable({
    columns: [
      { name: 'table', type: text },
      { name: 'rows', type: number },
      { name: 'bytes', type: number },
    ],
    rows: tables.map(({ table, rows, bytes }) => [table, String(rows), String(bytes)]),
  });
  return `${first}\n${second}`;
}

function words(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
