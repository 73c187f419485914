import { expect, test } from '@grafana/plugin-e2e';
import { portal } from './portal.ts';

test('the app and its data source are enabled', async ({ request }) => {
  for (const id of [portal.app, portal.type]) {
    const settings = await request.get(`/api/plugins/${id}/settings`);
    expect(settings.ok()).toBe(true);
  }
  const { enabled } = (await (await request.get(`/api/plugins/${portal.app}/settings`)).json()) as { enabled: boolean };
  expect(enabled).toBe(true);
});

test('the home page says how fresh the statistics are', async ({ gotoAppPage, page }) => {
  await gotoAppPage({ pluginId: portal.app });
  await expect(page.getByRole('heading', { name: 'Statistics of incident events' })).toBeVisible();
  await expect(page.getByText('Complete until').locator('xpath=following-sibling::dd')).toHaveText(/^\d{4}-\d\d-\d\d$/);
  await page.getByRole('link', { name: 'CSIRT overview' }).click();
  await expect(page).toHaveURL(/\/d\/csirt-stats-csirt-overview/);
});

test('the page about quality has the days', async ({ gotoAppPage, page }) => {
  await gotoAppPage({ pluginId: portal.app, path: '/quality' });
  await expect(
    page
      .getByRole('region', { name: 'Days' })
      .getByRole('cell', { name: /^\d{4}-\d\d-\d\d/ })
      .first()
  ).toBeVisible();
});

test('the configuration tests the data source', async ({ gotoAppConfigPage, page }) => {
  await gotoAppConfigPage({ pluginId: portal.app });
  await page.getByRole('tab', { name: 'Configuration' }).click();
  await page.getByRole('button', { name: `Test ${portal.source.name}`, exact: true }).click();
  await expect(page.getByText('It works', { exact: true })).toBeVisible();
});
