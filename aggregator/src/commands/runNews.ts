import type { Logger } from 'pino';
import { createProgress } from '../progress.ts';
import type { RunNews } from '../run/run.ts';

/** Where the news of a run go. */
export interface Teller {
  readonly tell: (news: RunNews) => void;
  /** The run has ended, well or not. */
  readonly end: () => void;
}

/** What a dry run says is its answer. */
export function dryRunTeller(output: NodeJS.WritableStream): Teller {
  return {
    tell(news) {
      if (news.kind === 'claimed') {
        output.write(
          news.days.length === 0 ? 'nothing to do\n' : news.days.map(({ day, reason }) => `${day} ${reason}\n`).join('')
        );
      } else if (news.kind === 'kept') {
        output.write(`${news.day} keeps its numbers: only ${news.eventsSeen} of its events are left\n`);
      }
    },
    end: () => undefined,
  };
}

/** A bar on a terminal, a line for each day in a log, and warnings in both. */
export function runTeller(log: Logger, isTerminal: boolean): Teller {
  const progress = createProgress(isTerminal);
  let started = 0;
  let done = 0;
  let events = 0;
  return {
    tell(news) {
      switch (news.kind) {
        case 'behind':
          log.warn(news, `the clock of this machine is wrong, or was at the last look, which was on ${news.lookedOn}`);
          return;
        case 'claimed':
          started = performance.now();
          if (news.undated > 0) {
            log.warn({ undated: news.undated }, `${news.undated} events have no time: they are in no statistics`);
          }
          if (news.days.length > 0) {
            progress.start(news.days.length, 'counting');
          }
          return;
        case 'kept':
          log.warn(news, `${news.day} has only ${news.eventsSeen} events left: it keeps its numbers`);
          return;
        case 'too old':
          log.warn(
            { events: news.events, days: news.days.length },
            `${news.events} events of days up to ${news.days.at(-1)} are older than the statistics are kept: not counted`
          );
          return;
        case 'upkeep':
          log.info(`upkeep: ${news.what}`);
          return;
        case 'counted':
          done += 1;
          events += news.kept ? 0 : news.events;
          progress.step(done, `${news.day} · ${rate(events, performance.now() - started)}`);
          if (news.kept) {
            log.warn(news, `${news.day} has fewer events than were counted: it keeps its numbers`);
          } else if (!isTerminal) {
            log.info(news, `counted ${news.day}: ${news.events} events (${news.reason})`);
          }
      }
    },
    end() {
      progress.stop();
    },
  };
}

function rate(events: number, milliseconds: number): string {
  return `${Math.round((events * 1000) / Math.max(milliseconds, 1)).toLocaleString('en')} events/s`;
}
