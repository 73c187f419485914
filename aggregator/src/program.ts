import type { Logger } from 'pino';
import { connect, type ConnectOptions } from './database/connect.ts';
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

type Databases = Readonly<Record<DatabaseName, Database>>;

/** Opens the databases that a command needs, and closes them whatever happens. */
export async function withDatabases<Result>(
  settings: Settings,
  names: readonly DatabaseName[],
  work: (databases: Databases) => Promise<Result>,
  options: ConnectOptions = {}
): Promise<Result> {
  const opened = await openDatabases(settings, names, options);
  try {
    return await work(opened);
  } finally {
    await closeAll(opened);
  }
}

/** Opens these databases, or none of them. */
export async function openDatabases(
  settings: Settings,
  names: readonly DatabaseName[],
  options: ConnectOptions = {}
): Promise<Databases> {
  const urls = names.map((name) => requiredUrl(settings, name));
  const opened: Partial<Record<DatabaseName, Database>> = {};
  try {
    for (const [position, name] of names.entries()) {
      opened[name] = await connect(urls[position]!, options);
    }
    return opened as Databases;
  } catch (error) {
    await closeAll(opened);
    throw error;
  }
}

async function closeAll(databases: Partial<Databases>): Promise<void> {
  for (const database of Object.values(databases)) {
    await database.close();
  }
}
