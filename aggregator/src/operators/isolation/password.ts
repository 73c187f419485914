import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { ConfigurationError } from '../../errors.ts';

const iterations = 4096;
const shortest = 12;

/**
 * What PostgreSQL stores of a password (SCRAM-SHA-256, RFC 5802). Made here, so that the password itself is in no
 * statement, no log of the server and no list of its processes. Throws a ConfigurationError that does not repeat it.
 */
export function verifierOf(password: string, salt = randomBytes(16)): string {
  // Beyond ASCII both sides would have to normalize alike.
  if (password.length < shortest || !/^[\x21-\x7e]+$/.test(password)) {
    throw new ConfigurationError(`A password has at least ${shortest} characters, all of them printable ASCII.`, {
      advice: 'For example: openssl rand -hex 24',
    });
  }
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const hmac = (text: string): Buffer => createHmac('sha256', salted).update(text).digest();
  const stored = createHash('sha256').update(hmac('Client Key')).digest('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${stored}:${hmac('Server Key').toString('base64')}`;
}

/** Whether what the server stores is of this password. */
export function isVerifierOf(stored: string, password: string): boolean {
  const salt = /^SCRAM-SHA-256\$4096:([^$]+)\$/.exec(stored)?.[1];
  return salt !== undefined && verifierOf(password, Buffer.from(salt, 'base64')) === stored;
}
