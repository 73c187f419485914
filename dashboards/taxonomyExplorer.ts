import { ask, has, is } from './ask.ts';
import type { Portal } from './dashboard.ts';
import { bars, counted, lines, table } from './panels.ts';
import { choice, filters, measureSwitch, sources, valuesOf } from './variables.ts';
import { dimensions, type DimensionName } from '@stats-portal/catalog';

const split = (
  [
    'taxonomy',
    'type',
    'identifier',
    'malware',
    'application',
    'transport',
    'provider',
    'feed',
    'country',
  ] satisfies DimensionName[]
).map((name) => [name, dimensions[name].label] as const);

const measure = '$measure';
const chosen = [is('taxonomy', '$taxonomy'), is('country', '$country')];

export const taxonomyExplorer: Portal = {
  name: 'taxonomy-explorer',
  title: 'Taxonomy explorer',
  description: 'Any selection, split by anything: classes, malware, protocols, feeds.',
  revision: 1,
  audience: 'csirt',
  days: 90,
  variables: [
    ...sources(false),
    measureSwitch,
    choice('group', 'Split by', split),
    valuesOf('taxonomy', { all: true }),
    valuesOf('country', { all: true }),
    filters,
  ],
  rows: [
    [
      lines({
        title: 'Trend of the selection by $group',
        says: 'The ten largest values, and the others together. “At most” beside the title: the selection has no table of its own, and some addresses stand in several rows.',
        asks: [ask({ measure, by: ['$group'], top: 10, where: chosen })],
        log: true,
        width: 24,
        height: 12,
      }),
    ],
    [
      table({
        title: 'Taxonomy, type, identifier',
        says: `Average per closed day of the range, its share, and the days before. ${counted('ips')}`,
        asks: [
          ask({
            measure,
            by: ['taxonomy', 'type', 'identifier'],
            shape: 'ranking',
            top: 100,
            compare: 'previous',
            where: chosen,
          }),
        ],
        hide: ['Name'],
        width: 14,
        height: 14,
      }),
      lines({
        title: 'Events and addresses: repeats or spread?',
        says: 'Events grow alone: the same hosts are reported more often. Both grow: more hosts.',
        asks: [ask({ measure: 'events', where: chosen }, 'A'), ask({ measure: 'ips', where: chosen }, 'B')],
        log: true,
        width: 10,
        height: 14,
      }),
    ],
    [
      bars({
        title: 'Malware families',
        says: `Where the feed names one. ${counted('ips')}`,
        asks: [ask({ measure, by: ['malware'], shape: 'ranking', top: 10, where: [...chosen, has('malware')] })],
        width: 8,
      }),
      bars({
        title: 'Applications and protocols',
        says: `Protocols of the reported services. ${counted('ips')}`,
        asks: [ask({ measure, by: ['application', 'transport'], shape: 'ranking', top: 10, where: chosen })],
        width: 8,
      }),
      bars({
        title: 'Who reports these?',
        says: `By provider and feed. ${counted('ips')}`,
        asks: [ask({ measure, by: ['provider', 'feed'], shape: 'ranking', top: 10, where: chosen })],
        width: 8,
      }),
    ],
  ],
};
