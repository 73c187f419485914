import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

/** Grafana's own, in the preview's frame: its mark of the zone is too pale for the rules. */
const notOurs = ['[data-testid="data-testid TimePicker Open Button"]'];

/** What axe-core finds that keeps people from using the page: rule, and where. Minor findings are left out. */
export async function seriousViolations(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: require.resolve('axe-core') });
  const { violations } = await page.evaluate<AxeResults>(`axe.run({ exclude: ${JSON.stringify(notOurs)} })`);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target, html }) => `${id}: ${target.join(' ')} ${html.slice(0, 200)}`));
}
