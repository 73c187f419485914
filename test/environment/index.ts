import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../../aggregator/src/database/database.ts';
import { openEmbeddedInMemory } from '../../aggregator/src/database/embedded.ts';
import { openPostgres } from '../../aggregator/src/database/postgres.ts';

/** What databases.js, outside jest's VM, gives to the tests in it. */
interface TestDatabases {
  readonly postgres: {
    readonly missing: string | undefined;
    readonly password: { readonly user: string; readonly password: string };
    createDatabase(): Promise<string>;
    dropDatabase(url: string): Promise<void>;
  };
  readonly atEnd: (work: () => unknown) => void;
}

const { postgres, atEnd } = (globalThis as unknown as { testDatabases: TestDatabases }).testDatabases;

/**
 * Runs `work` when the test ends, or the describe block if this is called in its beforeAll; last come, first served,
 * also after failures.
 */
export { atEnd };

/** An empty database in memory with TimescaleDB, closed at the end; after the first one about 0.2 s each. */
export async function embeddedDatabase(): Promise<Database> {
  const database = await openEmbeddedInMemory();
  atEnd(() => database.close());
  return database;
}

/** The address of an empty database on a real server (plain PostgreSQL, as its superuser), dropped at the end. */
export async function postgresUrl(): Promise<string> {
  if (postgres.missing !== undefined) {
    throw new Error(postgres.missing);
  }
  const url = await postgres.createDatabase();
  atEnd(() => postgres.dropDatabase(url));
  return url;
}

/** A connection to an empty database on a real server, closed and dropped at the end. */
export async function postgresDatabase(): Promise<Database> {
  const database = await openPostgres(await postgresUrl());
  atEnd(() => database.close());
  return database;
}

/** The same address with the one role that has to give a password. */
export function asPasswordRole(url: string, password = postgres.password.password): string {
  const address = new URL(url);
  address.username = postgres.password.user;
  address.password = encodeURIComponent(password);
  return address.href;
}

/** A new folder, removed at the end with everything in it. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'stats-portal-test-'));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Registers the same tests twice: over the embedded database and over a PostgreSQL server. */
export function eachDatabase(name: string, tests: (open: () => Promise<Database>) => void): void {
  describe(`${name} (embedded)`, () => {
    tests(embeddedDatabase);
  });
  describePostgres(`${name} (PostgreSQL)`, () => {
    tests(postgresDatabase);
  });
}

/** Tests that need a real server: skipped where there is none, but failing there in CI. */
export function describePostgres(name: string, tests: () => void): void {
  const { missing } = postgres;
  if (missing === undefined) {
    describe(name, tests);
  } else if (process.env.CI === 'true') {
    describe(name, () => {
      test('needs a server', () => {
        throw new Error(missing);
      });
    });
  } else {
    describe.skip(`${name}: skipped, ${missing}`, tests);
  }
}
