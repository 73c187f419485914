import { ask, has, is } from './ask.ts';
import { taxonomyColours } from './colours.ts';
import type { Portal } from './dashboard.ts';
import { bars, counted, lines, number, table } from './panels.ts';
import { sources, valuesOf } from './variables.ts';

const own = is('asn', '$asn');
const vulnerable = is('taxonomy', 'vulnerable');

export const operatorView: Portal = {
  name: 'operator-view',
  title: 'Operator view',
  description: 'What is reported about one network, and what to do first.',
  revision: 1,
  audience: 'everyone',
  days: 30,
  variables: [
    ...sources(false),
    valuesOf('asn', { all: false, multi: false }),
    valuesOf('taxonomy', { all: false, multi: false, where: [own] }),
  ],
  rows: [
    [
      number({
        title: 'Reported addresses of AS$asn per day',
        says: `The last closed day, and the days before it as a line. ${counted('ips')}`,
        asks: [ask({ closed: true, grain: 'day', where: [own] })],
        sparkline: true,
        width: 8,
      }),
      number({
        title: 'Against the days before',
        says: 'Average of the closed days of the range, against as many days just before it.',
        asks: [ask({ shape: 'table', grain: 'none', compare: 'previous', where: [own] })],
        field: '/^Change/',
        width: 8,
      }),
      number({
        title: 'Events per day',
        says: `The last closed day. ${counted('events')}`,
        asks: [ask({ measure: 'events', closed: true, grain: 'day', where: [own] })],
        sparkline: true,
        width: 8,
      }),
    ],
    [
      table({
        title: 'What to fix first',
        says: `Exposed and vulnerable services, most addresses first, average per closed day. ${counted('ips')}`,
        asks: [
          ask({ by: ['type', 'identifier'], shape: 'ranking', top: 15, compare: 'previous', where: [own, vulnerable] }),
        ],
        hide: ['Name'],
        width: 14,
        height: 12,
      }),
      bars({
        title: 'Most affected netblocks',
        says: `Announced networks, average per closed day. ${counted('ips')}`,
        asks: [ask({ by: ['network'], shape: 'ranking', top: 10, where: [own] })],
        width: 10,
        height: 12,
      }),
    ],
    [
      lines({
        title: 'Addresses per day by taxonomy',
        says: `On a logarithmic scale. ${counted('ips')}`,
        asks: [ask({ by: ['taxonomy'], where: [own] })],
        log: true,
        overrides: taxonomyColours,
        width: 12,
      }),
      lines({
        title: 'Events and addresses per day',
        says: 'Events grow alone: the same hosts are reported more often. Both grow: more hosts.',
        asks: [ask({ measure: 'events', where: [own] }, 'A'), ask({ where: [own] }, 'B')],
        log: true,
        width: 12,
      }),
    ],
    [
      lines({
        title: 'Types within $taxonomy',
        says: `Per day. ${counted('ips')}`,
        asks: [ask({ by: ['type'], where: [own, is('taxonomy', '$taxonomy')] })],
        log: true,
        width: 12,
      }),
      lines({
        title: 'Malware',
        says: `Families as the feeds name them, the ten largest. ${counted('ips')}`,
        asks: [ask({ by: ['malware'], top: 10, where: [own, has('malware')] })],
        width: 12,
      }),
    ],
  ],
};
