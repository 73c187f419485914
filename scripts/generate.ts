import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** A file of the repository that is written by the program from what it describes. */
interface Generated {
  /** Path from the root of the repository. */
  path: string;
  text: () => Promise<string> | string;
}

const generated: Generated[] = [];

const checkOnly = process.argv.includes('--check');

/** Writes the file, or with --check only compares it; true if it was not as it must be. */
async function refresh({ path, text }: Generated): Promise<boolean> {
  const file = fileURLToPath(new URL(`../${path}`, import.meta.url));
  const wanted = await text();
  const present = await readFile(file, 'utf8').catch(() => undefined);
  if (present !== wanted && !checkOnly) {
    await writeFile(file, wanted);
  }
  return present !== wanted;
}

async function main(): Promise<void> {
  for (const file of generated) {
    if (await refresh(file)) {
      process.stdout.write(`${file.path}: ${checkOnly ? 'out of date, run npm run generate' : 'written'}\n`);
      process.exitCode = checkOnly ? 1 : 0;
    }
  }
}

void main();
