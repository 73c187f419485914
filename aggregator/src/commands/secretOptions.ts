import { readFile, stat } from 'node:fs/promises';
import { ConfigurationError } from '../errors.ts';

/** A secret from a file that nobody else may read. */
export async function readSecret(file: string): Promise<string> {
  const { mode } = await stat(file).catch((error: unknown) => {
    throw new ConfigurationError(`${file} cannot be read.`, { cause: error });
  });
  if ((mode & 0o077) !== 0) {
    throw new ConfigurationError(`Others may read ${file}.`, { advice: `chmod 600 ${file}, and take new passwords.` });
  }
  return readFile(file, 'utf8');
}

/** A secret from the environment, where its variable is named. */
export function readVariable(name: string | undefined): string | undefined {
  if (name === undefined) {
    return undefined;
  }
  const value = process.env[name];
  if (value === undefined || value === '') {
    throw new ConfigurationError(`The environment variable ${name} is not set.`);
  }
  return value;
}
