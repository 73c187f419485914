import { ConfigurationError } from '../errors.ts';
import type { Database } from './database.ts';

export interface ConnectOptions {
  /** Shown in the server's pg_stat_activity. Default: stats-portal. */
  readonly applicationName?: string;
  /** Milliseconds after which a server gives up a statement. Default: no limit. The embedded database has none. */
  readonly statementTimeout?: number;
}

const embeddedPrefix = 'embedded:';

/**
 * Opens the database that `url` names: `postgres://…`, `postgresql://…`, or `embedded:FOLDER` (relative to the working
 * directory).
 * Each driver is loaded only when it is asked for: PGlite alone is 14 MB of WebAssembly.
 *
 * @throws ConfigurationError for any other form, UnavailableError, LockedError.
 */
export async function connect(url: string, options: ConnectOptions = {}): Promise<Database> {
  if (/^postgres(?:ql)?:\/\//.test(url)) {
    const { openPostgres } = await import('./postgres.ts');
    return openPostgres(url, options);
  }
  if (url.startsWith(embeddedPrefix) && url.length > embeddedPrefix.length) {
    const { openEmbedded } = await import('./embedded.ts');
    return openEmbedded(url.slice(embeddedPrefix.length));
  }
  // The text itself is not repeated: it may be a mistyped URL with a password in it.
  throw new ConfigurationError('The address of a database has none of the forms that this program knows.', {
    advice: 'Write postgres://USER@HOST:5432/DATABASE, postgresql://…, or embedded:FOLDER.',
  });
}
