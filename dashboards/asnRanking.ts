import { ask, has, is } from './ask.ts';
import type { Portal } from './dashboard.ts';
import { bars, counted, lines, table } from './panels.ts';
import { measureSwitch, sources, valuesOf } from './variables.ts';

const measure = '$measure';
const chosen = [is('taxonomy', '$taxonomy'), has('asn')];

export const asnRanking: Portal = {
  name: 'asn-ranking',
  title: 'ASN ranking',
  description: 'Which networks are affected most, which rise, and who reports about them.',
  revision: 1,
  audience: 'csirt',
  days: 30,
  variables: [
    ...sources(false),
    measureSwitch,
    valuesOf('taxonomy', { all: true, multi: false }),
    valuesOf('asn', { all: false, multi: false }),
  ],
  rows: [
    [
      table({
        title: 'Top ASNs',
        says: `Average per closed day of the range, its share of all, and the days before. ${counted('ips')}`,
        asks: [ask({ measure, by: ['asn'], shape: 'ranking', top: 25, compare: 'previous', where: chosen })],
        width: 12,
        height: 16,
      }),
      lines({
        title: 'The five largest, day by day',
        says: `Per day. ${counted('ips')}`,
        asks: [ask({ measure, by: ['asn'], top: 5, remaining: false, where: chosen })],
        width: 12,
        height: 8,
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
        width: 12,
        height: 8,
      }),
    ],
    [
      table({
        title: 'Rising against the whole',
        says: 'Medians of 7-day blocks over twelve weeks, against the trend of the same selection as a whole; clear, likely or unclear; ranked by added addresses.',
        asks: [ask({ measure, by: ['asn'], shape: 'trend', top: 25, where: chosen })],
        over: '88d',
        hide: ['p'],
        width: 12,
        height: 12,
      }),
      table({
        title: 'Who reports about which network?',
        says: `ASN and provider together, average per closed day. ${counted('ips')}`,
        asks: [ask({ measure, by: ['asn', 'provider'], shape: 'ranking', top: 25, where: [has('asn')] })],
        hide: ['Name'],
        width: 12,
        height: 12,
      }),
    ],
    [
      lines({
        title: 'AS$asn by taxonomy',
        says: `Per day. ${counted('ips')}`,
        asks: [ask({ measure, by: ['taxonomy'], where: [is('asn', '$asn')] })],
        log: true,
        width: 24,
      }),
    ],
  ],
};
