import { cp, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build as bundle } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));
const dist = join(here, 'dist');
const sqlFolders = ['migrations', 'policy'];

/**
 * Writes the command line program to dist: one ESM file with its source map, and the SQL it reads at run time.
 * The two workspaces without a build of their own are inlined, every npm package stays an import.
 */
export async function build() {
  await mkdir(dist, { recursive: true });
  await Promise.all(sqlFolders.map(copySql));
  const { outputFiles } = await bundle({
    entryPoints: [join(here, 'src/main.ts')],
    outfile: join(dist, 'stats-portal.js'),
    alias: {
      '@stats-portal/catalog': join(here, '../catalog/index.ts'),
      '@stats-portal/query': join(here, '../query/index.ts'),
    },
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: true,
    logLevel: 'warning',
    write: false,
  });
  // The program last: its time says that everything else in dist is at least as new.
  const programLast = outputFiles.toSorted((a, b) => Number(a.path.endsWith('.js')) - Number(b.path.endsWith('.js')));
  for (const { path, contents } of programLast) {
    await replaceFile(path, contents);
  }
}

async function copySql(folder) {
  const from = join(here, folder);
  const to = join(dist, folder);
  const names = existsSync(from) ? (await readdir(from)).filter((name) => name.endsWith('.sql')) : [];
  const outdated = existsSync(to) ? (await readdir(to)).filter((name) => !names.includes(name)) : [];
  await Promise.all(outdated.map((name) => rm(join(to, name), { force: true })));
  await Promise.all(names.map((name) => cp(join(from, name), join(to, name))));
}

/** Several processes may build at once; none of them must run half a file. */
async function replaceFile(path, contents) {
  const draft = join(dist, `.${process.pid}-${basename(path)}`);
  await writeFile(draft, contents);
  await rename(draft, path);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await build();
}
