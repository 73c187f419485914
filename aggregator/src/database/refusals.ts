import { exitCodes, StatsPortalError, type ExitCode } from '../errors.ts';

/** An error of a server, as both drivers throw it. */
interface ServerError extends Error {
  /** SQLSTATE. */
  readonly code: string;
  /** Which database it was: see `namingServer`. */
  readonly server?: string;
}

/** What a server refused, in words: on which server, and what to do. */
class RefusedError extends StatsPortalError {
  /** SQLSTATE. */
  readonly code: string;

  constructor(exitCode: ExitCode, message: string, options: { advice: string; cause: ServerError }) {
    super(exitCode, message, options);
    this.code = options.cause.code;
  }
}

/** The same error, which knows where it happened: the server's own words do not say it. */
export function namingServer<Thrown extends object>(error: Thrown, server: string): Thrown {
  return Object.assign(error, { server });
}

/** Words for an error of a server; everything else passes unchanged. */
export function inWords(error: unknown): unknown {
  if (error instanceof StatsPortalError || !isServerError(error)) {
    return error;
  }
  const { code, message, server = 'The database' } = error;
  const { exitCode, what, advice } = explain(code);
  return new RefusedError(exitCode, `${server} ${what}: ${message} (SQLSTATE ${code}).`, { advice, cause: error });
}

function isServerError(error: unknown): error is ServerError {
  return error instanceof Error && /^[0-9A-Z]{5}$/.test((error as Partial<ServerError>).code ?? '');
}

interface Explanation {
  readonly exitCode: ExitCode;
  readonly what: string;
  readonly advice: string;
}

const again = 'What was not committed is done anew: start this command again';

const { configuration, unavailable } = exitCodes;

const wrongEncoding: Explanation = {
  exitCode: configuration,
  what: 'cannot store a text in its encoding',
  advice: 'The statistics database has to be one with UTF8: createdb --template=template0 --encoding=UTF8.',
};

/** By SQLSTATE, never by the words, which are in the server's language. */
const explanations: Readonly<Record<string, Explanation>> = {
  '53100': {
    exitCode: unavailable,
    what: 'has no space left on its disk',
    advice: `Make room on the disk of that server. ${again} afterwards.`,
  },
  '53200': {
    exitCode: unavailable,
    what: 'has no memory left',
    advice: `See the log of that server; lower work_mem or give it memory. ${again} afterwards.`,
  },
  '58030': { exitCode: unavailable, what: 'could not use its disk', advice: `See the log of that server. ${again}.` },
  '57014': {
    exitCode: unavailable,
    what: 'gave up a statement',
    advice: `It took longer than run.statementTimeout (or somebody cancelled it). ${again}, or set a longer time.`,
  },
  '55P03': {
    exitCode: unavailable,
    what: 'has a table that somebody else has locked',
    advice: `See pg_locks and pg_stat_activity there. ${again}.`,
  },
  '40P01': { exitCode: unavailable, what: 'found a deadlock', advice: `${again}.` },
  '40001': {
    exitCode: unavailable,
    what: 'could not finish what others have changed meanwhile',
    advice: `${again}. A hot standby that does this often needs hot_standby_feedback or a longer max_standby_streaming_delay.`,
  },
  '42501': {
    exitCode: configuration,
    what: 'does not give the right',
    advice: 'Grant it: docs/operations.md lists the rights of each role under "Roles and rights".',
  },
  '22021': wrongEncoding,
  '22P05': wrongEncoding,
  '25006': {
    exitCode: configuration,
    what: 'only lets read',
    advice:
      'The statistics database has to be a primary server, not a standby, and default_transaction_read_only has to be off.',
  },
};

function explain(code: string): Explanation {
  const known = explanations[code];
  if (known !== undefined) {
    return known;
  }
  // Classes of what was asked wrongly: data exception, invalid transaction state, syntax or access rule.
  const isAskedWrongly = /^(22|25|42)/.test(code);
  return {
    exitCode: isAskedWrongly ? configuration : unavailable,
    what: 'refused',
    advice: isAskedWrongly
      ? 'See whether the statement is right, and the tables there are as this version expects them.'
      : `See the log of that server. ${again}.`,
  };
}
