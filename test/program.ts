import { spawn } from 'node:child_process';
import { join } from 'node:path';

const program = join(__dirname, '../aggregator/bin/stats-portal.js');

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  /** Standard error: log lines and messages. */
  readonly said: string;
}

/** Runs the program as a user starts it, with these environment variables and no others of ours. */
export function runProgram(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  options: { readonly folder?: string; readonly started?: (pid: number) => void } = {}
): Promise<Ended> {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: options.folder ?? '/',
    env: { PATH: process.env.PATH, HOME: '/nonexistent', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  options.started?.(child.pid!);
  let out = '';
  let said = '';
  child.stdout.on('data', (some: Buffer) => (out += String(some)));
  child.stderr.on('data', (some: Buffer) => (said += String(some)));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      resolve({ code, signal, out, said });
    });
  });
}
