import { randomUUID } from 'node:crypto';
import { access } from 'node:fs/promises';
import { rollups } from '@stats-portal/catalog';
import { Argument, Command, Option } from 'commander';
import type { Logger } from 'pino';
import { format, type Declare } from './cli/declare.ts';
import { declareOperators } from './cli/operators.ts';
import { declareQuery } from './cli/query.ts';
import { annotateCommand, annotationsListCommand, annotationsRemoveCommand } from './commands/annotate.ts';
import { changesCommand } from './commands/changes.ts';
import { checkCommand } from './commands/check.ts';
import { exportCommand } from './commands/export.ts';
import { feedsCommand } from './commands/feeds.ts';
import { importCommand } from './commands/import.ts';
import { loadCommand } from './commands/load.ts';
import { migrateCommand } from './commands/migrate.ts';
import { nightlyCommand } from './commands/nightly.ts';
import { planCommand } from './commands/plan.ts';
import { pruneCommand } from './commands/prune.ts';
import { pushCommand } from './commands/push.ts';
import { receiveCommand } from './commands/receive.ts';
import { revisionsCommand } from './commands/revisions.ts';
import { runCommand } from './commands/run.ts';
import { sqlCommand } from './commands/sql.ts';
import { statusCommand } from './commands/status.ts';
import { verifyCommand } from './commands/verify.ts';
import { watchActions, watchCommand } from './commands/watch.ts';
import { exitCodes } from './errors.ts';
import { createVoice, tellFailure } from './failure.ts';
import { createLog } from './log.ts';
import type { Program } from './program.ts';
import { secretsOf } from './secrets.ts';
import { readSettings, type Settings } from './settings.ts';
import { version } from './version.ts';

const defaultFile = 'stats-portal.yaml';

/** The log of a command, as the settings want it. */
type OpenLog = (settings: Settings, command: string) => Logger;

