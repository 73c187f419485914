import { DatabaseError, type Client } from 'pg';
import { UnavailableError } from '../errors.ts';

interface Explanation {
  readonly what: string;
  readonly advice: string;
}

interface Failure {
  readonly client: Client;
  readonly name: string;
  readonly error: unknown;
  /** Seconds, if that is why it failed. */
  readonly timedOutAfter: number | undefined;
}

/** SQLSTATEs after which the server closes the connection: shutdown, crash, termination, its own time limits. */
export function endsConnection(code: string | undefined): boolean {
  return code !== undefined && (/^(?:08|57P)/.test(code) || code === '25P03' || code === '53300');
}

/** A connection that worked and broke. */
export function connectionLost(name: string, cause: Error): UnavailableError {
  return new UnavailableError(`The connection to ${name} was lost: ${cause.message}.`, {
    advice: 'See the log of that server, and start this command again: what was not committed is done anew.',
    cause,
  });
}

/** A connection that could not be made. */
export function connectionFailed(failure: Failure): UnavailableError {
  const { what, advice } = explain(failure);
  return new UnavailableError(`${failure.name}: ${what}.`, { advice, cause: failure.error });
}

function explain({ client, error, timedOutAfter }: Failure): Explanation {
  const { code, message } = error as { code?: string; message: string };
  if (error instanceof DatabaseError) {
    return refusals(client)[code ?? ''] ?? { what: message, advice: 'See the log of that server.' };
  }
  if (timedOutAfter !== undefined) {
    return {
      what: `no answer within ${timedOutAfter} s`,
      advice: 'See whether a firewall is in the way, or host or port are wrong.',
    };
  }
  if (code !== undefined) {
    return networkFailures[code] ?? tlsFailure(`${code}, ${message}`);
  }
  if (client.ssl && !('encrypted' in client.connection.stream)) {
    return tlsFailure(message);
  }
  return client.password
    ? { what: message, advice: 'See the log of that server, and whether it is a PostgreSQL server.' }
    : {
        what: `the login failed without a password: ${message}`,
        advice: 'Give the password in PGPASSWORD, ~/.pgpass (which only its owner may read) or the address.',
      };
}

/** What a server answers instead of a session, by SQLSTATE. */
function refusals({ user = '', database = '' }: Client): Record<string, Explanation> {
  return {
    '28P01': {
      what: `the server refuses the password of user "${user}"`,
      advice: 'Correct the password in PGPASSWORD, ~/.pgpass or the address.',
    },
    '28000': {
      what: `the server refuses user "${user}" from here`,
      advice: 'Create the role with LOGIN, and allow it in pg_hba.conf for this host, database and encryption.',
    },
    '3D000': {
      what: `the database "${database}" does not exist on this server`,
      advice: `Correct the name in the address, or create it: createdb ${database}.`,
    },
    '42501': {
      what: `user "${user}" may not connect to the database "${database}"`,
      advice: 'Grant it CONNECT on that database.',
    },
    '53300': {
      what: 'the server has no connection left',
      advice: 'Try again later, or raise max_connections, or the limit of the role or database.',
    },
    '57P03': {
      what: 'the server is starting, stopping or recovering',
      advice: 'Try again when it is ready.',
    },
  };
}

const noServer: Explanation = {
  what: 'no server answers at this host and port',
  advice: 'Start PostgreSQL there, or correct host and port; listen_addresses may leave this address out.',
};
const noName: Explanation = { what: 'this host name is not known', advice: 'Correct the host, or the name service.' };
const noWay: Explanation = {
  what: 'there is no way to this host',
  advice: 'See whether network, routes and firewalls let this machine reach it.',
};

const networkFailures: Record<string, Explanation> = {
  ECONNREFUSED: noServer,
  ENOENT: { ...noServer, what: 'no server listens on this socket' },
  ENOTFOUND: noName,
  EAI_AGAIN: noName,
  ETIMEDOUT: noWay,
  EHOSTUNREACH: noWay,
  ENETUNREACH: noWay,
  ECONNRESET: { what: 'the connection was cut while it was made', advice: 'See the log of that server.' },
  EACCES: { what: 'this user may not open the socket', advice: 'Give it the right, or connect through TCP.' },
};

function tlsFailure(reason: string): Explanation {
  return {
    what: `the connection could not be made: ${reason}`,
    advice: 'For encryption, see sslmode and sslrootcert in the address, and the certificate of the server.',
  };
}
