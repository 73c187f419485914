import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Page } from 'playwright-core';
import { defaultQuery } from '../src/datasource/query.ts';
import { chromiumFlags, chromiumPath } from '../test/browser/executable.ts';

const usage = `npm run screenshots -- --address http://localhost:3000 [--folder docs/img]

Pictures of every dashboard and page of a preview that is open ("npm run demo"), for the README and the docs.
`;

const width = 1280;
/** What the eye takes in at once, and more: a picture is no dashboard. */
const highest = 1520;
const margin = 12;
const largest = 280_000;

/** The demo's days begin at four. */
const day = (daysAgo: number): string =>
  new Date(Date.now() - daysAgo * 86_400_000 - 4 * 3_600_000).toISOString().slice(0, 10);

/** The last thirty closed days of a demo of today, so that the pictures do not hang on the hour. */
const range = `from=${day(32)}T00:00:00Z&to=${day(3)}T23:59:59Z`;

/** In the editor: who has most infected machines reported, day by day. */
const question = {
  range: { from: `${day(32)}T00:00:00Z`, to: `${day(3)}T23:59:59Z` },
  queries: [
    {
      refId: 'A',
      datasource: { type: 'csirt-statsportal-datasource', uid: 'csirt-statsportal-datasource' },
      ...defaultQuery,
      by: ['asn'],
      where: [{ dimension: 'taxonomy', operator: 'in', values: ['malicious-code'] }],
      top: 5,
    },
  ],
};

/** Each picture's name and address, and where to cut it off. */
const pictures: ReadonlyArray<readonly [name: string, path: string, cut?: number]> = [
  ['csirt-overview', `/d/csirt-stats-csirt-overview?${range}`, 1700],
  ['csirt-overview-light', `/d/csirt-stats-csirt-overview?${range}&theme=light`, 1700],
  ['taxonomy-explorer', `/d/csirt-stats-taxonomy-explorer?${range}&var-group=type`],
  ['asn-ranking', `/d/csirt-stats-asn-ranking?${range}`],
  ['feeds', `/d/csirt-stats-feeds?${range}`, 1620],
  ['operator-view', `/d/csirt-stats-operator-view?${range}&var-asn=64496`],
  ['operations', '/d/csirt-stats-operations'],
  ['home', '/app'],
  ['data-quality', '/a/csirt-statsportal-app/quality'],
  ['query-editor', `/explore?left=${encodeURIComponent(JSON.stringify(question))}`],
];

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { address: { type: 'string' }, folder: { type: 'string', default: 'docs/img' } },
  });
  if (values.address === undefined) {
    process.stderr.write(usage);
    process.exitCode = 2;
    return;
  }
  await mkdir(values.folder, { recursive: true });
  const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumFlags });
  try {
    const page = await browser.newPage();
    for (const [name, path, cut = highest] of pictures) {
      const file = join(values.folder, `${name}.png`);
      await open(page, `${values.address}${path}`, cut);
      await page.screenshot({ path: file });
      const { size } = await stat(file);
      process.stdout.write(`${file}: ${Math.round(size / 1000)} kB\n`);
      if (size > largest) {
        process.exitCode = 1;
      }
    }
  } finally {
    await browser.close();
  }
}

/** The page with all that it shows, and of the window as much as ends with a panel. */
async function open(page: Page, address: string, cut: number): Promise<void> {
  await page.setViewportSize({ width, height: cut });
  await page.goto(address);
  await page.locator('main section, main li').first().waitFor({ state: 'attached' });
  await page.waitForLoadState('networkidle');
  await page.waitForFunction(
    "![...document.querySelectorAll('[role=status]')].some((status) => status.textContent === 'Loading')" +
      " && !document.body.textContent.includes('Asking the statistics database')"
  );
  const bottoms = await page.evaluate<number[]>(
    "[...document.querySelectorAll('main section, main > *')].map((one) => Math.ceil(one.getBoundingClientRect().bottom))"
  );
  const fitting = bottoms.filter((bottom) => bottom + margin <= cut);
  await page.setViewportSize({ width, height: Math.max(...fitting) + margin });
  // Curves follow the size of the window a frame later.
  await page.waitForTimeout(500);
}

void main();
