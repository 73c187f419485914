import { parseArgs } from 'node:util';
import { addDays, isDay } from '@stats-portal/query';
import { StatsPortalError } from '../aggregator/src/errors.ts';
import { readSettings } from '../aggregator/src/settings.ts';
import { answerQuestions } from './answers.ts';
import { openPortal, type DemoOptions } from './portal.ts';
import { serve } from './serve.ts';

const usage = `npm run demo [-- OPTIONS]

Fills an embedded eventDB with sample events in ./.demo, counts them, answers the ten questions, and shows dashboards
and query editor in the browser, on port 3000 or the next free one of this machine.

  --events FILE   use your own events: IntelMQ's JSON lines, also .gz
  --now DAY       what counts as today, YYYY-MM-DD (default: today); the sample ends the day before
  --no-serve      print the answers and end
  --help
`;

const seed = 1;

const write = (text: string): void => void process.stdout.write(text);

/** The demo. Gives the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const started = performance.now();
  try {
    const options = readArguments(args);
    if (options === null) {
      process.stdout.write(usage);
      return 0;
    }
    const portal = await openPortal(options);
    try {
      await answerQuestions(portal, write);
      write(`\n${Math.round((performance.now() - started) / 1000)} s.\n`);
      if (options.serve) {
        await serve(portal, write);
      }
    } finally {
      await portal.close();
    }
    write(`\nAsk on:\n${furtherSteps}`);
    return 0;
  } catch (error) {
    if (error instanceof StatsPortalError) {
      process.stderr.write(`${error.message}\n${error.advice ?? ''}\n`);
      return error.exitCode;
    }
    throw error;
  }
}

const furtherSteps = `  export STATS_PORTAL_EVENTDB_URL=embedded:.demo/eventdb STATS_PORTAL_STATSDB_URL=embedded:.demo/statsdb
  npm run -s stats-portal -- query --by taxonomy,type --where asn=64496 --last 30d
  npm run -s stats-portal -- status
  npm run -s stats-portal -- sql 'SELECT * FROM agg_ndim_day_netobject_tags LIMIT 5'
`;

/** Null if only help is wanted. Throws a StatsPortalError for what it does not understand. */
function readArguments(args: readonly string[]): (DemoOptions & { readonly serve: boolean }) | null {
  const { values } = parse(args);
  if (values.help === true) {
    return null;
  }
  // Before four in the morning today's run would be one of the future.
  const today = values.now ?? new Date(Date.now() - 4 * 3_600_000).toISOString().slice(0, 10);
  if (!isDay(today)) {
    throw new StatsPortalError(2, `--now ${today} is not a day such as 2026-01-31.`, { advice: usage });
  }
  return {
    folder: '.demo',
    seed,
    today,
    lastDay: addDays(today, -1),
    // At four in the morning, when cron runs.
    now: new Date(`${today}T04:00:00Z`),
    events: values.events,
    serve: values['no-serve'] !== true,
    isTerminal: process.stderr.isTTY,
    readSettings: (environment) => readSettings({ file: undefined, environment }),
  };
}

function parse(args: readonly string[]): ReturnType<typeof parseArgs<{ options: typeof optionTypes }>> {
  try {
    return parseArgs({ args: [...args], options: optionTypes });
  } catch (cause) {
    throw new StatsPortalError(2, (cause as Error).message, { advice: usage, cause });
  }
}

const optionTypes = {
  events: { type: 'string' },
  now: { type: 'string' },
  'no-serve': { type: 'boolean' },
  help: { type: 'boolean' },
} as const;
