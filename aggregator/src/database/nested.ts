import type { Database, TransactionOptions } from './database.ts';

/**
 * The same connection for work inside a transaction that the caller has begun: what would be a transaction of its own
 * is a savepoint, and becomes permanent with the caller's.
 */
export function insideTransaction(database: Database): Database {
  return {
    kind: database.kind,
    name: database.name,
    query: (sql, parameters) => database.query(sql, parameters),
    rows: (sql, parameters) => database.rows(sql, parameters),
    execute: (sql) => database.execute(sql),
    copyOut: (select) => database.copyOut(select),
    copyIn: (target, pieces, format) => database.copyIn(target, pieces, format),
    close: () => database.close(),
    async transaction<Result>(_options: TransactionOptions, work: () => Promise<Result>): Promise<Result> {
      await database.execute('SAVEPOINT inner_transaction');
      try {
        const result = await work();
        await database.execute('RELEASE SAVEPOINT inner_transaction');
        return result;
      } catch (error) {
        // A lost connection cannot go back: what counts is the error that came first.
        await database.execute('ROLLBACK TO SAVEPOINT inner_transaction').catch(() => undefined);
        throw error;
      }
    },
  };
}
