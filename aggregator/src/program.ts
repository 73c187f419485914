import type { Logger } from 'pino';
import { connect } from './database/connect.ts';
import type { Database } from './database/database.ts';
import { requiredUrl, type Settings } from './settings.ts';

/** What every command is given. */
export interface Program {
  readonly settings: Settings;
  readonly log: Logger;
  /** Answers go here, everything else to the log. */
  readonly output: NodeJS.WritableStream;
  /** Progress bars are for people. */
  readonly isTerminal: boolean;
  readonly now: Date;
}

export type DatabaseName = 'eventdb' | 'statsdb';

/** Opens the databases that a command needs, and closes them whatever happens. */
export async function withDatabases<Result>(
  settings: Settings,
  names: readonly DatabaseName[],
  work: (databases: Readonly<Record<DatabaseName, Database>>) => Promise<Result>
): Promise<Result> {
  const urls = names.map((name) => requiredUrl(settings, name));
  const opened: Partial<Record<DatabaseName, Database>> = {};
  try {
    for (const [position, name] of names.entries()) {
      opened[name] = await connect(urls[position]!);
    }
    return await work(opened as Record<DatabaseName, Database>);
  } finally {
    for (const database of Object.values(opened)) {
      await database.close();
    }
  }
}
