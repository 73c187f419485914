import { createProgress } from '../progress.ts';
import { withDatabases, type Program } from '../program.ts';
import { run, type RunNews } from '../run/run.ts';

export interface RunArguments {
  readonly from?: string;
  readonly to?: string;
  readonly dryRun?: boolean;
  readonly allowLoss?: boolean;
}

/** `stats-portal run`: brings the statistics up to date. */
export async function runCommand(program: Program, options: RunArguments): Promise<void> {
  const { settings, log, output, isTerminal, now } = program;
  await withDatabases(settings, ['eventdb', 'statsdb'], async (databases) => {
    const tell = options.dryRun === true ? dryRunTeller(output) : runTeller(program, isTerminal);
    const from = options.from ?? options.to;
    const result = await run({
      ...databases,
      settings,
      now,
      ...(from === undefined ? {} : { forced: { from, to: options.to ?? from } }),
      dryRun: options.dryRun === true,
      allowLoss: options.allowLoss === true,
      tell,
    });
    if (options.dryRun !== true) {
      log.info(result, result.days === 0 ? 'nothing to do' : `counted ${result.days} days, ${result.events} events`);
    }
  });
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
