import type { Locator, Page } from 'playwright-core';

/** A panel, by its title. */
export function panel(page: Page, title: string): Locator {
  return page.locator('section').filter({ has: page.getByRole('heading', { name: title, exact: true }) });
}

/** What the cells of a table's rows say, without those that are not scrolled to. */
export async function rows(table: Locator): Promise<string[][]> {
  const found = await table
    .getByRole('row')
    .evaluateAll((all) =>
      all.map((row) => [...row.querySelectorAll('[role="gridcell"]')].map((cell) => cell.textContent))
    );
  return found.filter((cells) => cells.length > 0);
}

/** Waits until all panels have asked and drawn. */
export async function drawn(page: Page): Promise<void> {
  await page.locator('main section').first().waitFor();
  await page.waitForLoadState('networkidle');
  await page.waitForFunction(
    "![...document.querySelectorAll('[role=status]')].some((status) => status.textContent === 'Loading')"
  );
}

/** Those of the texts that do not fit into their place. */
export function textsCut(elements: Element[]): Array<string | null> {
  return elements
    .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
    .map(({ textContent }) => textContent);
}
