/**
 * Runs the tests in a real Grafana (e2e/) against the one at GRAFANA_URL, which has the built app, its provisioning
 * and statistics, as docker compose starts it. Its administrator is GRAFANA_ADMIN_USER (admin) with
 * GRAFANA_ADMIN_PASSWORD. CHROMIUM is a browser to take instead of playwright's own.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const require = createRequire(import.meta.url);

function run() {
  // The session of the administrator is left in the working folder: no place for it in the checkout.
  const scratch = mkdtempSync(join(tmpdir(), 'stats-portal-e2e-'));
  const config = resolve(import.meta.dirname, '../e2e/playwright.config.ts');
  const command = [require.resolve('@playwright/test/cli'), 'test', '--config', config, ...process.argv.slice(2)];
  try {
    return spawnSync(process.execPath, command, { cwd: scratch, stdio: 'inherit' }).status ?? 1;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

if (process.env.GRAFANA_URL) {
  process.exitCode = run();
} else {
  process.stdout.write('skipped: GRAFANA_URL is not set\n');
}
