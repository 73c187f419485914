import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { atEnd } from '../environment/index.ts';
import type { TestEvent } from '../events.ts';
import { seriousViolations } from './axe.ts';
import { describeBrowser, openBrowser, openPage } from './chromium.ts';
import { fixture } from './dashboard.fixture.ts';
import { panel } from './panels.ts';
import { countedEvents, preview } from './portal.ts';

const events: TestEvent[] = ['vulnerable', 'vulnerable', 'vulnerable', 'other'].map((taxonomy, index) => ({
  'time.source': `2026-01-0${index + 1} 12:00:00+00`,
  'source.ip': '192.0.2.1',
  'classification.taxonomy': taxonomy,
}));

describeBrowser('the preview of a dashboard', () => {
  let browser: BrowserContext;
  let address: string;

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'stats-portal-dashboards-'));
    atEnd(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, 'fixture.json'), JSON.stringify(fixture));
    const statsdb = await countedEvents('2026-02-10T04:00:00Z', events);
    ({ address } = await preview({ statsdb, dashboards: folder }));
    browser = await openBrowser();
  });

  test('draws each kind of panel, with the numbers of the database', async () => {
    const { page, problems } = await openPage(browser);
    await page.goto(address);
    await page.getByRole('link', { name: 'Kinds of panels' }).click();
    await panel(page, 'Words').getByText('What is shown: all').waitFor();
    await panel(page, 'Rows').getByRole('row', { name: 'vulnerable 3' }).waitFor();
    await panel(page, 'One number').getByText('4 events').waitFor();
    await panel(page, 'Bars').getByRole('listitem').filter({ hasText: 'vulnerable' }).getByText('3').waitFor();
    await panel(page, 'Lines').getByRole('button', { name: 'vulnerable' }).waitFor();
    await panel(page, 'Another kind').getByRole('gridcell', { name: 'drawn as rows' }).waitFor();
    await panel(page, 'Broken').getByText('relation "nowhere" does not exist').waitFor();
    await panel(page, 'Empty').getByText('No data').waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    // Only the broken panel's request failed.
    expect(problems.filter((problem) => !/\b400\b/.test(problem))).toEqual([]);
  });

  test('takes range and variables from the address, and puts there what is chosen', async () => {
    const { page } = await openPage(browser);
    await page.goto(`${address}/d/fixture?var-shown=none&from=2026-01-02T00:00:00Z&to=2026-01-04T23:59:59Z`);
    await panel(page, 'Words').getByText('What is shown: none').waitFor();
    await panel(page, 'Rows').getByRole('row', { name: 'vulnerable 2' }).waitFor();

    await page.getByRole('combobox', { name: 'Shown' }).click();
    await page.getByRole('option', { name: 'Everything' }).click();
    await panel(page, 'Words').getByText('What is shown: all').waitFor();
    expect(new URL(page.url()).searchParams.get('var-shown')).toBe('all');
  });

  test('a link of a value carries it', async () => {
    const { page } = await openPage(browser);
    await page.goto(`${address}/d/fixture`);
    const link = panel(page, 'Rows').getByRole('link', { name: 'vulnerable' });
    expect(await link.getAttribute('href')).toBe('/d/fixture?var-t=vulnerable');
  });
});
