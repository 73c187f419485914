import { type Client, DatabaseError, type QueryArrayConfig } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { StatsPortalError, type UnavailableError } from '../errors.ts';
import type { Answer, CopyFormat, Database, Parameter } from './database.ts';
import { parameterText } from './parameters.ts';
import { createClient, type PostgresOptions } from './postgres-client.ts';
import { asUtf8, readToEnd, writeAll } from './postgres-copy.ts';
import { connectionFailed, connectionLost, endsConnection } from './postgres-errors.ts';
import { namingServer } from './refusals.ts';
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
    await client.query(`${sessionSettings}; ${limits(timeout)}`);
    if (!database.knowsEncoding) {
      // Otherwise the server refuses to send what is no UTF-8.
      await client.query('SET client_encoding TO SQL_ASCII');
    }
    // A server that does not know one of these notices a dead line later.
    await client.query(signsOfLife).catch((error: unknown) => {
      if (!(error instanceof DatabaseError) || endsConnection(error.code)) {
        throw error;
      }
    });
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

/** A transaction may be idle as long as a statement may take: counting a day is work too. */
function limits(timeout: number): string {
  return ['statement_timeout', 'idle_in_transaction_session_timeout']
    .map((name) => `SET ${name} TO ${Math.round(timeout)}`)
    .join('; ');
}

/** A program that was killed, or whose line is dead, must not hold its lock for the two hours that are the default. */
const signsOfLife = `SELECT set_config(name, value, false)
  FROM (VALUES ('tcp_keepalives_idle', '60'), ('tcp_keepalives_interval', '10'), ('tcp_keepalives_count', '6'),
    ('tcp_user_timeout', '120000'), ('client_connection_check_interval', '10000')) AS wanted (name, value)
  WHERE current_setting(name, true) IS NOT NULL`;

/** One statement even without parameters; the types of `pg` do not know the mode yet. */
type ExtendedStatement = QueryArrayConfig & { readonly queryMode: 'extended' };

/** What a server says of itself; the types of `pg` do not know it. */
interface ParameterStatus {
  readonly parameterName: string;
  readonly parameterValue: string;
}

class PostgresDatabase extends Session {
  readonly kind = 'postgres';
  readonly name: string;
  readonly #client: Client;
  readonly #statementTimeout: number | undefined;
  /** False in a database in SQL_ASCII: it holds any bytes, and converts none of them. */
  knowsEncoding = true;
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
    client.connection.on('parameterStatus', ({ parameterName, parameterValue }: ParameterStatus) => {
      if (parameterName === 'server_encoding') {
        this.knowsEncoding = parameterValue !== 'SQL_ASCII';
      }
    });
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
      yield* this.knowsEncoding ? readToEnd(stream) : asUtf8(readToEnd(stream));
    } catch (error) {
      throw this.#foreseen(error);
    } finally {
      this.#reading = false;
      release();
    }
  }

  copyIn(
    target: string,
    pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    format: CopyFormat = 'text'
  ): Promise<number> {
    return this.#alone(async () => {
      const stream = this.#client.query(copyFrom(`COPY ${target} FROM STDIN (FORMAT ${format})`));
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
    if (error instanceof DatabaseError) {
      return endsConnection(error.code) ? this.#lose(error) : namingServer(error, this.name);
    }
    return this.#lost ?? error;
  }
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
