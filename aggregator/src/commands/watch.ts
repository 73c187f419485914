import { connect } from '../database/connect.ts';
import type { Database } from '../database/database.ts';
import { ConfigurationError } from '../errors.ts';
import { withDatabases, type Program } from '../program.ts';
import { hasPassword } from '../secrets.ts';
import { apply, planInstall, planPrune, planRemove } from '../watch/watch.ts';

export const watchActions = ['install', 'remove', 'prune'] as const;

export interface WatchArguments {
  readonly url?: string;
  readonly dryRun?: boolean;
  readonly keepDays: string;
}

/** `stats-portal watch`: triggers in the eventDB that mark the days of old events that were changed. */
export async function watchCommand(
  program: Program,
  action: (typeof watchActions)[number],
  options: WatchArguments
): Promise<void> {
  const { settings, log, output } = program;
  await withDatabases(settings, ['eventdb'], async ({ eventdb }) => {
    await withOwner(eventdb, options.url, async (owner) => {
      const plans = {
        install: async () => planInstall(owner, settings.eventdb.table, await readerOf(eventdb, owner)),
        remove: () => planRemove(owner),
        prune: () => planPrune(owner, keepDays(options.keepDays)),
      };
      const statements = await plans[action]();
      if (options.dryRun === true) {
        output.write(statements.map((statement) => `${statement}\n`).join('\n'));
        return;
      }
      await apply(owner, statements);
      log.info(
        {
          install: `${settings.eventdb.table} in ${owner.name} is watched: changes of old events will be noticed`,
          remove: statements.length === 0 ? `${owner.name} had no watch` : `the watch is removed from ${owner.name}`,
          prune: `old marks are forgotten in ${owner.name}`,
        }[action]
      );
    });
  });
}

async function withOwner(
  eventdb: Database,
  url: string | undefined,
  work: (owner: Database) => Promise<void>
): Promise<void> {
  if (url === undefined) {
    await work(eventdb);
    return;
  }
  if (hasPassword(url)) {
    throw new ConfigurationError('--url has a password: every user of this machine can read a command line.', {
      advice: 'Give the password in PGPASSWORD or ~/.pgpass.',
    });
  }
  const owner = await connect(url);
  try {
    await work(owner);
  } finally {
    await owner.close();
  }
}

/** The role that reads the events; null where it is the one that owns them. */
async function readerOf(eventdb: Database, owner: Database): Promise<string | null> {
  const [reader, other] = await Promise.all([eventdb, owner].map(roleOf));
  return reader === other ? null : reader!;
}

async function roleOf(database: Database): Promise<string> {
  const [row] = await database.rows<{ role: string }>('SELECT current_user::text AS role');
  return row!.role;
}

function keepDays(text: string): number {
  const days = Number(text);
  if (!/^\d+$/.test(text) || days < 1 || days > 100_000) {
    throw new ConfigurationError(`--keep-days ${text}: not a whole number of days.`);
  }
  return days;
}
