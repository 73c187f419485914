import { isDay } from '@stats-portal/query';
import type { ConnectOptions } from '../database/connect.ts';
import { milliseconds } from '../duration.ts';
import { ConfigurationError } from '../errors.ts';
import { withMetrics } from '../metrics/report.ts';
import { openDatabases, withDatabases, type Program } from '../program.ts';
import { run, type RunOptions } from '../run/run.ts';
import { dayOf } from '../run/zone.ts';
import type { Settings } from '../settings.ts';
import { mostWorkers } from '../settingsSchema.ts';
import { dryRunTeller, runTeller } from './runNews.ts';

export interface RunArguments {
  readonly from?: string;
  readonly to?: string;
  readonly dryRun?: boolean;
  readonly allowLoss?: boolean;
  readonly workers?: string;
  readonly deadline?: string;
  /** Where the metrics go, before what the settings say. */
  readonly metrics?: string;
}

/** `stats-portal run`: brings the statistics up to date. */
export async function runCommand(program: Program, options: RunArguments): Promise<void> {
  const forced = forcedDays(options, dayOf(program.now, program.settings.timezone));
  const file = options.dryRun === true ? undefined : (options.metrics ?? program.settings.metrics.textfile);
  await withMetrics(program, file, () => bringUpToDate(program, options, forced));
}

async function bringUpToDate(
  program: Program,
  options: RunArguments,
  forced: ReturnType<typeof forcedDays>
): Promise<void> {
  const { settings, log, output, isTerminal, now } = program;
  const limits = limitsOf(options, settings);
  const names = ['eventdb', 'statsdb'] as const;
  await withDatabases(
    settings,
    names,
    async (databases) => {
      const isEmbedded = Object.values(databases).some(({ kind }) => kind === 'embedded');
      if (isEmbedded && limits.workers > 1) {
        log.warn('an embedded database has one connection only: this run has one worker');
      }
      const { tell, end } = options.dryRun === true ? dryRunTeller(output) : runTeller(log, isTerminal);
      const result = await run({
        ...databases,
        settings,
        now,
        ...(forced === null ? {} : { forced }),
        ...limits,
        workers: isEmbedded ? 1 : limits.workers,
        openPair: (worker) => openDatabases(settings, names, connectionOf(settings, worker)),
        dryRun: options.dryRun === true,
        allowLoss: options.allowLoss === true,
        tell,
      }).finally(end);
      if (options.dryRun !== true) {
        log.info(
          result,
          result.days === 0
            ? 'nothing to do'
            : `counted ${result.days} ${result.days === 1 ? 'day' : 'days'}, ${result.events} events`
        );
      }
    },
    connectionOf(settings)
  );
}

/** What pg_stat_activity shows tells the workers of a run apart. */
function connectionOf({ run: { statementTimeout } }: Settings, worker = 1): ConnectOptions {
  const applicationName = worker === 1 ? 'stats-portal run' : `stats-portal run, worker ${worker}`;
  return { applicationName, statementTimeout: milliseconds(statementTimeout)! };
}

/** The command line's, before those of the settings. Throws a ConfigurationError for what is no number or time. */
function limitsOf(options: RunArguments, settings: Settings): Pick<RunOptions, 'timeLimit'> & { workers: number } {
  const workers = options.workers === undefined ? settings.run.workers : Number(options.workers);
  if (!Number.isInteger(workers) || workers < 1 || workers > mostWorkers) {
    throw new ConfigurationError(`--workers ${options.workers} is not a number from 1 to ${mostWorkers}.`);
  }
  const deadline = options.deadline ?? settings.run.deadline;
  const timeLimit = deadline === undefined ? undefined : milliseconds(deadline);
  if (timeLimit === null) {
    throw new ConfigurationError(`--deadline ${deadline} is not a time such as 90s, 30m or 2h.`);
  }
  return { workers, ...(timeLimit === undefined ? {} : { timeLimit }) };
}

/** The asked days; `--from` alone means up to today. Throws a ConfigurationError for what is no range of days. */
function forcedDays({ from, to }: RunArguments, today: string): { from: string; to: string } | null {
  if (from === undefined && to === undefined) {
    return null;
  }
  if (from === undefined) {
    throw new ConfigurationError('--to needs --from: the first of the days to count.');
  }
  const last = to ?? today;
  for (const day of [from, last].filter((one) => !isDay(one))) {
    throw new ConfigurationError(`${day} is not a day such as 2026-01-31.`);
  }
  if (from > last) {
    throw new ConfigurationError(`--from ${from} is after ${to === undefined ? 'today' : `--to ${to}`}.`);
  }
  return { from, to: last };
}
