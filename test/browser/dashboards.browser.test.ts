import type { BrowserContext, Page } from 'playwright-core';
import type { Database } from '../../aggregator/src/database/database.ts';
import { sampleReaders } from '../../demo/sample/index.ts';
import { readDashboards } from '../../preview/dashboards.ts';
import type { PanelModel } from '../../preview/host/panels/model.ts';
import { grantReaders } from '../../preview/readers.ts';
import { seriousViolations } from './axe.ts';
import { describeBrowser, openBrowser, openPage, type WatchedPage } from './chromium.ts';
import { drawn, panel, rows, textsCut } from './panels.ts';
import { preview } from './portal.ts';
import { closed, now, range, sample } from './sample.ts';

/** What empty panels say on these events: they are few, nothing changed, and nobody verified. */
const saysEmpty: Readonly<Record<string, readonly string[]>> = {
  'csirt-stats-asn-ranking': ['No network rises against the whole.'],
  'csirt-stats-clean-up': ['In no network 20 addresses were first seen in the range'],
  'csirt-stats-csirt-overview': ['Nothing moved that much.', 'No network rises against the whole.'],
  'csirt-stats-operations': ['No closed day changed within the range.', 'It was not run within the range.'],
};

/** The shipped dashboards, on a small sample of what a CSIRT gets; numbers by SQL over the events themselves. */
describeBrowser('the dashboards in a browser', () => {
  let browser: BrowserContext;
  let eventdb: Database;
  let address: string;

  beforeAll(async () => {
    const databases = await sample();
    ({ eventdb } = databases);
    const readers = await grantReaders(databases.statsdb, sampleReaders, new Date(now));
    ({ address } = await preview({ statsdb: databases.statsdb, readers }));
    browser = await openBrowser();
  }, 300_000);

  async function open(name: string, parameters: string): Promise<WatchedPage> {
    const watched = await openPage(browser);
    await watched.page.clock.setFixedTime(new Date(now));
    await watched.page.goto(`${address}/d/csirt-stats-${name}?${parameters}`);
    await drawn(watched.page);
    return watched;
  }

  /** The one number that the statement over `events` gives; `day` is an event's day. */
  async function counted(what: string, where: string): Promise<number> {
    const day = `coalesce("time.source", "time.observation")::date`;
    const sql = `SELECT ${what} FROM (SELECT *, ${day} AS day FROM events) AS events WHERE ${where}`;
    return Number((await eventdb.query(sql)).rows[0]![0]);
  }

  const inRange = `day BETWEEN '${closed.from}' AND '${closed.to}'`;
  const onLastDay = `day = '${closed.to}'`;
  const addresses = 'count(DISTINCT "source.ip")';
  const perDay = 'count(DISTINCT (day, "source.ip")) / 30.0';
  const withAddress = '"source.ip" IS NOT NULL';

  test('each loads in both themes without an error, with all its panels filled, and can be used by everyone', async () => {
    const dashboards = await readDashboards('src/dashboards');
    expect(dashboards).toHaveLength(8);
    for (const { model, hit } of dashboards) {
      for (const theme of ['dark', 'light']) {
        const { page, problems } = await open(hit.uid.replace('csirt-stats-', ''), `theme=${theme}`);
        await page.getByRole('heading', { name: hit.title, level: 1 }).waitFor();
        const { panels = [] } = model as { readonly panels?: readonly PanelModel[] };
        expect({
          dashboard: hit.uid,
          theme,
          problems,
          shown: await page.locator('main section').count(),
          empty: await page.locator('main section [role="status"]').allTextContents(),
          cut: await page.locator('main section h2').evaluateAll(textsCut),
          violations: await seriousViolations(page),
        }).toEqual({
          dashboard: hit.uid,
          theme,
          problems: [],
          shown: panels.length,
          empty: saysEmpty[hit.uid] ?? [],
          cut: [],
          violations: [],
        });
        await page.close();
      }
    }
  }, 300_000);

  test('CSIRT overview: addresses of the last closed day, of all countries and of one', async () => {
    const all = await counted(addresses, onLastDay);
    const one = await counted(addresses, `${onLastDay} AND "source.geolocation.cc" = 'AT'`);
    expect(one).toBeLessThan(all);
    const { page } = await open('csirt-overview', range);
    await panel(page, 'Addresses per day').getByText(all.toLocaleString('en'), { exact: true }).waitFor();
    await panel(page, 'Situation').getByText(`${all} different addresses were reported on ${closed.to}`).waitFor();

    const filtered = await open('csirt-overview', `${range}&var-filters=country%7C%3D%7CAT`);
    const filteredPanel = panel(filtered.page, 'Addresses per day');
    await filteredPanel.getByText(one.toLocaleString('en'), { exact: true }).waitFor();
    await filtered.page.getByRole('button', { name: 'Country = AT' }).click();
    await filteredPanel.getByText(all.toLocaleString('en'), { exact: true }).waitFor();

    await choose(page, 'Country', 'AT');
    await panel(page, 'Addresses per day').getByText(one.toLocaleString('en'), { exact: true }).waitFor();
    expect(new URL(page.url()).searchParams.getAll('var-country')).toEqual(['AT']);
  });

  test('CSIRT overview: missing feeds are marks on the curves, and a table leads on with range and value', async () => {
    const { page } = await open('csirt-overview', range);
    await page.getByText(/^Feeds missing.*: \d+ marks?$/).click();
    await page
      .getByText(/^2026-\d\d-\d\d to 2026-\d\d-\d\d: Shadowserver Accessible-Telnet is missing$/)
      .first()
      .waitFor();
    const onward = async (title: string): Promise<URL> => {
      const link = panel(page, title).getByRole('link', { name: 'ASN ranking' });
      return new URL((await link.getAttribute('href'))!, address);
    };
    const around = await onward('Where is most reported?');
    expect(around.pathname).toBe('/d/csirt-stats-asn-ranking');
    expect(Number(around.searchParams.get('from'))).toBe(Date.parse(`${closed.from}T00:00:00Z`));
    // A panel with a range of its own takes that along.
    const over = await onward('Which networks rise against the whole?');
    expect([over.searchParams.get('from'), over.searchParams.get('to')]).toEqual(['now-88d', 'now']);
    await page.goto(`${address}/d/csirt-stats-asn-ranking?${range}`);
    await drawn(page);
    const cell = panel(page, 'Top ASNs').getByRole('gridcell').nth(1);
    const toNetwork = new URL((await cell.getByRole('link').getAttribute('href'))!, address);
    expect(toNetwork.searchParams.get('var-asn')).toBe(await cell.textContent());
  });

  test('Taxonomy explorer: events by feed, of all taxonomies and of one; a click on a taxonomy narrows', async () => {
    const feed = `"feed.name" = 'Accessible-Telnet'`;
    const all = await counted('count(*)', `${inRange} AND ${feed}`);
    const { page } = await open('taxonomy-explorer', `${range}&var-measure=events&var-group=feed`);
    await panel(page, 'Selection in words').getByText(`Events by Feed, taxonomy: All, country: All`).waitFor();
    const bar = panel(page, 'Who reports these?').getByRole('listitem').filter({ hasText: 'Accessible-Telnet' });
    await bar.getByText(all.toLocaleString('en'), { exact: true }).waitFor();

    await choose(page, 'Taxonomy', 'malicious-code');
    await panel(page, 'Selection in words').getByText('taxonomy: malicious-code').waitFor();
    await bar.waitFor({ state: 'detached' });

    await panel(page, 'Taxonomy, type, identifier').getByRole('link', { name: 'malicious-code' }).first().click();
    await panel(page, 'Trend of the selection by type').waitFor();
  });

  test('ASN ranking: the largest network first, and its addresses per closed day', async () => {
    const { rows: ranked } = await eventdb.query(
      `SELECT "source.asn"::text, (count(DISTINCT (day, "source.ip")) / 30.0)::text
       FROM (SELECT *, coalesce("time.source", "time.observation")::date AS day FROM events) AS events
       WHERE ${inRange} AND ${withAddress} AND "source.asn" IS NOT NULL
       GROUP BY 1 ORDER BY count(DISTINCT (day, "source.ip")) DESC, "source.asn" LIMIT 2`
    );
    const { page } = await open('asn-ranking', range);
    const top = await rows(panel(page, 'Top ASNs'));
    expect(top.slice(0, 2).map(([rank, asn, , ips]) => [rank, asn, ips])).toEqual(
      ranked.map(([asn, ips], index) => [String(index + 1), asn, oneDecimal(Number(ips))])
    );

    const vulnerable = await counted(
      perDay,
      `${inRange} AND ${withAddress} AND "source.asn" = ${ranked[0]![0]} AND "classification.taxonomy" = 'malicious-code'`
    );
    await choose(page, 'Taxonomy', 'malicious-code');
    await panel(page, 'Top ASNs')
      .getByRole('row')
      .filter({ hasText: ranked[0]![0]! })
      .getByText(oneDecimal(vulnerable), { exact: true })
      .waitFor();
  });

  test('Feeds: what a feed reports, and the days on which it did not', async () => {
    const telnet = `"feed.name" = 'Accessible-Telnet'`;
    const ips = await counted(perDay, `${inRange} AND ${withAddress} AND ${telnet}`);
    const delivered = await counted('count(DISTINCT day)', `${inRange} AND ${telnet}`);
    expect(delivered).toBeLessThan(30);
    const { page } = await open('feeds', `${range}&var-provider=Shadowserver`);
    const row = panel(page, 'What each feed reports').getByRole('row').filter({ hasText: 'Accessible-Telnet' });
    // The average of the days on which it was not missing.
    const average = oneDecimal((ips * 30) / delivered);
    expect(await row.getByRole('gridcell').allTextContents()).toMatchObject({ 3: average });
    const states = panel(page, 'Report by day').getByRole('row', { name: 'Shadowserver: Accessible-Telnet' });
    expect(await states.getByText('missing').count()).toBe(30 - delivered);

    await choose(page, 'Feed provider', 'Spamhaus', 'Shadowserver');
    await row.waitFor({ state: 'detached' });
    await panel(page, 'What each feed reports').getByRole('row').filter({ hasText: 'Spamhaus' }).first().waitFor();
  });

  test('Operator view: of one network, and of another', async () => {
    const { page } = await open('operator-view', `${range}&var-asn=64496`);
    for (const asn of ['64496', '64512']) {
      const ips = await counted(addresses, `${onLastDay} AND "source.asn" = ${asn}`);
      const events = await counted('count(*)', `${onLastDay} AND "source.asn" = ${asn}`);
      if (asn !== '64496') {
        await choose(page, 'ASN', asn);
      }
      await panel(page, `Addresses of AS${asn} per day`).getByText(String(ips), { exact: true }).waitFor();
      await panel(page, 'Events per day').getByText(String(events), { exact: true }).waitFor();
    }
    await panel(page, 'Last closed day').getByText(closed.to).waitFor();
  });

  test('Operator view: each operator by its own role sees its own network, and is offered no other', async () => {
    const { page } = await open('operator-view', `${range}&var-asn=64500`);
    for (const [name, asn] of [
      ['Example Operator', '64496'],
      ['Example Rising Hosting', '64497'],
    ] as const) {
      const ips = await counted(addresses, `${onLastDay} AND "source.asn" = ${asn}`);
      await choose(page, 'Statistics', `${name}: Stats portal`);
      await panel(page, `Addresses of AS${asn} per day`).getByText(String(ips), { exact: true }).waitFor();
      await page.getByRole('combobox', { name: 'ASN' }).click();
      expect(await page.getByRole('option').allTextContents()).toEqual([asn]);
      await page.keyboard.press('Escape');
    }
  });

  test("the query editor on an operator's own data source offers its own values only", async () => {
    // In the browser of the others the clock stands still: a list would wait for ever for the end of the typing.
    const { page } = await openPage(await openBrowser());
    await page.goto(`${address}/editor?${range}`);
    await choose(page, 'Data source', 'Example Operator: Stats portal');
    await drawn(page);
    // Others have a 6 and an e in theirs too.
    for (const [position, [dimension, typed, own]] of [
      ['ASN', '6', '64496'] as const,
      ['Operator', 'e', 'example'] as const,
    ].entries()) {
      await page.getByRole('combobox', { name: 'Add a filter' }).click();
      await page.keyboard.type(dimension);
      await page.getByRole('option').filter({ hasText: dimension }).first().waitFor();
      await page.keyboard.press('Enter');
      await drawn(page);
      await page.getByRole('combobox', { name: `Values of filter ${position + 1}` }).fill(typed);
      await page.getByRole('option').filter({ hasText: own }).waitFor();
      const offered = await page.getByRole('option').filter({ hasText: 'events' }).allTextContents();
      expect(offered).toEqual([expect.stringMatching(new RegExp(`^${own}`))]);
      await page.keyboard.press('Escape');
    }
  });

  test('Operations: what the days were counted from', async () => {
    const events = await counted('count(*)', onLastDay);
    const without = await counted('count(*)', `${inRange} AND "source.ip" IS NULL`);
    const { page } = await open('operations', range);
    const day = panel(page, 'State of each day').getByRole('row').filter({ hasText: closed.to });
    expect(await day.getByRole('gridcell').allTextContents()).toEqual(
      expect.arrayContaining([closed.to, 'closed', events.toLocaleString('en')])
    );
    await panel(page, 'Without an address').getByText(String(without), { exact: true }).waitFor();
  });
});

/** Chooses from a variable's list; of several values `instead` of one. */
async function choose(page: Page, label: string, value: string, instead?: string): Promise<void> {
  await page.getByRole('combobox', { name: label }).click();
  await page.getByRole('option', { name: value, exact: true }).click();
  if (instead !== undefined) {
    await page.getByRole('option', { name: instead, exact: true }).click();
  }
  await page.keyboard.press('Escape');
}

function oneDecimal(number: number): string {
  return number.toLocaleString('en', { maximumFractionDigits: 1 });
}
