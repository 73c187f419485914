import { dimensions, type DimensionName } from '@stats-portal/catalog';
import type { Override } from './looks.ts';

/** A way to another dashboard. */
export interface Onward {
  readonly title: string;
  readonly url: string;
}

const ofDashboard = '${__url_time_range}';

/** To a dashboard of ours, by its name, with the range and the choice of statistics; `rest`: further parameters. */
function address(name: string, ...rest: string[]): string {
  return `/d/csirt-stats-${name}?${[ofDashboard, '${datasource:queryparam}', ...rest].join('&')}`;
}

/** The address from a panel with a range of its own, of which Grafana says nothing: that range goes along. */
export function spanning<Link extends { readonly url: string }>(link: Link, over: string | undefined): Link {
  return over === undefined ? link : { ...link, url: link.url.replace(ofDashboard, `from=now-${over}&to=now`) };
}

/** The same for the links of values. */
export function valuesSpanning({ matcher, properties }: Override, over: string | undefined): Override {
  const spanned = (links: readonly Onward[]): Onward[] => links.map((link) => spanning(link, over));
  return {
    matcher,
    properties: properties.map(({ id, value }) =>
      id === 'links' ? { id, value: spanned(value as Onward[]) } : { id, value: value as unknown }
    ),
  };
}

/** Variables that are carried along. */
const also = (...names: string[]): string[] => names.map((name) => `\${${name}:queryparam}`);

/** The value that is clicked, as this dimension's variable. */
const clicked = (name: DimensionName): string => `var-${name}=\${__value.raw:percentencode}`;

/** A closer look at the same selection. */
export const explorer = (...variables: string[]): Onward => ({
  title: 'Taxonomy explorer',
  url: address('taxonomy-explorer', ...also(...variables)),
});

export const ranking = (...variables: string[]): Onward => ({
  title: 'ASN ranking',
  url: address('asn-ranking', ...also(...variables)),
});

export const feeds: Onward = { title: 'Feeds', url: address('feeds') };

/** A click on a network: its place among the others. */
export const toNetwork = linked('asn', { title: 'This network', url: address('asn-ranking', clicked('asn')) });

/** A click on a taxonomy: the same selection of it alone, by type. */
export const toTaxonomy = linked('taxonomy', {
  title: 'Only this taxonomy, by type',
  url: address('taxonomy-explorer', ...also('measure', 'country'), 'var-group=type', clicked('taxonomy')),
});

/** A click on a provider: its feeds. */
export const toProvider = linked('provider', {
  title: 'Feeds of this provider',
  url: address('feeds', clicked('provider')),
});

function linked(on: DimensionName, { title, url }: Onward): Override {
  const options = dimensions[on].label;
  return { matcher: { id: 'byName', options }, properties: [{ id: 'links', value: [{ title, url }] }] };
}
