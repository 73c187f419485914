import { exitCodes, StatsPortalError, type ExitCode } from '../../errors.ts';
import { toWords } from '../../log.ts';
import { parseReceipt, type Receipt } from '../receipt.ts';
import { sshArguments, targetName, type Destination } from './arguments.ts';
import { runProgram, type Outcome } from './process.ts';
import { unreachable } from './transfer.ts';

/** What ssh itself ends with when it did not get through. */
const sshFailed = 255;

/** What may be asked of the program on the other server. */
export const remoteActions = ['import', 'prune'] as const;
export type RemoteAction = (typeof remoteActions)[number];

/** The command that is asked for there; a restricted key compares it word by word. */
export const remoteWords = (action: RemoteAction): string[] => ['stats-portal', 'receive', action];

export interface RemoteImport {
  /** Null if nothing was ever imported there. */
  readonly receipt: Receipt | null;
  /** What was refused there, to be thrown once the receipt is remembered. */
  readonly failure: StatsPortalError | null;
}

/** Has the bundles imported there. Throws an UnavailableError if the other server cannot be reached. */
export async function importThere(destination: Destination): Promise<RemoteImport> {
  const outcome = await ask(destination, 'import');
  const text = outcome.out.trim();
  return {
    receipt: text === '' || text === 'null' ? null : parseReceipt(text, `The answer of ${targetName(destination)}`),
    failure: outcome.code === 0 ? null : failedThere(destination, 'import', outcome),
  };
}

/** Has bundles deleted there that are old enough. */
export async function pruneThere(destination: Destination): Promise<void> {
  const outcome = await ask(destination, 'prune');
  if (outcome.code !== 0) {
    throw failedThere(destination, 'prune', outcome);
  }
}

async function ask(destination: Destination, action: RemoteAction): Promise<Outcome> {
  const outcome = await runProgram('ssh', sshArguments(destination, remoteWords(action)));
  if (outcome.code === sshFailed || outcome.code === null) {
    throw unreachable(destination, 'ssh did not get through', outcome.said);
  }
  return outcome;
}

/** The exit code there says here what it says there. */
function failedThere(destination: Destination, action: RemoteAction, { code, said }: Outcome): StatsPortalError {
  const known = Object.values(exitCodes).find((one): one is ExitCode => one === code);
  return new StatsPortalError(
    known ?? exitCodes.unavailable,
    `stats-portal ${action} at ${targetName(destination)} ended with ${code}:\n${toWords(said)}`,
    {
      advice:
        known === undefined ? 'Check that stats-portal is installed there, and that the key may run it.' : 'See there.',
    }
  );
}
