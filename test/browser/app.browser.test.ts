import type { BrowserContext } from 'playwright-core';
import { seriousViolations } from './axe.ts';
import { describeBrowser, openBrowser, openPage } from './chromium.ts';
import { countedEvents, preview } from './portal.ts';

const now = '2026-02-10T04:00:00Z';

describeBrowser('the built app in a browser', () => {
  let browser: BrowserContext;
  let address: string;

  beforeAll(async () => {
    const statsdb = await countedEvents(now, []);
    ({ address } = await preview({ statsdb }));
    browser = await openBrowser();
  });

  test.each(['dark', 'light'])(
    'its page loads in the %s theme, without an error, and can be used by everyone',
    async (theme) => {
      const { page, problems } = await openPage(browser);
      await page.goto(`${address}/app?theme=${theme}`);
      await page.getByRole('heading', { name: 'Statistics of incident events' }).waitFor();
      // Two questions at once: neither gives the other up.
      await page.getByText('Complete until').waitFor();
      await page.getByText('None that is known of').waitFor();
      await page.getByRole('link', { name: 'Operator view' }).waitFor();
      expect(page.url()).toBe(`${address}/a/csirt-statsportal-app?theme=${theme}`);
      expect(await page.getByRole('note').textContent()).toContain('This is a preview, not Grafana');
      expect(await seriousViolations(page)).toEqual([]);
      expect(problems).toEqual([]);
    }
  );

  test('the theme is a click away, and links lead around without loading the page anew', async () => {
    const { page, problems } = await openPage(browser);
    await page.goto(`${address}/app`);
    const background = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    await page.getByRole('heading', { name: 'Statistics of incident events' }).waitFor();
    const dark = await background();
    await page.getByRole('link', { name: 'Light theme' }).click();
    await page.getByRole('link', { name: 'Dark theme' }).waitFor();
    expect(await background()).not.toBe(dark);

    await page.evaluate('window.sameDocument = true');
    await page.getByRole('link', { name: 'Dashboards' }).click();
    await page.getByRole('heading', { name: 'Dashboards' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/');
    expect(await page.evaluate('window.sameDocument')).toBe(true);
    expect(problems).toEqual([]);
  });

  test('it is for this machine: another name in the request is refused', async () => {
    const { page } = await openPage(browser);
    const other = await page.request.get(address, { headers: { host: 'portal.example' } });
    expect(other.status()).toBe(403);
  });
});
