import { Client } from 'pg';
import { ConfigurationError } from '../errors.ts';
import { readPassword, type Login } from './password-file.ts';

export interface PostgresOptions {
  /** Shown in pg_stat_activity. */
  readonly applicationName?: string;
  /** Milliseconds; default: no limit. */
  readonly statementTimeout?: number;
}

const defaultConnectTimeout = 10;
/** Milliseconds of silence after which a connection is probed. */
const keepAliveDelay = 10_000;

export interface PostgresClient {
  readonly client: Client;
  /** For messages: never with a password. */
  readonly name: string;
  /** Seconds. */
  readonly connectTimeout: number;
}

/** The server's text form of every value, whatever its type. */
const asText = (value: string) => value;

/**
 * A client that is not connected yet.
 *
 * @throws ConfigurationError for an address that cannot be read.
 */
export function createClient(url: string, options: PostgresOptions): PostgresClient {
  const connectTimeout = connectTimeoutOf(url);
  try {
    const client = new Client({
      connectionString: withPostgresSslModes(url),
      application_name: options.applicationName ?? 'stats-portal',
      connectionTimeoutMillis: connectTimeout * 1000,
      keepAlive: true,
      keepAliveInitialDelayMillis: keepAliveDelay,
      types: { getTypeParser: () => asText },
    });
    if (!client.password) {
      Object.assign(client, { password: () => readPassword(loginOf(client)) });
    }
    return { client, name: nameOf(client), connectTimeout };
  } catch {
    // No cause: the parser's error carries the address, and with it the password.
    throw new ConfigurationError('The address of the PostgreSQL server cannot be read.', {
      advice:
        'Write postgres://USER@HOST:5432/DATABASE; in user and password, write / : @ # ? % as %2F %3A %40 %23 %3F %25. ' +
        'sslmode=verify-ca needs sslrootcert, and the files that are named must exist.',
    });
  }
}

/** libpq's parameter and variable, which `pg` leaves aside. */
function connectTimeoutOf(url: string): number {
  const seconds = Number(/[?&]connect_timeout=(\d+)/.exec(url)?.[1] ?? process.env.PGCONNECT_TIMEOUT);
  return seconds > 0 ? seconds : defaultConnectTimeout;
}

/** `sslmode` as PostgreSQL documents it; `pg` has a meaning of its own for it and warns about that on every start. */
function withPostgresSslModes(url: string): string {
  return /[?&]sslmode=/.test(url) && !/[?&]uselibpqcompat=/.test(url) ? `${url}&uselibpqcompat=true` : url;
}

function loginOf({ user = '', host, port, database = '' }: Client): Login {
  return { user, host, port, database };
}

function nameOf(client: Client): string {
  const { user, host, port, database } = loginOf(client);
  const server = host.startsWith('/') ? `[${host}]` : host;
  return `postgres://${encodeURIComponent(user)}@${server}:${port}/${encodeURIComponent(database)}`;
}
