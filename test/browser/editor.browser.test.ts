import type { BrowserContext, Page } from 'playwright-core';
import type { TestEvent } from '../events.ts';
import { seriousViolations } from './axe.ts';
import { describeBrowser, openBrowser, openPage } from './chromium.ts';
import { panel, rows } from './panels.ts';
import { countedEvents, preview } from './portal.ts';

const now = '2026-02-10T04:00:00Z';
const range = 'from=2026-01-01T00:00:00Z&to=2026-01-10T23:59:59Z';

/** A feed's name that every stage on the way to PostgreSQL would like to read as something else. */
const hostile = `O'Hara $1 "x" $__timeFrom() \${datasource} [[country]]`;

const events: TestEvent[] = [
  ...event('2026-01-01', '64496', 'vulnerable', 'Scan', 2),
  ...event('2026-01-02', '64496', 'vulnerable', hostile, 3),
  ...event('2026-01-02', '64496', 'malicious-code', 'Sinkhole', 2),
  ...event('2026-01-03', '64497', 'vulnerable', 'Scan', 4),
  ...event('2026-01-20', '64496', 'vulnerable', 'Scan', 50),
];

function event(day: string, asn: string, taxonomy: string, feed: string, times = 1): TestEvent[] {
  return Array.from({ length: times }, (_, index) => ({
    'time.source': `${day} 12:00:00+00`,
    'source.ip': `192.0.2.${index + 1}`,
    'source.asn': asn,
    'classification.taxonomy': taxonomy,
    'feed.name': feed,
  }));
}

/** Chooses from one of the editor's lists: a click, some typing, Enter. */
async function choose(page: Page, list: string, text: string): Promise<void> {
  await page.getByRole('combobox', { name: list, exact: true }).click();
  await page.keyboard.type(text);
  await page.getByRole('option').filter({ hasText: text }).first().waitFor();
  await page.keyboard.press('Enter');
}

/** A table in the question, and of the panel above it. */
async function showAsTable(page: Page): Promise<void> {
  await page.getByRole('region', { name: 'Query' }).getByRole('radio', { name: 'Table' }).click();
  await page.getByRole('radiogroup', { name: 'Drawn as' }).getByRole('radio', { name: 'Table' }).click();
}

describeBrowser("the built data source's query editor in a browser", () => {
  let browser: BrowserContext;
  let address: string;

  beforeAll(async () => {
    const statsdb = await countedEvents(now, events);
    ({ address } = await preview({ statsdb }));
    browser = await openBrowser();
  });

  test('a question is put together by clicking and typing, and answered from the database', async () => {
    const { page, problems } = await openPage(browser);
    await page.goto(`${address}/editor?${range}`);
    await choose(page, 'Count', 'Events');
    await showAsTable(page);
    await choose(page, 'Group by', 'Taxonomy');
    await expectRows(page, [
      ['vulnerable', '9 events'],
      ['malicious-code', '2 events'],
    ]);

    await choose(page, 'Add a filter', 'ASN');
    await choose(page, 'Values of filter 1', '64496');
    await expectRows(page, [
      ['vulnerable', '5 events'],
      ['malicious-code', '2 events'],
    ]);
    expect(problems).toEqual([]);
  });

  test('a value is a value, whatever it looks like', async () => {
    const { page, problems } = await openPage(browser);
    await page.goto(`${address}/editor?${range}`);
    await choose(page, 'Count', 'Events');
    await showAsTable(page);
    await choose(page, 'Add a filter', 'Feed');
    await choose(page, 'Values of filter 1', hostile);
    await expectRows(page, [['3 events']]);
    expect(problems).toEqual([]);
  });

  test.each(['dark', 'light'])('everyone can use it, in the %s theme', async (theme) => {
    const { page, problems } = await openPage(browser);
    await page.goto(`${address}/editor?${range}&theme=${theme}`);
    await page.getByRole('combobox', { name: 'Count' }).waitFor();
    await page.getByText('How it is answered').click();
    expect(await seriousViolations(page)).toEqual([]);
    expect(problems).toEqual([]);
  });
});

/** Waits for the answer: it comes after the last click, and replaces another one. */
async function expectRows(page: Page, expected: string[][]): Promise<void> {
  const deadline = Date.now() + 20_000;
  const answer = panel(page, 'Answer');
  let found = await rows(answer);
  while (JSON.stringify(found) !== JSON.stringify(expected) && Date.now() < deadline) {
    await page.waitForTimeout(50);
    found = await rows(answer);
  }
  expect(found).toEqual(expected);
}
