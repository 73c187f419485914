import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Locator, type Page } from 'playwright-core';
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

/** A question with its answer, in the editor. */
function asked(parts: object, first: number, last: number): string {
  const state = {
    range: { from: `${day(first)}T00:00:00Z`, to: `${day(last)}T23:59:59Z` },
    queries: [
      {
        refId: 'A',
        datasource: { type: 'csirt-statsportal-datasource', uid: 'csirt-statsportal-datasource' },
        ...defaultQuery,
        ...parts,
      },
    ],
  };
  return `/explore?left=${encodeURIComponent(JSON.stringify(state))}`;
}

const mostInfected = {
  by: ['asn'],
  where: [{ dimension: 'taxonomy', operator: 'in', values: ['malicious-code'] }],
  top: 5,
};

/** One of the problems is told by the feed that is missing for four days. */
const problems = ['open-telnet', 'open-snmp', 'dns-open-resolver'];
const someProblems = { by: ['identifier'], where: [{ dimension: 'identifier', operator: 'in', values: problems }] };

interface Picture {
  readonly name: string;
  readonly path: string;
  /** Where to cut it off. */
  readonly cut?: number;
  /** Title of the panel that is shown alone. */
  readonly panel?: string;
}

const pictures: readonly Picture[] = [
  { name: 'csirt-overview', path: `/d/csirt-stats-csirt-overview?${range}`, cut: 1700 },
  { name: 'csirt-overview-light', path: `/d/csirt-stats-csirt-overview?${range}&theme=light`, cut: 1700 },
  { name: 'taxonomy-explorer', path: `/d/csirt-stats-taxonomy-explorer?${range}&var-group=type` },
  { name: 'asn-ranking', path: `/d/csirt-stats-asn-ranking?${range}` },
  { name: 'feeds', path: `/d/csirt-stats-feeds?${range}`, cut: 1620 },
  { name: 'operator-view', path: `/d/csirt-stats-operator-view?${range}&var-asn=64496` },
  { name: 'operations', path: '/d/csirt-stats-operations' },
  { name: 'home', path: '/app' },
  { name: 'data-quality', path: '/a/csirt-statsportal-app/quality' },
  { name: 'query-editor', path: asked(mostInfected, 32, 3) },
  { name: 'gap', path: asked(someProblems, 32, 3), panel: 'Answer' },
  { name: 'provisional', path: asked({}, 14, 0), panel: 'Answer' },
  { name: 'expected', path: `/d/csirt-stats-csirt-overview?${range}`, panel: 'More or less than usual?' },
  { name: 'rising', path: `/d/csirt-stats-asn-ranking?${range}`, panel: 'Rising against the whole' },
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
    for (const { name, path, cut = highest, panel } of pictures) {
      const file = join(values.folder, `${name}.png`);
      await open(page, `${values.address}${path}`, cut);
      await (panel === undefined ? page : panelOf(page, panel)).screenshot({ path: file });
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

function panelOf(page: Page, title: string): Locator {
  return page.locator('main section', { has: page.getByRole('heading', { name: title, exact: true }) });
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
