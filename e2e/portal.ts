import type { Page } from '@playwright/test';

/** Of the app and its provisioning. */
export const portal = {
  app: 'csirt-statsportal-app',
  type: 'csirt-statsportal-datasource',
  source: { uid: 'statistics', name: 'Statistics' },
};

/** The statements that a request asks PostgreSQL for. */
export function statementsOf(body: string | null): string {
  const { queries } = JSON.parse(body ?? '{"queries":[]}') as { readonly queries: ReadonlyArray<{ rawSql?: string }> };
  return queries.map(({ rawSql = '' }) => rawSql).join('\n');
}

/** Chooses from one of the editor's lists by typing, as one does with the keyboard. */
export async function choose(page: Page, list: string, option: string): Promise<void> {
  const combobox = page.getByRole('combobox', { name: list, exact: true });
  // Of the value that is there already no list would open.
  await combobox.clear();
  await combobox.fill(option);
  await page.getByRole('option', { name: option }).first().waitFor();
  await page.keyboard.press('Enter');
}

/** A saved query of the data source, with parts in the place of others. */
export function savedQuery(parts: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return {
    refId: 'A',
    datasource: { type: portal.type, uid: portal.source.uid },
    version: 1,
    measure: 'events',
    by: [],
    where: [],
    grain: 'auto',
    top: null,
    remaining: true,
    shape: 'series',
    compare: 'none',
    movingMedian: null,
    closed: null,
    ...parts,
  };
}
