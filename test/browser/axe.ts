import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

/**
 * Grafana's own, drawn by its components: the mark of the zone in the time picker, the bodies of its tables, which the
 * keyboard does not scroll, and the numbers of bar gauges, which have the colours of their bars.
 */
const notOurs = [
  '[data-testid="data-testid TimePicker Open Button"]',
  '[data-testid="data-testid table body"]',
  '[data-testid="data-testid Bar gauge value"]',
];

/** What axe-core finds that keeps people from using the page: rule, and where. Minor findings are left out. */
export async function seriousViolations(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: require.resolve('axe-core') });
  const { violations } = await page.evaluate<AxeResults>(`axe.run({ exclude: ${JSON.stringify(notOurs)} })`);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target, html }) => `${id}: ${target.join(' ')} ${html.slice(0, 200)}`));
}
