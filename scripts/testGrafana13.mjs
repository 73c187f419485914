/**
 * Runs the plugin's tests with Grafana 13 and React 19, in a scratch folder that is removed afterwards. The checkout
 * keeps the oldest supported set (Grafana 12.4, React 18); one source has to be valid in both.
 * `--keep` leaves the folder; what comes after it goes to jest.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const grafana = '13.2.2';
const react = '^19.2.0';
const newer = { react, 'react-dom': react, '@types/react': '^19.2.0', '@types/react-dom': '^19.2.0' };

/** What the plugin's tests need of the development packages. */
const needed =
  /^(@grafana\/grafana-foundation-sdk|@swc\/|@testing-library\/|@types\/(jest|node|react)|fast-check|identity-obj-proxy|jest|typescript)/;

const root = resolve(import.meta.dirname, '..');
const scratch = mkdtempSync(join(tmpdir(), 'stats-portal-grafana13-'));
const [keep, rest] = splitArguments(process.argv.slice(2));

let status = 1;
try {
  copySources();
  writeManifest();
  writeJestConfig();
  status = run('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts']);
  if (status === 0) {
    status = run('npx', ['jest', '--config', 'jest.grafana13.js', '--testTimeout', '60000', ...rest]);
  }
} finally {
  if (keep) {
    process.stdout.write(`${scratch}\n`);
  } else {
    rmSync(scratch, { recursive: true, force: true });
  }
}
process.exitCode = status;

function splitArguments(given) {
  return [given.includes('--keep'), given.filter((one) => one !== '--keep')];
}

function copySources() {
  const folders = ['.config', 'catalog', 'dashboards', 'query', 'src', 'test'];
  const files = [...folders, 'jest.config.js', 'jest-setup.js', 'tsconfig.json'];
  for (const name of files) {
    cpSync(join(root, name), join(scratch, name), {
      recursive: true,
      filter: (source) => !/(^|\/)(node_modules|dist)(\/|$)/.test(source.slice(root.length)),
    });
  }
}

function writeManifest() {
  const { name, version, dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const development = Object.entries(devDependencies).filter(([one]) => needed.test(one));
  const manifest = {
    name,
    version,
    private: true,
    workspaces: ['catalog', 'query'],
    dependencies: Object.fromEntries(Object.entries(dependencies).map(([one, range]) => [one, rangeOf(one, range)])),
    devDependencies: Object.fromEntries(development.map(([one, range]) => [one, rangeOf(one, range)])),
  };
  writeFileSync(join(scratch, 'package.json'), JSON.stringify(manifest, null, 2));
}

function rangeOf(name, range) {
  // The SDK has versions of its own.
  const isGrafana = name.startsWith('@grafana/') && name !== '@grafana/grafana-foundation-sdk';
  return newer[name] ?? (isGrafana ? grafana : range);
}

/** Grafana 13 brings two more packages that are ES modules only; React 19 needs a channel that ends with the test. */
function writeJestConfig() {
  writeFileSync(
    join(scratch, 'jest.grafana13.js'),
    `const { grafanaESModules, nodeModulesToTransform } = require('./.config/jest/utils');
const { projects } = require('./jest.config.js');
const plugin = projects.find(({ displayName }) => displayName === 'plugin');
module.exports = {
  ...plugin,
  setupFiles: ['<rootDir>/channel.js'],
  transformIgnorePatterns: [nodeModulesToTransform([...grafanaESModules, '@react-hookz/web', '@ver0/deep-equal'])],
};
`
  );
  writeFileSync(
    join(scratch, 'channel.js'),
    `// Node's real channel keeps jest from exiting.
globalThis.MessageChannel = class {
  constructor() {
    this.port1 = { onmessage: null };
    this.port2 = { postMessage: (data) => setTimeout(() => this.port1.onmessage?.({ data }), 0) };
  }
};
`
  );
}

function run(command, given) {
  const { status: code } = spawnSync(command, given, {
    cwd: scratch,
    stdio: 'inherit',
    env: { ...process.env, CI: 'true' },
  });
  return code ?? 1;
}
