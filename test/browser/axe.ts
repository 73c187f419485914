import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

/**
 * Faults of @grafana/ui itself, which its components do not let us change: TimeRangePicker writes the zone in orange on
 * its button, with a contrast of 3.2 in the light theme.
 */
const notOurs = ['[data-testid="data-testid TimePicker Open Button"]'];

/** What axe-core finds that keeps people from using the page: rule, and where. Minor findings are left out. */
export async function seriousViolations(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: require.resolve('axe-core') });
  const { violations } = await page.evaluate<AxeResults>(`axe.run({ exclude: ${JSON.stringify(notOurs)} })`);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target, html }) => `${id}: ${target.join(' ')} ${html.slice(0, 200)}`));
}
