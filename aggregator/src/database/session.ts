import { faultPoint } from '../fault.ts';
import type { Answer, CopyFormat, Database, Parameter, TransactionOptions } from './database.ts';

/** What both drivers run before anything else, so that the same SQL prints the same text on both. */
export const sessionSettings = [
  `SET TimeZone TO 'UTC'`,
  `SET DateStyle TO 'ISO'`,
  `SET IntervalStyle TO 'postgres'`,
  `SET bytea_output TO 'hex'`,
  'SET extra_float_digits TO 1',
  'SET standard_conforming_strings TO on',
  'SET quote_all_identifiers TO off',
  'SET client_min_messages TO warning',
].join('; ');

/** The part of a Database that does not depend on the driver. One flow of work at a time: it is one connection. */
export abstract class Session implements Database {
  abstract readonly kind: Database['kind'];
  abstract readonly name: string;
  #inTransaction = false;

  abstract query(sql: string, parameters?: readonly Parameter[]): Promise<Answer>;
  abstract execute(sql: string): Promise<void>;
  abstract copyOut(select: string): AsyncIterable<Uint8Array>;
  abstract copyIn(
    target: string,
    pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    format?: CopyFormat
  ): Promise<number>;
  abstract close(): Promise<void>;

  async rows<Row extends Record<string, string | null>>(
    sql: string,
    parameters?: readonly Parameter[]
  ): Promise<Row[]> {
    const { columns, rows } = await this.query(sql, parameters);
    const names = columns.map(({ name }) => name);
    return rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index]])) as Row);
  }

  /** @throws Error on a transaction inside a transaction, which the server would silently flatten. */
  async transaction<Result>(options: TransactionOptions, work: () => Promise<Result>): Promise<Result> {
    if (this.#inTransaction) {
      throw new Error('A transaction was begun inside another one.');
    }
    const pass = (moment: string) =>
      options.name === undefined ? undefined : faultPoint(`${options.name}.${moment}`, this);
    this.#inTransaction = true;
    try {
      await this.execute(beginStatement(options));
      const result = await this.#runOrRollBack(async () => {
        await pass('begun');
        const done = await work();
        await pass('ending');
        return done;
      });
      await this.execute('COMMIT');
      await pass('committed');
      return result;
    } finally {
      this.#inTransaction = false;
    }
  }

  async #runOrRollBack<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      const result = await work();
      // COMMIT answers a failed transaction with a silent ROLLBACK; if `work` swallowed the failure, this finds it.
      await this.execute('SELECT 1');
      return result;
    } catch (error) {
      // A lost connection rolls back on the server's side: what counts is the error that came first.
      await this.execute('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }
}

function beginStatement({ isolation = 'read committed', readOnly = false }: TransactionOptions): string {
  return `BEGIN ISOLATION LEVEL ${isolation}${readOnly ? ' READ ONLY' : ''}`;
}
