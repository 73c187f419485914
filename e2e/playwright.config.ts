import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { PluginOptions } from '@grafana/plugin-e2e';
import { defineConfig, devices } from '@playwright/test';

const { CHROMIUM, GRAFANA_ADMIN_USER = 'admin', GRAFANA_URL, E2E_OUTPUT = 'output' } = process.env;
const authentication = join(dirname(createRequire(__filename).resolve('@grafana/plugin-e2e')), 'auth');

/** One Grafana for all tests, which change nothing that others look at. scripts/e2e.mjs runs it. */
export default defineConfig<PluginOptions>({
  testDir: '.',
  outputDir: E2E_OUTPUT,
  forbidOnly: Boolean(process.env.CI),
  // A Grafana that has just started may be slow once.
  retries: process.env.CI ? 1 : 0,
  workers: 2,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  reporter: 'list',
  use: {
    baseURL: GRAFANA_URL,
    provisioningRootDir: join(__dirname, '../provisioning'),
    trace: 'retain-on-failure',
    ...(CHROMIUM === undefined ? {} : { launchOptions: { executablePath: CHROMIUM } }),
  },
  projects: [
    { name: 'login', testDir: authentication, testMatch: [/.*\.js/] },
    {
      name: 'grafana',
      use: { ...devices['Desktop Chrome'], storageState: `playwright/.auth/${GRAFANA_ADMIN_USER}.json` },
      dependencies: ['login'],
    },
  ],
});
