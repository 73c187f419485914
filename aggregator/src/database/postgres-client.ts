import { Client } from 'pg';
import { ConfigurationError } from '../errors.ts';

export interface PostgresOptions {
  /** Shown in pg_stat_activity. */
  readonly applicationName?: string;
  /** Milliseconds; default: no limit. */
  readonly statementTimeout?: number;
}

/** Milliseconds. */
export const connectTimeout = 10_000;
/** Milliseconds of silence after which a connection is probed. */
const keepAliveDelay = 10_000;

/** The server's text form of every value, whatever its type. */
const asText = (value: string) => value;

/**
 * A client that is not connected yet, and a name for it that never has a password.
 *
 * @throws ConfigurationError for an address that cannot be read.
 */
export function createClient(url: string, options: PostgresOptions): { client: Client; name: string } {
  try {
    const client = new Client({
      connectionString: withPostgresSslModes(url),
      application_name: options.applicationName ?? 'stats-portal',
      connectionTimeoutMillis: connectTimeout,
      keepAlive: true,
      keepAliveInitialDelayMillis: keepAliveDelay,
      types: { getTypeParser: () => asText },
    });
    return { client, name: nameOf(client) };
  } catch {
    // No cause: the parser's error carries the address, and with it the password.
    throw new ConfigurationError('The address of the PostgreSQL server cannot be read.', {
      advice:
        'Write postgres://USER@HOST:5432/DATABASE; in user and password, write / : @ # ? % as %2F %3A %40 %23 %3F %25. ' +
        'sslmode=verify-ca needs sslrootcert, and the files that are named must exist.',
    });
  }
}

/** `sslmode` as PostgreSQL documents it; `pg` has a meaning of its own for it and warns about that on every start. */
function withPostgresSslModes(url: string): string {
  return /[?&]sslmode=/.test(url) && !/[?&]uselibpqcompat=/.test(url) ? `${url}&uselibpqcompat=true` : url;
}

function nameOf({ user = '', host, port, database = '' }: Client): string {
  const server = host.startsWith('/') ? `[${host}]` : host;
  return `postgres://${encodeURIComponent(user)}@${server}:${port}/${encodeURIComponent(database)}`;
}
