import { chmod, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { expose, readExposition } from './exposition.ts';
import type { Measurements } from './metrics.ts';

/**
 * Puts the measurements into a file for node_exporter's textfile collector: all at once by rename, as it may read at
 * any moment, and readable for its user. What is not known this time keeps the value that stands in the file: an alert
 * on a metric that has gone would not fire.
 */
export async function writeTextfile(file: string, measurements: Measurements): Promise<void> {
  const before = readExposition(await readFile(file, 'utf8').catch(() => ''));
  // The collector only reads names that end in .prom.
  const draft = `${file}.${process.pid}`;
  try {
    await writeFile(draft, await expose(new Map([...before, ...measurements])));
    await chmod(draft, 0o644);
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
}
