import { ask, has, is } from './ask.ts';
import type { Portal } from './dashboard.ts';
import { header } from './header.ts';
import { feeds, ranking, toTaxonomy } from './links.ts';
import { marks } from './marks.ts';
import { bars, counted, lines, table, words } from './panels.ts';
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
  audience: 'csirt',
  days: 30,
  variables: [
    ...sources(true),
    measureSwitch,
    choice('group', 'Split by', split),
    valuesOf('taxonomy', { all: true }),
    valuesOf('country', { all: true }),
    filters,
  ],
  marks: marks(is('taxonomy', '$taxonomy')),
  rows: [
    [header],
    [
      words({
        title: 'Selection in words',
        says: 'What all panels below count; rankings are averages of the closed days of the range.',
        text: '**${measure:text}** by **${group:text}**, taxonomy: **${taxonomy:text}**, country: **${country:text}**, from **${__from:date:YYYY-MM-DD}** to **${__to:date:YYYY-MM-DD}**.',
        width: 24,
      }),
    ],
    [
      lines({
        title: 'Trend of the selection by $group',
        says: 'The ten largest values, and the others together, on a logarithmic scale. “At most” beside the title: the selection has no table of its own, and some addresses stand in several rows.',
        asks: [ask({ measure, by: ['$group'], top: 10, where: chosen })],
        log: true,
        axis: 'Per day',
        width: 24,
        height: 13,
      }),
    ],
    [
      table({
        title: 'Taxonomy, type, identifier',
        says: `Average per closed day of the range, its share, and the days before. A click on a taxonomy narrows. ${counted('ips')}`,
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
        overrides: [toTaxonomy],
        width: 17,
        height: 14,
      }),
      lines({
        title: 'Repeats or spread?',
        says: 'Events grow alone: the same hosts are reported more often. Both grow: more hosts.',
        asks: [ask({ measure: 'events', where: chosen }, 'A'), ask({ measure: 'ips', where: chosen }, 'B')],
        axis: 'Per day',
        width: 7,
        height: 14,
      }),
    ],
    [
      bars({
        title: 'Malware families',
        says: `Where the feed names one. ${counted('ips')}`,
        asks: [ask({ measure, by: ['malware'], shape: 'ranking', top: 10, where: [...chosen, has('malware')] })],
        width: 8,
        height: 14,
      }),
      bars({
        title: 'Applications and protocols',
        says: `Protocols of the reported services. ${counted('ips')}`,
        asks: [ask({ measure, by: ['application', 'transport'], shape: 'ranking', top: 10, where: chosen })],
        onward: [ranking('measure', 'taxonomy')],
        width: 8,
        height: 14,
      }),
      bars({
        title: 'Who reports these?',
        says: `By provider and feed. ${counted('ips')}`,
        asks: [ask({ measure, by: ['provider', 'feed'], shape: 'ranking', top: 10, where: chosen })],
        long: true,
        onward: [feeds],
        width: 8,
        height: 14,
      }),
    ],
  ],
};
