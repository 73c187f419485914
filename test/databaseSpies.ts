import type { Database } from '../aggregator/src/database/database.ts';

/** The same database, except that rows are read in another way. */
function withCopyOut(
  database: Database,
  copyOut: (select: string, original: Database['copyOut']) => AsyncIterable<Uint8Array>
): Database {
  return new Proxy(database, {
    get(target, name) {
      if (name === 'copyOut') {
        return (select: string) => copyOut(select, (same) => target.copyOut(same));
      }
      const value = Reflect.get(target, name, target) as unknown;
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

/** The same database; `work` is waited for when rows have been read, before anybody hears of their end. */
export function afterCopyOut(database: Database, work: () => Promise<unknown>): Database {
  return withCopyOut(database, async function* (select, original) {
    yield* original(select);
    await work();
  });
}

/** Somebody waits here until somebody else opens. */
export class Gate {
  readonly passed: Promise<void>;
  open!: () => void;

  constructor() {
    this.passed = new Promise((resolve) => {
      this.open = resolve;
    });
  }
}
