import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** What a line of the password file is chosen by. */
export interface Login {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

const othersMayRead = 0o077;

/**
 * The password for `login` in PGPASSFILE or ~/.pgpass; undefined without such a line or file. Like PostgreSQL's own
 * programs it ignores a file that others may read. `pg` still does this too, but warns on every use that it will stop.
 */
export async function readPassword(login: Login): Promise<string | undefined> {
  const file = process.env.PGPASSFILE ?? join(homedir(), '.pgpass');
  try {
    const { mode } = await stat(file);
    return (mode & othersMayRead) === 0 ? findPassword(await readFile(file, 'utf8'), login) : undefined;
  } catch {
    return undefined;
  }
}

/** The password of the first line that fits; `host:port:database:user:password`, `*` fits all, `\` escapes `:` and `\`. */
export function findPassword(text: string, { host, port, database, user }: Login): string | undefined {
  // Sockets are called localhost in this file.
  const wanted = [host.startsWith('/') ? 'localhost' : host, String(port), database, user];
  for (const line of text.split('\n').filter((line) => !line.startsWith('#'))) {
    const fields = splitFields(line);
    if (fields.length > wanted.length && wanted.every((value, index) => ['*', value].includes(fields[index]!))) {
      return fields[wanted.length];
    }
  }
  return undefined;
}

/** A line has no line break in it, which can therefore stand for the colons that separate. */
function splitFields(line: string): string[] {
  return line.replaceAll(/\\(.)|:/g, (_match, escaped?: string) => escaped ?? '\n').split('\n');
}
