import { QuestionError } from '@stats-portal/query';
import { CommanderError } from 'commander';
import type { Logger } from 'pino';
import { inWords } from './database/refusals.ts';
import { exitCodes, StatsPortalError, type ExitCode } from './errors.ts';
import { createLog, isReadable, type LogOptions } from './log.ts';
import { withoutSecrets } from './secrets.ts';

/** Where failures are told: the log's lines for machines, or plain words for people. */
export interface Voice {
  readonly log: Logger;
  /** Null where the log has JSON lines: then everything on standard error is one. */
  readonly write: ((text: string) => void) | null;
}

/** `isTerminal`: whether somebody reads standard error. */
export function createVoice(isTerminal: boolean, options: LogOptions): Voice {
  const write = (text: string): void => void process.stderr.write(withoutSecrets(text, options.secrets));
  return { log: createLog(isTerminal, options), write: isReadable(isTerminal, options.format) ? write : null };
}

interface Failure {
  readonly exitCode: ExitCode;
  readonly message: string;
  readonly advice?: string | undefined;
  /** A bug has its trace. */
  readonly trace?: string;
}

/** Tells why the program ends, once, and gives its exit code. What was foreseen is told in words, a bug with its trace. */
export function tellFailure(error: unknown, { log, write }: Voice): ExitCode {
  if (error instanceof CommanderError) {
    // Commander has written its words already.
    return error.exitCode === 0 ? exitCodes.ok : exitCodes.configuration;
  }
  const { message, advice, trace, exitCode } = failureOf(error);
  if (write !== null) {
    write([message, advice, trace].filter((text) => text !== undefined).join('\n') + '\n');
  } else if (trace === undefined) {
    log.error({ exitCode, ...(advice === undefined ? {} : { advice }) }, message);
  } else {
    log.fatal({ exitCode, trace }, message);
  }
  return exitCode;
}

function failureOf(thrown: unknown): Failure {
  const error = inWords(thrown);
  if (error instanceof QuestionError) {
    return { exitCode: exitCodes.configuration, message: error.message };
  }
  if (error instanceof StatsPortalError) {
    return { exitCode: error.exitCode, message: error.message, advice: error.advice };
  }
  const { stack, message } = error as Error;
  return { exitCode: exitCodes.bug, message: 'This is a bug, please report it:', trace: stack ?? message };
}
