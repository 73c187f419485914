import { randomInt } from 'node:crypto';
import { toCsv, toObjects, toTable, type Format } from '../answer/table.ts';
import type { Answer } from '../database/database.ts';
import { ConfigurationError, exitCodes, StatsPortalError } from '../errors.ts';
import { createProgress } from '../progress.ts';
import { withDatabases, type Program } from '../program.ts';
import type { Difference, Numbers } from '../verify/compare.ts';
import { verify, type VerifyNews } from '../verify/verify.ts';
import { namedDays } from './namedDays.ts';

export interface VerifyArguments {
  readonly from?: string;
  readonly to?: string;
  readonly sample?: string;
  readonly seed?: string;
  readonly mark?: boolean;
  readonly limit: string;
  readonly format: Format;
}

/** Days that are drawn where none are named: about a minute for a national eventDB. */
const usualSample = 10;

const largestSeed = 2 ** 32 - 1;

/** `stats-portal verify`: counts days a second time, another way, and compares every row. Ends with 3 if any differs. */
export async function verifyCommand(program: Program, options: VerifyArguments): Promise<void> {
  const { settings, log, output, now } = program;
  const { from, to } = namedDays(options);
  const sample = sampleOf(options, from !== null || to !== null);
  const limit = wholeNumber(options.limit, '--limit', 0, Number.MAX_SAFE_INTEGER);
  const shown: Difference[] = [];
  const { tell, done } = teller(program);
  const result = await withDatabases(settings, ['eventdb', 'statsdb'], async (databases) =>
    verify({
      ...databases,
      settings,
      now,
      from,
      to,
      sample,
      mark: options.mark === true,
      tell,
      differ(difference) {
        if (shown.length < limit) {
          shown.push(difference);
        }
      },
    })
  ).finally(done);

  if (shown.length > 0 || options.format !== 'table') {
    output.write(printed(shown, options.format));
  }
  const { days, unverifiedDays, differentDays, differences } = result;
  const words = `verified ${days} ${days === 1 ? 'day' : 'days'}${unverifiedDays > 0 ? `; ${unverifiedDays} could not be verified` : ''}`;
  if (differences === 0) {
    log.info(result, `${words}: no differences`);
    return;
  }
  const more = differences - shown.length;
  log.error(result, `${words}${more > 0 ? `; ${more} more differences are not shown` : ''}`);
  throw new StatsPortalError(
    exitCodes.drift,
    `${differences} ${differences === 1 ? 'row' : 'rows'} of ${differentDays} ${differentDays === 1 ? 'day' : 'days'} differ from the events.`,
    {
      advice:
        options.mark === true
          ? 'These days are marked: the next run counts them anew. Please report it, with the rows: it should not happen.'
          : 'Say --mark, and the next run counts these days anew. Please report it, with the rows: it should not happen.',
    }
  );
}

/** Named days are all verified; otherwise some are drawn. */
function sampleOf({ sample, seed }: VerifyArguments, named: boolean): { count: number; seed: number } | null {
  if (sample === undefined && named) {
    if (seed !== undefined) {
      throw new ConfigurationError('--seed needs --sample: all days of the range are verified otherwise.');
    }
    return null;
  }
  return {
    count: sample === undefined ? usualSample : wholeNumber(sample, '--sample', 1, 100_000),
    seed: seed === undefined ? randomInt(largestSeed) : wholeNumber(seed, '--seed', 0, largestSeed),
  };
}

function wholeNumber(text: string, option: string, least: number, most: number): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < least || number > most) {
    throw new ConfigurationError(`${option} ${text}: not a whole number${least > 0 ? ` from ${least} on` : ''}.`);
  }
  return number;
}

function teller({ log, isTerminal }: Program): { tell: (news: VerifyNews) => void; done: () => void } {
  const progress = createProgress(isTerminal);
  let step = 0;
  const tell = (news: VerifyNews): void => {
    if (news.kind === 'chosen') {
      const drawn = news.seed === null ? '' : `, drawn with --seed ${news.seed}`;
      log.info(news, `verifying ${news.days} ${news.days === 1 ? 'day' : 'days'}${drawn}`);
      progress.start(news.days, 'verifying');
      return;
    }
    progress.step(++step, news.day);
    if (news.kind === 'different') {
      log.error(news, `${news.day}: ${news.differences} rows differ from the events`);
    } else if (news.kind === 'unverified') {
      log.warn(news, `${news.day} cannot be verified: ${news.why}`);
    } else if (!isTerminal && news.events > 0) {
      log.info(news, `${news.day} equals its ${news.events} events`);
    }
  };
  return {
    tell,
    done: () => {
      progress.stop();
    },
  };
}

const textType = 25;
const numberType = 20;

function printed(differences: readonly Difference[], format: Format): string {
  const columns = ['day', 'rollup', 'key'].map((name) => ({ name, type: textType }));
  const numbers = ['stored events', 'recounted events', 'stored ips', 'recounted ips'];
  const answer: Answer = {
    columns: [...columns, ...numbers.map((name) => ({ name, type: numberType }))],
    rows: differences.map(({ day, rollup, key, stored, recounted }) => [
      day,
      rollup,
      Object.entries(key)
        .map(([name, value]) => `${name}=${value ?? '(none)'}`)
        .join(', '),
      ...(['events', 'ips'] as const).flatMap((measure) => [numberOf(stored, measure), numberOf(recounted, measure)]),
    ]),
  };
  switch (format) {
    case 'csv':
      return toCsv(answer);
    case 'json':
      return `${JSON.stringify(toObjects(answer), null, 2)}\n`;
    case 'table':
      return toTable(answer, { none: '-' });
  }
}

function numberOf(numbers: Numbers | null, measure: keyof Numbers): string | null {
  const value = numbers?.[measure];
  return value === undefined || value === null ? null : String(value);
}
