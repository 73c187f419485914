import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { atEnd } from './index.ts';

/** Another process of the program's code. */
export interface Process {
  readonly pid: number;
  /** The lines of its output, one by one. */
  readonly lines: AsyncIterator<string>;
  readonly send: (line: string) => void;
  /** SIGKILL; resolves when it is gone. */
  readonly kill: () => Promise<void>;
}

/** Starts a script of this folder in a Node of its own; it is killed at the end of the test. */
export function startProcess(script: string, ...parameters: string[]): Process {
  const child = spawn(process.execPath, ['--import', 'tsx', join(__dirname, script), ...parameters]);
  child.stderr.pipe(process.stderr);
  const exited = once(child, 'exit');
  const kill = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  atEnd(kill);
  return { pid: child.pid!, lines: linesOf(child), send: (line) => child.stdin.write(`${line}\n`), kill };
}

function linesOf(child: ChildProcessWithoutNullStreams): AsyncIterator<string> {
  return createInterface({ input: child.stdout })[Symbol.asyncIterator]();
}
