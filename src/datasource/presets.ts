import type { DimensionName } from '@stats-portal/catalog';
import type { Filter } from '@stats-portal/query';
import { translated } from '../translated.ts';
import { defaultQuery, type StatsParts, type StatsQuery } from './query.ts';

const presetGroupTexts = { whole: 'The whole', network: 'One network', feeds: 'Feeds' } as const;

/** A question in the words of the trade, to begin with. */
export interface Preset {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** Who asks it. */
  readonly group: keyof typeof presetGroupTexts;
  readonly parts: StatsParts;
}

const classification = ['taxonomy', 'type', 'identifier'] as const;
const ranking = { shape: 'ranking', top: 10, compare: 'previous' } as const;

/** The ten questions of the mission, and what is asked every morning. A filter without values waits for one. */
export const presets: readonly Preset[] = [
  preset('whole', 'addresses', 'Reported addresses per day', 'How many different addresses are reported each day.'),
  preset('whole', 'taxonomies', 'Events per day by taxonomy', 'The classes as curves.', {
    measure: 'events',
    by: ['taxonomy'],
  }),
  preset('whole', 'problems', 'Top problems per day', 'Which problems are reported, day by day.', {
    by: classification,
    top: 10,
  }),
  preset('whole', 'asns', 'Top ASNs', 'The networks with most reported addresses, share, and change.', {
    by: ['asn'],
    ...ranking,
  }),
  preset('whole', 'asns-of-taxonomy', 'Top ASNs of a taxonomy', 'Where one class is reported most.', {
    by: ['asn'],
    where: [choose('taxonomy')],
    ...ranking,
  }),
  preset('whole', 'rising-asns', 'Rising ASNs', 'Which networks rise steadily, against the whole.', {
    by: ['asn'],
    shape: 'trend',
    grain: 'auto',
    top: 10,
  }),
  preset('whole', 'problems-of-country', 'Top problems of a country', 'The biggest problems within one country.', {
    by: classification,
    where: [choose('country')],
    ...ranking,
  }),
  preset('whole', 'protocols', 'Top applications and protocols', 'Which services are reported most.', {
    by: ['application', 'transport'],
    ...ranking,
  }),
  preset('whole', 'new-addresses', 'New addresses per week', 'What was not reported in the weeks before.', {
    measure: 'new',
    grain: 'week',
  }),
  preset('whole', 'resolved-addresses', 'No longer reported per week', 'What its feeds have delivered without since.', {
    measure: 'resolved',
    grain: 'week',
  }),
  preset('whole', 'clean-up', 'Clean-up by ASN', 'Where exposed services go away, and how soon.', {
    measure: 'cleanup',
    by: ['asn'],
    where: [{ dimension: 'taxonomy', operator: 'in', values: ['vulnerable'] }],
    shape: 'ranking',
    top: 20,
  }),
  preset('network', 'network-events', 'Events of one ASN per day', 'How much is reported about one network.', {
    measure: 'events',
    where: [choose('asn')],
  }),
  preset('network', 'network-taxonomies', 'Taxonomies of one ASN', 'What is reported about one network.', {
    by: ['taxonomy'],
    where: [choose('asn')],
  }),
  preset('network', 'network-types', 'Types within a taxonomy of one ASN', 'What makes up one class there.', {
    by: ['type'],
    where: [choose('asn'), choose('taxonomy')],
  }),
  preset('network', 'network-malware', 'Malware of one ASN', 'Which families are reported about one network.', {
    by: ['malware'],
    where: [choose('asn'), { dimension: 'malware', operator: 'not none', values: [] }],
    top: 10,
  }),
  preset(
    'network',
    'network-vulnerabilities',
    'Vulnerabilities and exposed services of one ASN',
    'What to close or to update there.',
    {
      by: ['type', 'identifier'],
      where: [choose('asn'), { dimension: 'taxonomy', operator: 'in', values: ['vulnerable'] }],
      top: 10,
    }
  ),
  preset('feeds', 'feed-health', 'Feed health', 'Events per day of each feed: which is late, thin or missing.', {
    measure: 'events',
    by: ['provider', 'feed'],
  }),
  preset(
    'feeds',
    'period-by-provider',
    'Different addresses in the period by provider',
    'How many hosts each provider knows of, however often it reports them.',
    { measure: 'ips_period', by: ['provider'], ...ranking }
  ),
  preset('feeds', 'only-provider', 'What only this provider sees', 'What would be lost without it.', {
    measure: 'only',
    by: ['provider'],
    shape: 'ranking',
    top: 10,
  }),
  preset('feeds', 'providers-in-common', 'Providers in common', 'What two of them both see.', {
    measure: 'shared',
    by: ['provider'],
    shape: 'table',
    grain: 'none',
  }),
  preset('feeds', 'asns-by-provider', 'Who reports about which network', 'ASN and provider together.', {
    by: ['asn', 'provider'],
    shape: 'ranking',
    top: 10,
  }),
];

/** What is said of the presets, in English: of each by its id. */
export const presetTexts = {
  groups: presetGroupTexts,
  questions: Object.fromEntries(presets.map(({ id, title, description }) => [id, { title, description }])),
};

export const presetWords = translated('presets', presetTexts);

/** The query asking the preset's question. What is Grafana's stays. */
export function asPreset(query: StatsQuery, { parts }: Preset): StatsQuery {
  return { ...query, ...parts };
}

/** The filters that wait for a value. */
export function missingValues(query: StatsQuery): DimensionName[] {
  return query.where
    .filter(({ operator, values }) => operator !== 'none' && operator !== 'not none' && values.length === 0)
    .map(({ dimension }) => dimension);
}

function preset(
  group: Preset['group'],
  id: string,
  title: string,
  description: string,
  parts: Partial<StatsParts> = {}
): Preset {
  return { id, title, description, group, parts: { ...defaultQuery, ...parts } };
}

function choose(dimension: DimensionName): Filter {
  return { dimension, operator: 'in', values: [] };
}
