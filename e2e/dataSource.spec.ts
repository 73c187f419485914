import { expect, test } from '@grafana/plugin-e2e';
import { choose, portal, savedQuery, statementsOf } from './portal.ts';

test('the data source is healthy', async ({ gotoDataSourceConfigPage, page }) => {
  const settings = await gotoDataSourceConfigPage(portal.source.uid);
  // A provisioned one cannot be saved, only tested.
  await page.getByRole('button', { name: /^(Save & test|Test)$/ }).click();
  await expect(settings).toHaveAlert('success', { hasText: /closed until \d{4}-\d\d-\d\d/ });
});

test('a saved query is shown as it was saved, changed by typing, and asked', async ({
  request,
  gotoPanelEditPage,
  page,
}) => {
  const panel = {
    id: 1,
    type: 'table',
    title: 'Round trip',
    gridPos: { x: 0, y: 0, w: 12, h: 8 },
    datasource: { type: portal.type, uid: portal.source.uid },
    targets: [savedQuery({ by: ['asn'], shape: 'ranking', top: 5 })],
  };
  const uid = 'stats-portal-e2e';
  const made = await request.post('/api/dashboards/db', {
    data: { overwrite: true, dashboard: { uid, title: 'stats portal e2e', schemaVersion: 42, panels: [panel] } },
  });
  expect(made.ok()).toBe(true);
  try {
    const editing = await gotoPanelEditPage({ dashboard: { uid }, id: '1' });
    const editor = editing.getQueryEditorRow('A');
    await expect(editor.getByRole('combobox', { name: 'Start with' })).toHaveValue('');
    await expect(editor.getByText('ASN', { exact: true })).toBeVisible();
    await expect(editor.getByRole('status')).toContainText('Events over the whole range by ASN; the 5 largest');

    const asked = editing.waitForQueryDataRequest((one) => /\bprovider\b/.test(statementsOf(one.postData())));
    await choose(page, 'Group by', 'Feed provider');
    await asked;
    await expect(editor.getByRole('status')).toContainText('by ASN, Feed provider');
    await expect(editing.panel.fieldNames).toContainText(['Rank', 'Name', 'ASN', 'Feed provider', 'Events']);
    await expect(editing.panel.getErrorIcon()).toBeHidden();
  } finally {
    await request.delete(`/api/dashboards/uid/${uid}`);
  }
});

test('Explore: a ready-made question is answered', async ({ explorePage, page }) => {
  await explorePage.datasource.set(portal.source.name);
  await choose(page, 'Start with', 'Events per day by taxonomy');
  await expect(explorePage.runQuery()).toBeOK();
  await expect(explorePage.getQueryEditorRow('A').getByRole('status')).toContainText('Events per day by Taxonomy');
  await expect(page.getByText('No data')).toBeHidden();
});

test('annotations: a mark for each day', async ({ annotationEditPage, page }) => {
  await annotationEditPage.datasource.set(portal.source.name);
  await expect(annotationEditPage.runQuery()).toBeOK();
  await expect(page.getByText(/\d+ events \(from \d+ fields?\)/)).toBeVisible();
});

test('variables: the values of a dimension, most frequent first', async ({ variableEditPage, page }) => {
  await variableEditPage.setVariableType('Query');
  await variableEditPage.datasource.set(portal.source.name);
  await choose(page, 'Values of', 'Taxonomy');
  await variableEditPage.runQuery();
  await expect(variableEditPage).toDisplayPreviews(['vulnerable', 'malicious-code'], {});
});