/** The command line: only wires. Each command is a file in commands/. */
export function commandLine(openLog: OpenLog = () => createLog(false)): Command {
  const cli = new Command('stats-portal')
    .description('Exact statistics of the incident events in an IntelMQ eventDB')
    .version(version)
    .option('--config <file>', `settings file (default: ./${defaultFile}, if there is one)`)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false });

  // Commander calls with arguments, options and itself; what they are is declared below, beside each command.
  const command: Declare = (name, description, action, parent = cli) =>
    parent
      .command(name)
      .description(description)
      .exitOverride()
      .action(async (...args) => {
        const own = name.split(' ', 1)[0]!;
        const program = await programOf(cli, parent === cli ? own : `${parent.name()} ${own}`, openLog);
        return action(program, ...(args.slice(0, -1) as never[]));
      });

  command('migrate', 'create or upgrade the statistics database', migrateCommand).option(
    '--rezone',
    'take the zone of the settings: the next run counts all days anew whose events are still there'
  );
  command(
    'check',
    'compare the statistics database with what this program makes; ends with 3 where they differ',
    checkCommand
  ).option('--json', 'as JSON');
  command('plan', 'print the SQL that ends the differences that check names, for psql', planCommand);
  command('load <file...>', "load IntelMQ's JSON lines (also .gz; - is standard input) into the eventDB", loadCommand);
  command('run', 'bring the statistics up to date', runCommand)
    .option('--from <day>', 'count these days whatever has changed')
    .option('--to <day>', 'last of these days (default: today)')
    .option('--allow-loss', 'count days too that have fewer events than their statistics')
    .option('--dry-run', 'only say which days, and why')
    .option('--workers <n>', 'count so many days at the same time (default: run.workers of the settings)')
    .option('--deadline <time>', 'begin no more day after 90s, 30m or 2h (default: run.deadline of the settings)')
    .option('--metrics <file>', 'write metrics for node_exporter (default: metrics.textfile of the settings)');
  command('export', 'write what the other server does not have yet into a bundle, and print its path', exportCommand)
    .addOption(new Option('--all', 'all days, whatever has arrived there').conflicts(['since', 'newSource']))
    .addOption(new Option('--since <day>', 'all days from this one on').conflicts('newSource'))
    .option('--new-source', 'all days, with versions that begin anew: after this database was set back')
    .option('--receipt <file>', 'first note what has arrived: receipt.json of the other server');
  command('push', 'send the bundles that wait over ssh, and have them imported there', pushCommand);
  command(
    'import [file...]',
    'take what is newer in these bundles (default: all in bundles.folder)',
    importCommand
  ).option('--accept-source', 'take bundles of this source from now on, whatever was here before');
  command(
    'prune',
    'delete bundles that have arrived and are older than bundles.keepDays, on both servers',
    pruneCommand
  );
  command('nightly', 'run, export, push with the import there, prune: the line for cron', nightlyCommand);
  command('receive [action]', 'what the key of the sending server may do here (docs/two-servers.md)', receiveCommand);
  command('status', 'how fresh the statistics are, and what they weigh', statusCommand)
    .option('--json', 'as JSON')
    .addOption(new Option('--prometheus', 'as metrics for Prometheus').conflicts('json'))
    .option('--max-age <hours>', 'end with 3 if the last success is longer ago');
  command(
    'verify',
    'count days a second time, another way, and compare every row; ends with 3 if any differs',
    verifyCommand
  )
    .option('--from <day>', 'verify the days from this one on (default: the first counted one)')
    .option('--to <day>', 'last of these days (default: the last counted one)')
    .option('--sample <n>', 'draw so many counted days at random (default: 10, or all days if some are named)')
    .option('--seed <n>', 'draw the same days again')
    .option('--mark', 'mark the different days: the next run counts them anew')
    .option('--limit <n>', 'how many differences are shown', '20')
    .addOption(format());
  command('revisions', 'closed days whose numbers have changed since: before, after, and why', revisionsCommand)
    .option('--from <day>', 'only these days')
    .option('--to <day>', 'last of these days')
    .addOption(
      new Option('--rollup <name>', 'only this rollup, such as total').choices(rollups.map(({ name }) => name))
    )
    .addOption(format());
  command('feeds', 'what is expected of each feed, as its history says, and what it did of late', feedsCommand).option(
    '--json',
    'as JSON'
  );
  command(
    'changes',
    'what moved from one closed week to the next, and how much of it is explained',
    changesCommand
  ).option('--json', 'as JSON');
  command('annotate <text>', 'note what has to be known beside the curves of some days', annotateCommand)
    .requiredOption('--from <day>', 'first of these days')
    .option('--to <day>', 'last of these days (default: the first)')
    .option('--provider <name>', 'only beside what this provider reports')
    .option('--feed <name>', 'only beside this feed')
    .option('--code <code>', 'only beside the feed with this code')
    .option('--taxonomy <name>', 'only beside this taxonomy')
    .option('--type <name>', 'only beside this type')
    .option('--identifier <name>', 'only beside this problem');
  const annotations = cli
    .command('annotations')
    .description('what has to be known beside the curves: found by the runs, or made by hand')
    .exitOverride();
  command('list', 'all, or those of some days', annotationsListCommand, annotations)
    .option('--from <day>', 'from this day on')
    .option('--to <day>', 'up to this day')
    .option('--json', 'as JSON');
  command('remove <id>', 'take one away that was made by hand', annotationsRemoveCommand, annotations);
  command('watch', 'triggers in the eventDB that notice changes of old events (opt-in)', watchCommand)
    .addArgument(
      new Argument('<action>', 'put them on the table, take them off, or forget old marks').choices(watchActions)
    )
    .option('--url <url>', "the eventDB as the table's owner, without a password (default: eventdb.url)")
    .option('--dry-run', 'only print the SQL')
    .option('--keep-days <n>', 'prune: forget marks that are older', '90');
  declareOperators(command, cli);
  declareQuery(command);
  command('sql <statement>', 'read-only look into either database', sqlCommand)
    .addOption(new Option('--db <database>', 'which one').choices(['eventdb', 'statsdb']).default('statsdb'))
    .addOption(format());
  return cli;
}

async function programOf(cli: Command, command: string, openLog: OpenLog): Promise<Program> {
  const { config } = cli.opts<{ config?: string }>();
  const settings = await readSettings({ file: config ?? (await existing(defaultFile)), environment: process.env });
  return {
    settings,
    log: openLog(settings, command),
    output: process.stdout,
    isTerminal: process.stderr.isTTY,
    now: new Date(),
  };
}

async function existing(file: string): Promise<string | undefined> {
  return access(file).then(
    () => file,
    () => undefined
  );
}

/** Runs the command line; gives the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const { isTTY } = process.stderr;
  const run = randomUUID().slice(0, 8);
  let voice = createVoice(isTTY, { marks: { run } });
  const openLog: OpenLog = (settings, command) => {
    const secrets = secretsOf([settings.eventdb.url, settings.statsdb.url, settings.contactdb.url], process.env);
    voice = createVoice(isTTY, { ...settings.log, marks: { command, run }, secrets });
    return voice.log;
  };
  try {
    await commandLine(openLog).parseAsync(args, { from: 'user' });
    return exitCodes.ok;
  } catch (error) {
    return tellFailure(error, voice);
  }
}
