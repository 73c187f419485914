/**
 * Builds the plugin and packs it as Grafana's catalog takes it: `<id>-<version>.zip`, checked by the catalog's rules.
 *   --built    packs what is in dist, as after it was signed
 *   --release  refuses what may not be published, such as an unreleased changelog
 */
import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { faultsOf } from './package/check.ts';
import { folderContents, jsonOf } from './package/contents.ts';
import { pluginsOf } from './package/plugins.ts';
import { zipContents, zipOf } from './package/zip.ts';

interface Manifest {
  readonly version?: string;
  readonly license?: string;
  readonly workspaces?: readonly string[];
}

const flags = process.argv.slice(2);

function pathOf(name: string): string {
  return fileURLToPath(new URL(`../${name}`, import.meta.url));
}

async function manifestOf(path: string): Promise<Manifest> {
  return JSON.parse(await readFile(pathOf(path), 'utf8')) as Manifest;
}

function build(): boolean {
  const { status } = spawnSync('npm', ['run', '--silent', 'build:plugin'], {
    cwd: pathOf('.'),
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  return status === 0;
}

/** Of the day the plugin was built, so that the same build gives the same archive. */
function builtOn(plugin: unknown): Date {
  const { info } = plugin as { readonly info: { readonly updated: string } };
  return new Date(`${info.updated}T00:00:00`);
}

async function main(): Promise<number> {
  if (!flags.includes('--built') && !build()) {
    return 1;
  }
  const manifest = await manifestOf('package.json');
  const dist = await folderContents(pathOf('dist'));
  const id = pluginsOf(dist)[0]?.json.id ?? '';
  const zip = zipOf(dist, id, builtOn(jsonOf(dist, 'plugin.json')));
  const paths = ['package.json', ...(manifest.workspaces ?? []).map((name) => `${name}/package.json`)];
  const faults = faultsOf({
    packed: zipContents(zip),
    id,
    sources: await folderContents(pathOf('src')),
    packages: new Map(await Promise.all(paths.map(async (path) => [path, (await manifestOf(path)).version] as const))),
    licence: manifest.license ?? '',
    isRelease: flags.includes('--release'),
  });
  if (faults.length > 0) {
    process.stderr.write(faults.map((fault) => `${fault}\n`).join(''));
    return 1;
  }
  const name = `${id}-${manifest.version}.zip`;
  await writeFile(pathOf(name), zip);
  process.stdout.write(`${name}: ${dist.size} files, ${zip.length} bytes\n`);
  return 0;
}

void main().then((code) => {
  process.exitCode = code;
});
