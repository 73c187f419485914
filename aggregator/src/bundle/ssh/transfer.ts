import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UnavailableError } from '../../errors.ts';
import { receiptName } from '../receipt.ts';
import { rsyncArguments, rsyncPath, sftpArguments, targetName, type Destination } from './arguments.ts';
import { runProgram, type Outcome } from './process.ts';

/** What sftp has begun stays there until it is whole, out of the sight of an import. rsync hides it itself. */
const partialFolder = '.partial';

/** Two ways to the same folder. */
interface Tool {
  /** Sends files of a folder; those that are there in part are completed. */
  send(destination: Destination, folder: string, names: readonly string[]): Promise<void>;
  /** Fetches a file into a folder, if it is there. */
  fetch(destination: Destination, folder: string, name: string): Promise<void>;
}

/** Sends bundles. Throws an UnavailableError; the next try goes on where this one ended. */
export async function sendBundles(destination: Destination, folder: string, paths: readonly string[]): Promise<void> {
  if (paths.length > 0) {
    await toolOf(destination).send(
      destination,
      folder,
      paths.map((path) => basename(path))
    );
  }
}

/** Fetches the receipt that imports leave beside the bundles, into a folder; gives its path there. */
export async function fetchReceipt(destination: Destination, folder: string): Promise<string> {
  await toolOf(destination).fetch(destination, folder, receiptName);
  return join(folder, receiptName);
}

function toolOf({ tool }: Destination): Tool {
  return tool === 'rsync' ? rsync : sftp;
}

const rsync: Tool = {
  async send(destination, folder, names) {
    // Not --partial-dir: under rrsync of rsync 3.5 an interrupted file is then lost. So it comes to its own name, is seen to
    // be cut off if it is imported, and completed by the next push.
    const args = [...rsyncArguments(destination), '--times', '--partial'];
    const outcome = await runProgram('rsync', [...args, '--', ...names, rsyncPath(destination)], { folder });
    requireSuccess('rsync', outcome, destination);
  },
  async fetch(destination, folder, name) {
    const args = [...rsyncArguments(destination), '--ignore-times', '--ignore-missing-args'];
    const outcome = await runProgram('rsync', [...args, '--', rsyncPath(destination, name), './'], { folder });
    requireSuccess('rsync', outcome, destination);
  },
};

const sftp: Tool = {
  async send(destination, folder, names) {
    // A minus sign in front: the next line is run even if this one fails.
    const look = [`-mkdir ${partialFolder}`, `-ls -ln ${partialFolder}`];
    const there = sizesIn(await runSftp(destination, folder, look));
    const lines: string[] = [];
    for (const name of names) {
      const { size } = await stat(join(folder, name));
      const partial = `${partialFolder}/${name}`;
      const already = there.get(name);
      if (already !== undefined && already > size) {
        lines.push(`rm ${partial}`);
      }
      if (already !== size) {
        lines.push(already !== undefined && already < size ? `reput ${name} ${partial}` : `put ${name} ${partial}`);
      }
      lines.push(`rename ${partial} ${name}`);
    }
    await runSftp(destination, folder, lines);
  },
  async fetch(destination, folder, name) {
    await runSftp(destination, folder, [`-get ${name} ${name}`]);
  },
};

/** Names of bundles and receipts have no letter that sftp would read. */
async function runSftp(destination: Destination, folder: string, lines: readonly string[]): Promise<string> {
  const outcome = await runProgram('sftp', sftpArguments(destination), { folder, input: `${lines.join('\n')}\n` });
  requireSuccess('sftp', outcome, destination);
  return outcome.out;
}

/** Sizes by name, as `ls -ln` of sftp lists them. */
function sizesIn(listing: string): Map<string, number> {
  const lines = listing.matchAll(/^-\S+ +\S+ +\S+ +\S+ +(\d+) .* (\S+)$/gm);
  return new Map([...lines].map(([, size, path]) => [basename(path!), Number(size)]));
}

function requireSuccess(name: string, { code, said }: Outcome, destination: Destination): void {
  if (code !== 0) {
    throw unreachable(destination, `${name} ended ${code === null ? 'by a signal' : `with ${code}`}`, said);
  }
}

/** What ssh, rsync or sftp say is for people: it goes into the message as it is. */
export function unreachable(destination: Destination, what: string, said: string): UnavailableError {
  return new UnavailableError(
    `${targetName(destination)} could not be reached: ${what}.${said === '' ? '' : `\n${said}`}`,
    { advice: adviceFor(said) }
  );
}

function adviceFor(said: string): string {
  if (/host key verification failed/i.test(said)) {
    return 'Put the public key of that server into known_hosts (docs/two-servers.md), after comparing its fingerprint.';
  }
  if (/permission denied/i.test(said)) {
    return 'Check push.user and push.key here, and authorized_keys there (docs/two-servers.md).';
  }
  return 'Nothing is lost: the bundles wait, and the next push goes on where this one ended.';
}
