import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { atEnd } from '../environment/index.ts';
import { chromiumFlags, chromiumPath } from './executable.ts';

/** Tests that need a browser: skipped where there is none, but failing there in CI. */
export function describeBrowser(name: string, tests: () => void): void {
  const missing = existsSync(chromiumPath) ? undefined : `no ${chromiumPath} (Debian: apt-get install chromium)`;
  if (missing === undefined) {
    describe(name, tests);
  } else if (process.env.CI === 'true') {
    describe(name, () => {
      test('needs a browser', () => {
        throw new Error(missing);
      });
    });
  } else {
    describe.skip(`${name}: skipped, ${missing}`, tests);
  }
}

/** A real Chromium with a fresh profile, closed at the end. */
export async function openBrowser(): Promise<BrowserContext> {
  const profile = await mkdtemp(join(tmpdir(), 'stats-portal-browser-'));
  atEnd(() => rm(profile, { recursive: true, force: true }));
  const viewport = { width: 1400, height: 1000 };
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath,
    args: chromiumFlags,
    viewport,
  });
  context.setDefaultTimeout(30_000);
  atEnd(() => context.close());
  return context;
}

/** A page, and what went wrong in it: errors on the console, exceptions, answers of the server that are none. */
export interface WatchedPage {
  readonly page: Page;
  readonly problems: string[];
}

/** A new tab, closed at the end. */
export async function openPage(browser: BrowserContext): Promise<WatchedPage> {
  const page = await browser.newPage();
  atEnd(() => page.close());
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') {
      problems.push(`${message.type()}: ${message.text()}`);
    }
  });
  page.on('pageerror', (error) => problems.push(`exception: ${error.stack ?? error.message}`));
  page.on('response', (response) => {
    if (response.status() >= 400) {
      problems.push(`${response.status()} ${response.url()}`);
    }
  });
  return { page, problems };
}
