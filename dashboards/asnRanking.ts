import { dimensions } from '@stats-portal/catalog';
import { ask, has, is } from './ask.ts';
import type { Portal } from './dashboard.ts';
import { header } from './header.ts';
import { explorer, feeds, toNetwork } from './links.ts';
import { shades, withoutBefore } from './looks.ts';
import { marks } from './marks.ts';
import { bars, counted, lines, table } from './panels.ts';
import { measureSwitch, sources, valuesOf } from './variables.ts';

const measure = '$measure';
const assigned = [is('operator', '$operator'), has('operator')];
const chosen = [is('taxonomy', '$taxonomy'), has('asn')];

const asn = dimensions.asn.label;
const provider = dimensions.provider.label;

/** Rows of networks and columns of providers, out of a row a pair. */
const networksByProviders = [
  // The number's name says of how many days it is an average: another one every day.
  { id: 'renameByRegex', options: { regex: '^(Reported addresses|Events).*', renamePattern: 'Value' } },
  {
    id: 'groupBy',
    options: {
      fields: {
        [asn]: { aggregations: [], operation: 'groupby' },
        [provider]: { aggregations: [], operation: 'groupby' },
        Value: { aggregations: ['sum'], operation: 'aggregate' },
      },
    },
  },
  {
    id: 'groupingToMatrix',
    options: { rowField: asn, columnField: provider, valueField: 'Value (sum)', emptyValue: 'null' },
  },
];

export const asnRanking: Portal = {
  name: 'asn-ranking',
  title: 'ASN ranking',
  description: 'Which networks are affected most, which rise, and who reports about them.',
  audience: 'csirt',
  days: 30,
  variables: [
    ...sources(true),
    measureSwitch,
    valuesOf('taxonomy', { all: true, multi: false }),
    valuesOf('asn', { all: false, multi: false }),
    valuesOf('operator', { all: true, multi: false }),
  ],
  marks: marks(is('taxonomy', '$taxonomy')),
  rows: [
    [header],
    [
      table({
        title: 'Top ASNs',
        says: `Average per closed day of the range, its share of all, and the days before. ${counted('ips')}`,
        asks: [ask({ measure, by: ['asn'], shape: 'ranking', top: 25, compare: 'previous', where: chosen })],
        overrides: [toNetwork, withoutBefore],
        width: 12,
        height: 18,
      }),
      lines({
        title: 'The five largest, day by day',
        says: `Per day. ${counted('ips')}`,
        asks: [ask({ measure, by: ['asn'], top: 5, remaining: false, where: chosen })],
        axis: 'Per day',
        onward: [explorer('measure', 'taxonomy')],
        width: 12,
        height: 9,
      }),
      table({
        title: 'Rising against the whole',
        says: 'Medians of 7-day blocks over twelve weeks, against the trend of the same selection as a whole; clear, likely or unclear; ranked by added addresses.',
        asks: [ask({ measure, by: ['asn'], shape: 'trend', top: 25, where: chosen })],
        over: '88d',
        hide: ['Trend', 'p', 'Weeks'],
        empty: 'No network rises against the whole.',
        overrides: [toNetwork],
        width: 12,
        height: 9,
      }),
    ],
    [
      table({
        title: 'Who reports about which network?',
        says: `The largest pairs of network and provider, average per closed day; another shade from 1, 10, 100 and 1,000 on. ${counted('ips')}`,
        asks: [
          ask({
            measure,
            by: ['asn', 'provider'],
            shape: 'ranking',
            top: 400,
            remaining: false,
            where: [has('asn'), has('provider')],
          }),
        ],
        transformations: networksByProviders,
        overrides: [shades],
        onward: [feeds],
        width: 24,
        height: 14,
      }),
    ],
    [
      lines({
        title: 'AS$asn by taxonomy',
        says: `Per day, on a logarithmic scale. ${counted('ips')}`,
        asks: [ask({ measure, by: ['taxonomy'], where: [is('asn', '$asn')] })],
        log: true,
        axis: 'Per day',
        width: 14,
        height: 13,
      }),
      bars({
        title: 'Problems of AS$asn',
        says: `Average per closed day. ${counted('ips')}`,
        asks: [
          ask({
            measure,
            by: ['taxonomy', 'type', 'identifier'],
            shape: 'ranking',
            top: 8,
            where: [is('asn', '$asn')],
          }),
        ],
        long: true,
        width: 10,
        height: 13,
      }),
    ],
    [
      table({
        title: 'Top operators',
        says: `What is assigned to each operator of the constituency: average per closed day of the range, its share of that, and the days before. ${counted('ips')}`,
        asks: [
          ask({
            measure,
            by: ['operator'],
            shape: 'ranking',
            top: 25,
            compare: 'previous',
            where: [is('taxonomy', '$taxonomy'), ...assigned],
          }),
        ],
        empty: 'No operators are known',
        width: 10,
        height: 13,
      }),
      table({
        title: 'Problems by operator',
        says: `The largest of each operator, or of the chosen one, average per closed day. ${counted('ips')}`,
        asks: [
          ask({
            measure,
            by: ['operator', 'taxonomy', 'type', 'identifier'],
            shape: 'ranking',
            top: 25,
            remaining: false,
            where: assigned,
          }),
        ],
        hide: ['Name'],
        empty: 'No operators are known',
        width: 14,
        height: 13,
      }),
    ],
  ],
};
