import { access } from 'node:fs/promises';
import { dimensionNames, grains, measureNames } from '@stats-portal/catalog';
import { comparisons, QuestionError, shapes } from '@stats-portal/query';
import { Command, CommanderError, Option } from 'commander';
import { formats } from './answer/table.ts';
import { loadCommand } from './commands/load.ts';
import { migrateCommand } from './commands/migrate.ts';
import { queryCommand } from './commands/query.ts';
import { runCommand } from './commands/run.ts';
import { sqlCommand } from './commands/sql.ts';
import { statusCommand } from './commands/status.ts';
import { exitCodes, StatsPortalError } from './errors.ts';
import { createLog } from './log.ts';
import type { Program } from './program.ts';
import { readSettings } from './settings.ts';
import { version } from './version.ts';

const defaultFile = 'stats-portal.yaml';

const format = (): Option => new Option('--format <format>', 'form of the answer').choices(formats).default('table');

const several = (value: string, before: readonly string[] = []): string[] => [...before, value];

/** The command line: only wires. Each command is a file in commands/. */
export function commandLine(): Command {
  const cli = new Command('stats-portal')
    .description('Exact statistics of the incident events in an IntelMQ eventDB')
    .version(version)
    .option('--config <file>', `settings file (default: ./${defaultFile}, if there is one)`)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false });

  // Commander calls with arguments, options and itself; what they are is declared below, beside each command.
  const command = (
    name: string,
    description: string,
    action: (program: Program, ...args: never[]) => Promise<void>
  ): Command =>
    cli
      .command(name)
      .description(description)
      .exitOverride()
      .action(async (...args) => action(await programOf(cli), ...(args.slice(0, -1) as never[])));

  command('migrate', 'create or upgrade the statistics database', migrateCommand).option(
    '--rezone',
    'take the zone of the settings: the next run counts all days anew whose events are still there'
  );
  command('load <file...>', "load IntelMQ's JSON lines (also .gz; - is standard input) into the eventDB", loadCommand);
  command('run', 'bring the statistics up to date', runCommand)
    .option('--from <day>', 'count these days whatever has changed')
    .option('--to <day>', 'last of these days (default: today)')
    .option('--allow-loss', 'count days too that have fewer events than their statistics')
    .option('--dry-run', 'only say which days, and why');
  command('status', 'how fresh the statistics are, and what they weigh', statusCommand).option('--json', 'as JSON');
  command('query', 'ask the statistics', queryCommand)
    .addOption(new Option('--measure <measure>', 'what is counted').choices(measureNames).default('ips'))
    .option('--by <dimensions>', `split by these, comma-separated: ${dimensionNames.join(', ')}`, several)
    .option(
      '--where <filter>',
      'NAME=VALUE, NAME!=VALUE, NAME~TEXT (contains), NAME<<NETWORK (within), "NAME is none", "NAME is not none"; may be repeated: same name and sign is "one of", otherwise all must hold',
      several
    )
    .option('--last <days>', 'the last so many days, up to yesterday, such as 30d (default)')
    .option('--from <day>', 'first day, YYYY-MM-DD')
    .option('--to <day>', 'last day (default: yesterday)')
    .addOption(new Option('--grain <grain>', 'split by time').choices(grains).default('none'))
    .option('--top <n>', 'only the n largest, and "remaining"')
    .option('--no-remaining', 'without the row "remaining"')
    .addOption(
      new Option('--shape <shape>', 'rows, lines, or who rises against the whole').choices(shapes).default('table')
    )
    .addOption(
      new Option('--compare <period>', 'the days before, or a year before').choices(comparisons).default('none')
    )
    .option('--moving-median <n>', 'median over the last n days')
    .option('--provisional', 'count days too that may still grow')
    .addOption(format())
    .option('--explain', 'how it would be answered: rollup, exactness, why not the others, SQL')
    .option('--sql', 'just the SQL');
  command('sql <statement>', 'read-only look into either database', sqlCommand)
    .addOption(new Option('--db <database>', 'which one').choices(['eventdb', 'statsdb']).default('statsdb'))
    .addOption(format());
  return cli;
}

async function programOf(cli: Command): Promise<Program> {
  const { config } = cli.opts<{ config?: string }>();
  const isTerminal = process.stderr.isTTY;
  return {
    settings: await readSettings({ file: config ?? (await existing(defaultFile)), environment: process.env }),
    log: createLog(isTerminal),
    output: process.stdout,
    isTerminal,
    now: new Date(),
  };
}

async function existing(file: string): Promise<string | undefined> {
  return access(file).then(
    () => file,
    () => undefined
  );
}

/** Runs the command line; gives the exit code. What was foreseen is told in words, a bug with its trace. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    await commandLine().parseAsync(args, { from: 'user' });
    return exitCodes.ok;
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? exitCodes.ok : exitCodes.configuration;
    }
    if (error instanceof QuestionError) {
      process.stderr.write(`${error.message}\n`);
      return exitCodes.configuration;
    }
    if (error instanceof StatsPortalError) {
      process.stderr.write(`${error.message}\n${error.advice === undefined ? '' : `${error.advice}\n`}`);
      return error.exitCode;
    }
    return unforeseen(error as Error & { code?: string });
  }
}

/** An error of the server has a SQLSTATE: its own words say more than a trace. */
function unforeseen(error: Error & { code?: string }): number {
  if (/^[0-9A-Z]{5}$/.test(error.code ?? '')) {
    process.stderr.write(`The database refused: ${error.message} (SQLSTATE ${error.code})\n`);
    // Classes of what was asked wrongly: data exception, invalid transaction state, syntax or access rule.
    return /^(22|25|42)/.test(error.code!) ? exitCodes.configuration : exitCodes.unavailable;
  }
  process.stderr.write(`This is a bug, please report it:\n${error.stack ?? error.message}\n`);
  return exitCodes.bug;
}
