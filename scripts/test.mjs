import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const jest = require.resolve('jest/bin/jest');
const reports = mkdtempSync(join(tmpdir(), 'stats-portal-test-'));
const asked = process.argv.slice(2);

/** Each worker has one pair of databases for all its suites; a browser wants the machine for itself. */
const runs = [
  ['--selectProjects', 'plugin', 'unit'],
  ['--selectProjects', 'db', '--maxWorkers', '2'],
  ['--selectProjects', 'browser', '--runInBand'],
];

/** Runs jest and returns how many tests passed and failed; a suite that could not run counts as one failure. */
function run(args, index) {
  const outputFile = join(reports, `${index}.json`);
  const selection = asked.length > 0 ? [...asked, '--passWithNoTests'] : [];
  const command = [jest, '--json', '--outputFile', outputFile, ...selection, ...args];
  const { status } = spawnSync(process.execPath, command, { stdio: ['ignore', 'inherit', 'inherit'] });
  const { passed, failed } = read(outputFile);
  return { passed, failed: status !== 0 && failed === 0 ? 1 : failed };
}

function read(outputFile) {
  try {
    const report = JSON.parse(readFileSync(outputFile, 'utf8'));
    return { passed: report.numPassedTests, failed: report.numFailedTests + report.numRuntimeErrorTestSuites };
  } catch {
    return { passed: 0, failed: 0 };
  }
}

const results = runs.map(run);
rmSync(reports, { recursive: true, force: true });

const sum = (key) => results.reduce((total, result) => total + result[key], 0);
process.exitCode = sum('failed') === 0 ? 0 : 1;
process.stdout.write(`${sum('passed')} passed, ${sum('failed')} failed\n`);
