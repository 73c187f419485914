/** Exit codes of the program, as documented in docs/operations.md. Numbers from 64 on follow sysexits.h, 124 timeout(1). */
export const exitCodes = {
  ok: 0,
  configuration: 2,
  drift: 3,
  newerDatabase: 57,
  badInput: 65,
  unavailable: 69,
  bug: 70,
  locked: 75,
  outOfTime: 124,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** A failure that the program foresees. Its message says what happened and where; `advice` says what to do. */
export class StatsPortalError extends Error {
  readonly exitCode: ExitCode;
  readonly advice: string | undefined;

  constructor(exitCode: ExitCode, message: string, options: { advice?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = new.target.name;
    this.exitCode = exitCode;
    this.advice = options.advice;
  }
}

/** Settings, arguments or a table that the program cannot work with. Nothing was changed. */
export class ConfigurationError extends StatsPortalError {
  constructor(message: string, options: { advice?: string; cause?: unknown } = {}) {
    super(exitCodes.configuration, message, options);
  }
}

/** Input lines that were refused; everything else was taken. */
export class BadInputError extends StatsPortalError {
  constructor(message: string, options: { advice?: string; cause?: unknown } = {}) {
    super(exitCodes.badInput, message, options);
  }
}

/** A database that cannot be reached, refuses the login or went away. */
export class UnavailableError extends StatsPortalError {
  constructor(message: string, options: { advice?: string; cause?: unknown } = {}) {
    super(exitCodes.unavailable, message, options);
  }
}

/** Somebody else works on the same database. */
export class LockedError extends StatsPortalError {
  constructor(message: string, options: { advice?: string; cause?: unknown } = {}) {
    super(exitCodes.locked, message, options);
  }
}

/** The statistics database was made by a newer program than this one. */
export class NewerDatabaseError extends StatsPortalError {
  constructor(message: string, options: { advice?: string; cause?: unknown } = {}) {
    super(exitCodes.newerDatabase, message, options);
  }
}

/** The statistics database is not as this program makes it. */
export class DriftError extends StatsPortalError {
  constructor(message: string, options: { advice?: string; cause?: unknown } = {}) {
    super(exitCodes.drift, message, options);
  }
}

/** The time that the command was given is up. What was done stays, and the next one goes on. */
export class OutOfTimeError extends StatsPortalError {
  constructor(message: string, options: { advice?: string; cause?: unknown } = {}) {
    super(exitCodes.outOfTime, message, options);
  }
}
