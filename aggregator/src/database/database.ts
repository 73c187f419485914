/** A value that is sent beside the SQL text, never inside it. */
export type Parameter = string | number | bigint | boolean | null | readonly string[];

/** Formats of COPY. */
export type CopyFormat = 'text' | 'binary';

/** Rows as the server prints them: every value is its PostgreSQL text form, NULL is null. */
export interface Answer {
  readonly columns: ReadonlyArray<{ readonly name: string; readonly type: number }>;
  readonly rows: ReadonlyArray<ReadonlyArray<string | null>>;
}

export interface TransactionOptions {
  /** Default: read committed, as PostgreSQL has it. */
  readonly isolation?: 'read committed' | 'repeatable read';
  readonly readOnly?: boolean;
  /** Tests can stop the program at `NAME.begun`, `NAME.ending` and `NAME.committed`. */
  readonly name?: string;
}

/**
 * One connection to one PostgreSQL database, on a server (`postgres://`) or in this process (`embedded:`).
 * Both speak the same SQL; the session's zone is UTC, its dates ISO, its text UTF-8.
 * Errors of the server pass through with their SQLSTATE in `code`; a lost or refused connection is an UnavailableError.
 */
export interface Database {
  readonly kind: 'postgres' | 'embedded';
  /** For messages and logs: never a password. */
  readonly name: string;

  /** One statement with bound parameters ($1 …), through the extended protocol. */
  query(sql: string, parameters?: readonly Parameter[]): Promise<Answer>;
  /** The same rows as objects, for the program's own small look-ups. Bigints and dates stay text. */
  rows<Row extends Record<string, string | null>>(sql: string, parameters?: readonly Parameter[]): Promise<Row[]>;
  /** Several statements without parameters or results: migrations. */
  execute(sql: string): Promise<void>;
  /** BEGIN, `work`, COMMIT; any error rolls back and passes through. */
  transaction<Result>(options: TransactionOptions, work: () => Promise<Result>): Promise<Result>;
  /** `COPY (select) TO STDOUT` in text format, in pieces of any size. */
  copyOut(select: string): AsyncIterable<Uint8Array>;
  /** `COPY target FROM STDIN`, in text format unless said, with backpressure; gives the number of rows. */
  copyIn(
    target: string,
    pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    format?: CopyFormat
  ): Promise<number>;
  close(): Promise<void>;
}
