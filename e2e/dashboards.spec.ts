import { expect, test } from '@grafana/plugin-e2e';
import { shippedDashboards } from '../src/names.ts';

for (const { uid, title } of shippedDashboards) {
  test(`${title} has no panel with an error, and has numbers`, async ({ gotoDashboardPage, page }) => {
    const rows: number[] = [];
    page.on('response', (response) => {
      if (response.url().includes('/api/ds/query') && response.ok()) {
        void response.json().then((body) => rows.push(rowsOf(body)));
      }
    });
    const dashboard = await gotoDashboardPage({ uid });
    await dashboard.waitForPanelsQueriesToComplete({ timeout: 60_000, scrollAll: true });
    await expect(dashboard).not.toHavePanelErrors();
    expect(Math.max(0, ...rows)).toBeGreaterThan(0);
  });
}

test('variables: the operator view is of a network that there is, and follows the address', async ({
  gotoDashboardPage,
  page,
}) => {
  await gotoDashboardPage({ uid: 'csirt-stats-operator-view' });
  const title = page.getByText(/^Addresses of AS\d+ per day$/);
  await expect(title).toBeVisible();
  await gotoDashboardPage({
    uid: 'csirt-stats-operator-view',
    queryParams: new URLSearchParams({ 'var-asn': '64496' }),
  });
  await expect(page.getByText('Addresses of AS64496 per day')).toBeVisible();
});

/** How many rows an answer has, in all frames. */
function rowsOf(body: unknown): number {
  const { results = {} } = body as {
    results?: Record<string, { frames?: Array<{ data?: { values?: unknown[][] } }> }>;
  };
  return Object.values(results)
    .flatMap(({ frames = [] }) => frames)
    .reduce((sum, { data }) => sum + (data?.values?.[0]?.length ?? 0), 0);
}
