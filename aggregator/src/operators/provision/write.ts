import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ConfigurationError } from '../../errors.ts';
import { dataSourcesPath, rolesIn, type ProvisioningFile } from './files.ts';

/** Writes what is not there already, whole or not at all; gives the paths that it has written. */
export async function writeFiles(folder: string, files: readonly ProvisioningFile[]): Promise<string[]> {
  const written: string[] = [];
  for (const { path, text } of files) {
    const file = join(folder, path);
    if ((await readFile(file, 'utf8').catch(() => null)) === text) {
      continue;
    }
    // Grafana reads only names that end in .yaml or .yml.
    const draft = `${file}.${process.pid}`;
    try {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(draft, text);
      // For Grafana's user, whoever writes them. There is no secret in them.
      await chmod(draft, 0o644);
      await rename(draft, file);
    } catch (error) {
      await rm(draft, { force: true }).catch(() => undefined);
      throw new ConfigurationError(`${file} cannot be written: ${(error as Error).message}.`);
    }
    written.push(file);
  }
  return written;
}

/** The role of each organisation by the files that are there. */
export async function readRoles(folder: string): Promise<Map<number, string>> {
  const file = join(folder, dataSourcesPath);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if ((error as { code?: string }).code === 'ENOENT') {
      return '';
    }
    throw new ConfigurationError(`${file} cannot be read: ${(error as Error).message}.`);
  });
  try {
    return rolesIn(text);
  } catch {
    throw new ConfigurationError(`${file} is not a file that this program wrote.`, { advice: 'Move it away.' });
  }
}
