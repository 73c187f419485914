import { isDay } from '@stats-portal/query';
import { ConfigurationError } from '../errors.ts';
import { createProgress } from '../progress.ts';
import { withDatabases, type Program } from '../program.ts';
import { run, type RunNews } from '../run/run.ts';
import { dayOf } from '../run/zone.ts';

export interface RunArguments {
  readonly from?: string;
  readonly to?: string;
  readonly dryRun?: boolean;
  readonly allowLoss?: boolean;
}

/** `stats-portal run`: brings the statistics up to date. */
export async function runCommand(program: Program, options: RunArguments): Promise<void> {
  const { settings, log, output, isTerminal, now } = program;
  const forced = forcedDays(options, dayOf(now, settings.timezone));
  await withDatabases(settings, ['eventdb', 'statsdb'], async (databases) => {
    const tell = options.dryRun === true ? dryRunTeller(output) : runTeller(program, isTerminal);
    const result = await run({
      ...databases,
      settings,
      now,
      ...(forced === null ? {} : { forced }),
      dryRun: options.dryRun === true,
      allowLoss: options.allowLoss === true,
      tell,
    });
    if (options.dryRun !== true) {
      log.info(
        result,
        result.days === 0
          ? 'nothing to do'
          : `counted ${result.days} ${result.days === 1 ? 'day' : 'days'}, ${result.events} events`
      );
    }
  });
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

function dryRunTeller(output: NodeJS.WritableStream): (news: RunNews) => void {
  return (news) => {
    if (news.kind === 'claimed') {
      output.write(
        news.days.length === 0 ? 'nothing to do\n' : news.days.map(({ day, reason }) => `${day} ${reason}\n`).join('')
      );
    } else if (news.kind === 'kept') {
      output.write(`${news.day} keeps its numbers: only ${news.eventsSeen} of its events are left\n`);
    }
  };
}

function runTeller({ log }: Program, isTerminal: boolean): (news: RunNews) => void {
  const progress = createProgress(isTerminal);
  let total = 0;
  let done = 0;
  return (news) => {
    if (news.kind === 'claimed') {
      total = news.days.length;
      if (news.undated > 0) {
        log.warn({ undated: news.undated }, `${news.undated} events have no time: they are in no statistics`);
      }
      if (total > 0) {
        progress.start(total, 'counting');
      }
    } else if (news.kind === 'kept') {
      log.warn(news, `${news.day} has only ${news.eventsSeen} events left: it keeps its numbers`);
    } else {
      done += 1;
      progress.step(done, `${news.day}: ${news.events.toLocaleString('en')} events`);
      if (news.kept) {
        log.warn(news, `${news.day} has fewer events than were counted: it keeps its numbers`);
      } else if (!isTerminal) {
        log.info(news, `counted ${news.day}: ${news.events} events (${news.reason})`);
      }
      if (done === total) {
        progress.stop();
      }
    }
  };
}
