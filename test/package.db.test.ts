import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from './environment/index.ts';

const root = join(__dirname, '..');

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: ReadonlyArray<{ readonly path: string; readonly size: number; readonly mode: number }>;
}

interface PackageFile {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

function execute(
  command: string,
  args: readonly string[],
  options: { cwd: string; env?: Record<string, string> }
): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    ...options,
    env: { PATH: process.env.PATH, ...options.env },
  });
  if (status !== 0) {
    throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${stderr}${error?.message ?? ''}`);
  }
  return stdout;
}

/** `npm pack`, as a release does it. Nothing of it asks a registry. */
function pack(folder: string): Packed {
  const args = ['pack', '--json', '--offline', '--workspace', 'aggregator', '--pack-destination', folder];
  const text = execute('npm', args, { cwd: root, env: { HOME: folder, npm_config_cache: join(folder, 'cache') } });
  // The lines of the scripts that npm runs before come first.
  return (JSON.parse(text.slice(text.indexOf('[\n'))) as [Packed])[0];
}

/**
 * What `npm install --global --prefix` makes of the package: its files, and of all packages in the world only those that
 * it declares. They are linked, as a test has no registry to get them from.
 */
function install(tarball: string, prefix: string): { program: string; files: string } {
  const files = join(prefix, 'lib/node_modules/stats-portal');
  mkdirSync(files, { recursive: true });
  execute('tar', ['--extract', '--gzip', '--strip-components=1', '--file', tarball], { cwd: files });
  const { dependencies } = JSON.parse(readFileSync(join(files, 'package.json'), 'utf8')) as PackageFile;
  for (const name of Object.keys(dependencies)) {
    const link = join(files, 'node_modules', name);
    const places = [join(root, 'aggregator/node_modules', name), join(root, 'node_modules', name)];
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(
      places.find((place) => existsSync(place))!,
      link
    );
  }
  const program = join(prefix, 'bin/stats-portal');
  mkdirSync(dirname(program));
  symlinkSync(join(files, 'bin/stats-portal.js'), program);
  return { program, files };
}

let packed: Packed;
let prefix: string;
let installed: ReturnType<typeof install>;

beforeAll(async () => {
  const folder = await temporaryFolder();
  packed = pack(folder);
  prefix = await temporaryFolder();
  installed = install(join(folder, packed.filename), prefix);
});

/** The installed program, in a folder that has nothing to do with the repository. */
async function starter(environment: Record<string, string> = {}): Promise<(...args: string[]) => string> {
  const folder = await temporaryFolder();
  writeFileSync(
    join(folder, 'events.jsonl'),
    '{"source.ip": "192.0.2.1", "classification.taxonomy": "other", "classification.type": "other", "time.source": "2026-01-01T10:00:00Z"}\n'
  );
  return (...args) =>
    execute(process.execPath, [installed.program, ...args], { cwd: folder, env: { HOME: folder, ...environment } });
}

test('it has the program, its migrations, README and licence, and nothing else', () => {
  const migrations = packed.files.map(({ path }) => path).filter((path) => path.startsWith('dist/migrations/'));
  expect(migrations).toContain('dist/migrations/0001_statistics.sql');
  expect(packed.files.map(({ path }) => path).filter((path) => !migrations.includes(path))).toEqual([
    'LICENSE',
    'README.md',
    'bin/stats-portal.js',
    'dist/stats-portal.js',
    'package.json',
  ]);
  expect(packed.files.find(({ path }) => path.startsWith('bin/'))!.mode & 0o111).toBe(0o111);
});

test('it is small', () => {
  expect(packed.size).toBeLessThan(200_000);
  expect(packed.files.reduce((sum, { size }) => sum + size, 0)).toBeLessThan(800_000);
});

test('nothing in it says where it was built', () => {
  for (const { path } of packed.files) {
    const text = readFileSync(join(installed.files, path), 'utf8');
    expect({ path, has: text.includes(root) }).toEqual({ path, has: false });
  }
});

test('the licence left no copy behind in the checkout', () => {
  expect(existsSync(join(root, 'aggregator/LICENSE'))).toBe(false);
});

test('the program says its version, and finds catalogue and query in itself', async () => {
  const start = await starter();
  const { version } = JSON.parse(readFileSync(join(root, 'aggregator/package.json'), 'utf8')) as PackageFile;
  expect(start('--version')).toBe(`${version}\n`);
  expect(start('query', '--by', 'asn', '--sql')).toContain('SELECT');
});

test('from nothing to an answer, without the repository', async () => {
  const start = await starter({
    STATS_PORTAL_EVENTDB_URL: 'embedded:eventdb',
    STATS_PORTAL_STATSDB_URL: 'embedded:statsdb',
  });
  start('migrate');
  start('load', 'events.jsonl');
  start('run', '--metrics', 'stats_portal.prom');
  expect(JSON.parse(start('status', '--json'))).toMatchObject({ daysCounted: 1, events: 1, daysWaiting: 0 });
  expect(start('status', '--prometheus')).toContain('\nstats_portal_events 1\n');
});
