import { spawn } from 'node:child_process';
import { keptSince, requiredFolder } from '../bundle/folder.ts';
import { makeReceipt } from '../bundle/receipt.ts';
import { notInstalled } from '../bundle/ssh/process.ts';
import { remoteActions, remoteWords, type RemoteAction } from '../bundle/ssh/remote.ts';
import { ConfigurationError, UnavailableError } from '../errors.ts';
import { withDatabases, type Program } from '../program.ts';
import { importAll } from './import.ts';
import { pruneHere } from './prune.ts';

/**
 * `stats-portal receive`: what the key of the other server may do here, as its forced command in authorized_keys. Files
 * come by rsync, which rrsync holds in the folder for bundles; `import` and `prune` are done by this program; all else
 * is refused. sshd gives the command that was asked for in SSH_ORIGINAL_COMMAND.
 */
export async function receiveCommand(program: Program, action: string | undefined): Promise<void> {
  const asked = process.env.SSH_ORIGINAL_COMMAND ?? (action === undefined ? '' : `stats-portal receive ${action}`);
  if (asked.startsWith('rsync --server ')) {
    await receiveFiles(await requiredFolder(program.settings));
    return;
  }
  const known = remoteActions.find((one) => remoteWords(one).join(' ') === asked);
  if (known === undefined) {
    throw new ConfigurationError('This key may only send bundles, and have them imported and pruned.', {
      advice: `Asked for was: ${asked === '' ? 'a shell' : JSON.stringify(asked.slice(0, 200))}`,
    });
  }
  await withDatabases(program.settings, ['statsdb'], async ({ statsdb }) => {
    await actions[known](program, statsdb);
  });
}

type Work = (program: Program, statsdb: Parameters<typeof pruneHere>[1]) => Promise<void>;

const actions: Readonly<Record<RemoteAction, Work>> = {
  prune: pruneHere,
  /** The receipt is the answer, also where a bundle was refused: the others are in. */
  async import(program, statsdb) {
    try {
      await importAll(program, statsdb);
    } finally {
      program.output.write(`${JSON.stringify(await makeReceipt(statsdb, keptSince(program.settings, program.now)))}\n`);
    }
  },
};

/** rrsync comes with rsync; it reads SSH_ORIGINAL_COMMAND itself, and lets nothing out of the folder. */
function receiveFiles(folder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('rrsync', ['-munge', '-no-del', folder], { stdio: 'inherit' });
    child.once('error', (cause) => {
      reject(notInstalled('rrsync', cause));
    });
    child.once('close', (code) => {
      if (code === 0) {
        resolve();
      } else {
        reject(new UnavailableError(`rrsync ended with ${code}.`));
      }
    });
  });
}
