import { readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { LockedError } from '../errors.ts';

/** One process in one folder. A lock ends with `release`, or with the death of its process. */
export interface FolderLock {
  release(): Promise<void>;
}

interface Holder {
  readonly pid: number;
  readonly host: string;
  /** Tells a process from a later one with the same pid; undefined where the system does not say. */
  readonly started: string | undefined;
  /** Someone who only asks may withdraw; someone who holds has won. */
  readonly state: 'asking' | 'holding';
}

const prefix = 'lock.';
const attempts = 20;

/** Folders of this process: its own pid in a lock file says nothing about a second opening in here. */
const held = new Set<string>();

/**
 * Takes the lock of `folder`, which must be a real path.
 *
 * Each process writes a file of its own name, then looks for the files of others. Whoever comes second sees the first,
 * files of dead processes can be removed by anyone at any time, and no moment exists in which a stale lock that is
 * being replaced looks free to two processes.
 *
 * @throws LockedError naming the holder; errors of the file system pass through.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  if (held.has(folder)) {
    throw lockedError(folder, `this process (pid ${process.pid})`);
  }
  held.add(folder);
  const own = join(folder, `${prefix}${hostname()}.${process.pid}`);
  const release = async () => {
    await rm(own, { force: true });
    held.delete(folder);
  };
  try {
    await acquire(folder, own);
  } catch (error) {
    await release();
    throw error;
  }
  return { release };
}

async function acquire(folder: string, own: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    await writeState(own, 'asking');
    const other = await findLiveHolder(folder, own);
    if (!other) {
      return writeState(own, 'holding');
    }
    if (other.state === 'holding' || attempt === attempts) {
      throw lockedError(folder, `process ${other.pid} on ${other.host}`, isHere(other) ? undefined : other);
    }
    // Both ask at the same moment: both step back, and return after times that differ by their pids.
    await rm(own, { force: true });
    await wait(attempt * (1 + (process.pid % 23)));
  }
}

/** Written beside and renamed, so that nobody reads half a file. */
async function writeState(own: string, state: Holder['state']): Promise<void> {
  const holder: Holder = { pid: process.pid, host: hostname(), started: await startOf(process.pid), state };
  const draft = join(own, '..', `draft.${hostname()}.${process.pid}`);
  await writeFile(draft, `${JSON.stringify(holder)}\n`);
  await rename(draft, own);
}

async function findLiveHolder(folder: string, own: string): Promise<Holder | undefined> {
  const names = (await readdir(folder)).filter((name) => name.startsWith(prefix));
  for (const path of names.map((name) => join(folder, name)).filter((path) => path !== own)) {
    const text = await readFile(path, 'utf8').catch(() => undefined);
    // One that is gone meanwhile may come back at any moment, and must not be removed then.
    if (text === undefined) {
      continue;
    }
    const holder = parseHolder(text);
    if (holder && (await isAlive(holder))) {
      return holder;
    }
    await rm(path, { force: true });
  }
  return undefined;
}

/** Undefined for what a machine that lost power has left: a complete file is renamed into place. */
function parseHolder(text: string): Holder | undefined {
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return undefined;
  }
}

/** A holder on another machine (or container) counts as alive, because nothing here can tell. */
async function isAlive(holder: Holder): Promise<boolean> {
  return !isHere(holder) || (processExists(holder.pid) && (await startOf(holder.pid)) === holder.started);
}

function isHere(holder: Holder): boolean {
  return holder.host === hostname();
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Boot and clock tick in which a process started (Linux); elsewhere a live pid has to be enough. */
async function startOf(pid: number): Promise<string | undefined> {
  try {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in parentheses and may contain both blanks and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A dead process whose parent has not asked for its end yet still has its pid.
    return fields[0] === 'Z' ? undefined : `${boot.trim()} ${fields[19]}`;
  } catch {
    return undefined;
  }
}

function lockedError(folder: string, holder: string, elsewhere?: Holder): LockedError {
  return new LockedError(`The embedded database in ${folder} is in use by ${holder}.`, {
    advice: elsewhere
      ? `End that process. If it is known to be gone, delete the file ${prefix}${elsewhere.host}.${elsewhere.pid} there.`
      : 'Wait until it has finished, or end it; one process at a time can use an embedded database.',
  });
}
