import { identifier } from '@stats-portal/catalog';
import { ConfigurationError } from '../errors.ts';
import type { Database } from '../database/database.ts';
import { copyRows, copyTarget, type Row } from './batch.ts';
import { createEventsTable, eventFields } from './columns.ts';
import { copyLine } from './copy.ts';
import { checkFiles, linesOf } from './input.ts';
import { liveColumns } from './live.ts';
import { type EventColumns, eventColumns, parseEventLine } from './parse.ts';
import { Tally, type LoadResult } from './tally.ts';

/** Where the load says what it did: pino's two functions. */
interface LoadLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface LoadOptions {
  readonly database: Database;
  /** The table or view to fill, with or without its schema. It is made if there is none, and never changed. */
  readonly table: string;
  /** Paths, or `-` for `stdin`. Whether one is packed with gzip is seen from its bytes. */
  readonly files: readonly string[];
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly log: LoadLog;
  /** Called after every batch with what was read of the file so far. */
  readonly progress?: (file: string, lines: number) => void;
}

/** A batch goes to the server when it has as many lines or as many characters: either bounds the memory. */
const batchLines = 20_000;
const batchCharacters = 8 * 1024 * 1024;

/**
 * Loads files of events, one JSON object a line, into an events table.
 *
 * Each file is one transaction, whatever its size: of a load that is interrupted, every file is in the table as a whole
 * or not at all, and as nothing in an events table tells a repeated event, that is what makes it safe to go on with the
 * rest. Memory is a batch of lines; standard input counts as one file, so its events appear when it ends.
 *
 * Only a bad line is lost: it is counted in `refused`, and the first are in `refusals` with the reason. Only columns
 * that the live table has are filled; other keys are counted in `ignoredKeys` and logged.
 *
 * Errors: ConfigurationError for a missing file or a table that is none of events, before anything is changed;
 * BadInputError for damaged gzip data; the database's own. After one of the last two the log says which files are in.
 */
export async function loadFiles(options: LoadOptions): Promise<LoadResult> {
  const { database, table, files, log } = options;
  await checkFiles(files);
  const columns = await prepareTable(database, table, log);
  const total = new Tally();
  const done: string[] = [];
  for (const file of files) {
    const tally = new Tally();
    let state = `nothing of ${file} was loaded`;
    try {
      await database.transaction({}, async () => {
        await loadFile(options, file, columns, tally);
        state = `whether ${file} was loaded is not known, as its COMMIT was not confirmed`;
      });
    } catch (error) {
      log.warn({ file, loaded: done }, `${state}; files before it that were: ${done.length}`);
      throw error;
    }
    log.info({ file, read: tally.read, loaded: tally.loaded, refused: tally.refused }, `loaded ${file}`);
    total.add(tally);
    done.push(file);
  }
  const result = total.result();
  for (const [key, lines] of result.ignoredKeys) {
    log.warn({ key, lines, table }, `${key} is no column of ${table}: its values were left out (${lines} lines)`);
  }
  return result;
}

async function prepareTable(database: Database, table: string, log: LoadLog): Promise<EventColumns> {
  return database.transaction({}, async () => {
    let live = await columnsOrNull(database, table);
    if (live === null) {
      await database.execute(createEventsTable(table));
      log.info({ table }, `made the table ${table}`);
      live = await columnsOrNull(database, table);
    }
    // The key is the table's own business, as are computed columns.
    const writable = Array.from(live ?? []).filter(
      ([name, { generated }]) => name !== 'id' && !generated && isQuotable(name)
    );
    if (!writable.some(([name]) => Object.hasOwn(eventFields, name))) {
      throw new ConfigurationError(`${table} of ${database.name} has no column of an event`, {
        advice: 'Name the events table of IntelMQ, or a table that does not exist yet.',
      });
    }
    return eventColumns(new Map(writable));
  });
}

/** A site's own column may have a name that an event's key cannot have. */
function isQuotable(name: string): boolean {
  try {
    return identifier(name) !== '';
  } catch {
    return false;
  }
}

async function columnsOrNull(database: Database, table: string): ReturnType<typeof liveColumns> {
  try {
    return await liveColumns(database, table);
  } catch (error) {
    if (error instanceof TypeError) {
      throw new ConfigurationError(`${JSON.stringify(table)} is no name of a table`, { cause: error });
    }
    throw error;
  }
}

async function loadFile(options: LoadOptions, file: string, columns: EventColumns, tally: Tally): Promise<void> {
  const { database, table, stdin, progress } = options;
  const target = copyTarget(table, columns.names);
  const refuse = (line: number, reason: string) => {
    tally.refuse({ file, line, reason });
  };
  let rows: Row[] = [];
  let characters = 0;

  async function flush(): Promise<void> {
    tally.loaded += await copyRows(database, target, rows, refuse);
    rows = [];
    characters = 0;
    progress?.(file, tally.read);
  }

  for await (const line of linesOf(file, stdin)) {
    tally.read += 1;
    const parsed = 'reason' in line ? { ok: false as const, reason: line.reason } : parseEventLine(line.text, columns);
    if (!parsed.ok) {
      refuse(line.number, parsed.reason);
      continue;
    }
    tally.ignore(parsed.ignored);
    const text = copyLine(parsed.values);
    characters += text.length;
    rows.push({ line: line.number, text });
    if (rows.length >= batchLines || characters >= batchCharacters) {
      await flush();
    }
  }
  await flush();
}
