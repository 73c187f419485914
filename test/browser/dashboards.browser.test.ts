import { addDays } from '@stats-portal/query';
import type { BrowserContext } from 'playwright-core';
import { identifier } from '@stats-portal/catalog';
import { createEventsTable } from '../../aggregator/src/events/columns.ts';
import { copyColumns, copyLines, sampleEvents } from '../../demo/sample/index.ts';
import { readDashboards } from '../../preview/dashboards.ts';
import type { PanelModel } from '../../preview/host/panels/model.ts';
import { embeddedDatabase } from '../environment/index.ts';
import { seriousViolations } from './axe.ts';
import { describeBrowser, openBrowser, openPage } from './chromium.ts';
import { countedDatabase, preview } from './portal.ts';

const today = '2026-02-10';
const lastDay = addDays(today, -1);
const range = `from=${addDays(today, -30)}T00:00:00Z&to=${lastDay}T23:59:59Z`;

/** The shipped dashboards, on a small sample of what a CSIRT gets. */
describeBrowser('the dashboards in a browser', () => {
  let browser: BrowserContext;
  let address: string;

  beforeAll(async () => {
    const eventdb = await embeddedDatabase();
    await eventdb.execute(createEventsTable('events', { indices: false }));
    const now = `${today}T04:00:00Z`;
    const lines = copyLines(sampleEvents({ seed: 1, lastDay, days: 40, eventsPerDay: 100, now }));
    const encoder = new TextEncoder();
    await eventdb.copyIn(
      `events (${copyColumns.map(identifier).join(', ')})`,
      [...lines].map((line) => encoder.encode(line))
    );
    const statsdb = await countedDatabase(now, eventdb);
    ({ address } = await preview({ statsdb }));
    browser = await openBrowser();
  }, 300_000);

  test('each loads without an error, with all its panels, and can be used by everyone', async () => {
    const dashboards = await readDashboards('src/dashboards');
    expect(dashboards.length).toBeGreaterThan(0);
    for (const { model, hit } of dashboards) {
      const { page, problems } = await openPage(browser);
      await page.goto(`${address}${hit.url}?${range}`, { waitUntil: 'networkidle' });
      await page.getByRole('heading', { name: hit.title, level: 1 }).waitFor();
      const { panels = [] } = model as { readonly panels?: readonly PanelModel[] };
      await page
        .locator('main section')
        .nth(panels.length - 1)
        .waitFor();
      await page.waitForLoadState('networkidle');
      const shown = await page.locator('main section').count();
      expect({ dashboard: hit.uid, problems, shown }).toEqual({
        dashboard: hit.uid,
        problems: [],
        shown: panels.length,
      });
      expect({ dashboard: hit.uid, violations: await seriousViolations(page) }).toEqual({
        dashboard: hit.uid,
        violations: [],
      });
      await page.close();
    }
  }, 300_000);
});
