import { mkdir, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ConfigurationError } from '../errors.ts';
import { lockFolder } from './folder-lock.ts';

/** A folder that belongs to this process until `release`. */
export interface EmbeddedFolder {
  /** Real path, for messages. */
  readonly path: string;
  /** PostgreSQL's own data folder inside it. */
  readonly dataFolder: string;
  /** Whether a finished database is in it. */
  readonly complete: boolean;
  markComplete(): Promise<void>;
  release(): Promise<void>;
}

const dataName = 'pgdata';
const markerName = 'README';
const marker = `This folder is an embedded database of stats-portal.
Copy it only while no program uses it, and always as a whole.
`;

const ours = new RegExp(`^(?:${dataName}|${markerName}|(?:lock|draft)\\..*)$`);

/**
 * Makes the folder if it is missing, takes its lock, and removes a database whose creation was interrupted.
 *
 * @throws ConfigurationError if the folder has other files in it or cannot be written, LockedError.
 */
export async function claimEmbeddedFolder(folder: string): Promise<EmbeddedFolder> {
  try {
    return await claim(resolve(folder));
  } catch (error) {
    throw isFileSystemError(error) ? unusable(folder, error) : error;
  }
}

async function claim(folder: string): Promise<EmbeddedFolder> {
  await mkdir(folder, { recursive: true });
  const path = await realpath(folder);
  await refuseForeignFiles(path);
  const lock = await lockFolder(path);
  try {
    const complete = (await readdir(path)).includes(markerName);
    const dataFolder = join(path, dataName);
    if (!complete) {
      await rm(dataFolder, { recursive: true, force: true });
      await mkdir(dataFolder);
    }
    const markComplete = () => writeFile(join(path, markerName), marker);
    return { path, dataFolder, complete, markComplete, release: () => lock.release() };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function refuseForeignFiles(path: string): Promise<void> {
  const foreign = (await readdir(path)).filter((name) => !ours.test(name));
  if (foreign.length > 0) {
    throw new ConfigurationError(
      `The folder ${path} is not an embedded database: it has other files in it (${foreign.slice(0, 3).join(', ')}).`,
      { advice: 'Name an empty or a new folder.' }
    );
  }
}

function unusable(folder: string, cause: NodeJS.ErrnoException): ConfigurationError {
  return new ConfigurationError(`The folder ${resolve(folder)} cannot hold an embedded database: ${cause.message}.`, {
    advice: 'Name a folder that this user may create and write.',
    cause,
  });
}

function isFileSystemError(error: unknown): error is NodeJS.ErrnoException {
  return typeof error === 'object' && error !== null && 'syscall' in error;
}
