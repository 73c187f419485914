import type { Readable, Writable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { type Client, DatabaseError, type QueryArrayConfig } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { StatsPortalError, type UnavailableError } from '../errors.ts';
import type { Answer, Database, Parameter } from './database.ts';
import { parameterText } from './parameters.ts';
import { connectionFailed, connectionLost, endsConnection } from './postgres-errors.ts';
import { createClient, type PostgresOptions } from './postgres-client.ts';
import { Session, sessionSettings } from './session.ts';

/** Milliseconds that a server has for its own cancellation of a statement before the connection is given up. */
const graceAfterTimeout = 10_000;
/** Milliseconds for a polite goodbye to a server that may be gone. */
const closeTimeout = 2_000;

/**
 * Opens one connection to the server in `url`. A password missing there is taken from PGPASSWORD or ~/.pgpass.
 *
 * @throws ConfigurationError for an address that cannot be read, UnavailableError that says what failed on which server.
 */
export async function openPostgres(url: string, options: PostgresOptions = {}): Promise<Database> {
  const { client, name, connectTimeout } = createClient(url, options);
  const database = new PostgresDatabase(name, client, options.statementTimeout);
  const start = performance.now();
  try {
    await client.connect();
    const timeout = options.statementTimeout ?? 0;
    await client.query(`${sessionSettings}; SET statement_timeout TO ${Math.round(timeout)}`);
    return database;
  } catch (error) {
    void database.close();
    const seconds = (performance.now() - start) / 1000;
    throw connectionFailed({
      client,
      name,
      error,
      timedOutAfter: seconds >= connectTimeout ? connectTimeout : undefined,
    });
  }
}

/** One statement even without parameters; the types of `pg` do not know the mode yet. */
type ExtendedStatement = QueryArrayConfig & { readonly queryMode: 'extended' };

class PostgresDatabase extends Session {
  readonly kind = 'postgres';
  readonly name: string;
  readonly #client: Client;
  readonly #statementTimeout: number | undefined;
  #lost: UnavailableError | undefined;
  #turn: Promise<void> = Promise.resolve();
  #reading = false;
  #closing: Promise<void> | undefined;

  constructor(name: string, client: Client, statementTimeout: number | undefined) {
    super();
    this.name = name;
    this.#client = client;
    this.#statementTimeout = statementTimeout;
    // Without a listener, a connection that breaks while nobody waits for an answer would end the process.
    client.on('error', (error) => this.#lose(error));
  }

  query(sql: string, parameters: readonly Parameter[] = []): Promise<Answer> {
    return this.#alone(async () => {
      const statement: ExtendedStatement = {
        text: sql,
        values: parameters.map(parameterText),
        rowMode: 'array',
        queryMode: 'extended',
      };
      const { fields, rows } = await this.#client.query<Array<string | null>>(statement);
      return { columns: fields.map((field) => ({ name: field.name, type: field.dataTypeID })), rows };
    });
  }

  execute(sql: string): Promise<void> {
    return this.#alone(async () => {
      await this.#client.query(sql);
    });
  }

  /** Other calls wait for nothing here: they fail until the last piece was read or the loop was left. */
  async *copyOut(select: string): AsyncIterable<Uint8Array> {
    const release = await this.#takeTurn();
    this.#reading = true;
    try {
      const stream = this.#client.query(copyTo(`COPY (${select}) TO STDOUT`));
      yield* readToEnd(stream);
    } catch (error) {
      throw this.#foreseen(error);
    } finally {
      this.#reading = false;
      release();
    }
  }

  copyIn(target: string, pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<number> {
    return this.#alone(async () => {
      const stream = this.#client.query(copyFrom(`COPY ${target} FROM STDIN`));
      await writeAll(pieces, stream);
      return stream.rowCount;
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const impatient = setTimeout(() => this.#client.connection.stream.destroy(), closeTimeout);
    await this.#client.end();
    clearTimeout(impatient);
  }

  async #alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const release = await this.#takeTurn();
    try {
      return await work();
    } catch (error) {
      throw this.#foreseen(error);
    } finally {
      release();
    }
  }

  /** Calls that were made at the same time follow one another, in their order. */
  async #takeTurn(): Promise<() => void> {
    if (this.#reading) {
      throw new Error(`The connection to ${this.name} was asked for something while rows of a COPY are being read.`);
    }
    const { promise, resolve } = deferred();
    const previous = this.#turn;
    this.#turn = promise;
    await previous;
    if (this.#lost) {
      resolve();
      throw this.#lost;
    }
    const deadline = this.#watchDeadline();
    return () => {
      clearTimeout(deadline);
      resolve();
    };
  }

  /** A server behind a dead line can neither answer nor cancel: then the connection is given up from this side. */
  #watchDeadline(): NodeJS.Timeout | undefined {
    if (!this.#statementTimeout) {
      return undefined;
    }
    const giveUp = () => {
      this.#lose(new Error('no answer, not even of the statement timeout'));
      this.#client.connection.stream.destroy();
    };
    return setTimeout(giveUp, this.#statementTimeout + graceAfterTimeout);
  }

  #lose(cause: Error): UnavailableError {
    this.#lost ??= connectionLost(this.name, cause);
    return this.#lost;
  }

  #foreseen(error: unknown): unknown {
    if (error instanceof StatsPortalError) {
      return error;
    }
    return error instanceof DatabaseError && endsConnection(error.code) ? this.#lose(error) : (this.#lost ?? error);
  }
}

/** A source that fails cancels the COPY; the server's confirmation of that is waited for, as the connection is busy. */
async function writeAll(pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, stream: Writable): Promise<void> {
  const closed = new Promise((resolve) => stream.once('close', resolve));
  let confirmed: Promise<unknown> = Promise.resolve();
  const watched = async function* () {
    try {
      yield* pieces;
    } catch (error) {
      confirmed = closed;
      throw error;
    }
  };
  try {
    await pipeline(watched, stream);
  } finally {
    await confirmed;
  }
}

/** Leaving the loop early reads the rest away, because the connection can do nothing else before. */
async function* readToEnd(stream: Readable): AsyncIterable<Uint8Array> {
  try {
    for await (const piece of stream.iterator({ destroyOnReturn: false })) {
      yield piece as Uint8Array;
    }
  } finally {
    if (!stream.readableEnded && !stream.errored) {
      stream.resume();
      await finished(stream);
    }
  }
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
