import type { Database } from './database/database.ts';

/** Where a test stops the program, and how: `NAME=KIND`, or `NAME=KIND:N` for the Nth time that the point is passed. */
const variable = 'STATS_PORTAL_FAULT';

const kinds = {
  /** As the power failing. */
  kill: () => {
    process.kill(process.pid, 'SIGKILL');
    return new Promise<never>(() => undefined);
  },
  /** As a bug. */
  throw: (point: string) => Promise.reject(new Error(`fault at ${point}`)),
  /** As an administrator ending the session; without one it is a thrown error. */
  terminate: async (point: string, database?: Database) => {
    await database?.query('SELECT pg_terminate_backend(pg_backend_pid())');
    throw new Error(`fault at ${point}, without a session to end`);
  },
} as const;

let passed = 0;

/**
 * A boundary at which a crash must do no harm (docs/decisions: crashes). Does nothing unless a test has armed it.
 * Points are named `PART.MOMENT`; the list is in test/faults.ts.
 */
export async function faultPoint(point: string, database?: Database): Promise<void> {
  const armed = process.env[variable];
  if (armed === undefined) {
    passed = 0;
    return;
  }
  const [name, kind = '', nth = '1'] = armed.split(/[=:]/);
  if (name !== point || !(kind in kinds)) {
    return;
  }
  passed += 1;
  if (passed === Number(nth)) {
    passed = 0;
    await kinds[kind as keyof typeof kinds](point, database);
  }
}
