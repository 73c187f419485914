import { spawn } from 'node:child_process';
import { ConfigurationError } from '../../errors.ts';

/** What a program of the system did. */
export interface Outcome {
  /** Null if a signal ended it. */
  readonly code: number | null;
  readonly out: string;
  /** The end of what it wrote to standard error. */
  readonly said: string;
}

/** Beyond that nobody reads it. */
const longestComplaint = 4_000;

/**
 * Runs a program of the system with these arguments, in `folder`; no shell sees them. `input` is its standard input.
 * Throws a ConfigurationError if it is not installed.
 */
export function runProgram(
  name: string,
  args: readonly string[],
  { folder, input = '' }: { readonly folder?: string; readonly input?: string } = {}
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(name, args, { stdio: ['pipe', 'pipe', 'pipe'], ...(folder !== undefined && { cwd: folder }) });
    const out: Buffer[] = [];
    let said = '';
    child.stdout.on('data', (piece: Buffer) => out.push(piece));
    child.stderr.on('data', (piece: Buffer) => {
      said = (said + piece.toString('utf8')).slice(-longestComplaint);
    });
    // A program that ends without reading all of it has its reasons, and says them.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    child.once('error', (cause) => {
      reject(notInstalled(name, cause));
    });
    child.once('close', (code) => {
      resolve({ code, out: Buffer.concat(out).toString('utf8'), said: said.trim() });
    });
  });
}

export function notInstalled(name: string, cause: Error): ConfigurationError {
  return new ConfigurationError(`The program ${name} cannot be started: ${cause.message}.`, {
    advice: `Install it: apt install ${name === 'rsync' || name === 'rrsync' ? 'rsync' : 'openssh-client'}`,
    cause,
  });
}
