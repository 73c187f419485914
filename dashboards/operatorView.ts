import { records } from '@stats-portal/query';
import { ask, has, is, sql } from './ask.ts';
import type { Portal } from './dashboard.ts';
import { type Override } from './looks.ts';
import { feedsMissing } from './marks.ts';
import { bars, counted, lines, number, table } from './panels.ts';
import { sources, valuesOf } from './variables.ts';

const own = is('asn', '$asn');
/** Whoever asks through an operator's role has no other than its own. */
const assigned = [is('operator', '$operator'), has('operator')];
/** Of a table in SQL, which says nothing of its columns. */
const againstCountry: Override[] = [
  {
    matcher: { id: 'byRegexp', options: '/^(Change|Part of it)/' },
    properties: [
      { id: 'unit', value: 'percentunit' },
      { id: 'decimals', value: 1 },
    ],
  },
  {
    matcher: { id: 'byName', options: 'In the country' },
    properties: [
      { id: 'unit', value: 'locale' },
      { id: 'decimals', value: 1 },
    ],
  },
];
const vulnerable = is('taxonomy', 'vulnerable');

/** In each organisation: no links to the CSIRT's dashboards, and of its records only what has a part for each operator. */
export const operatorView: Portal = {
  name: 'operator-view',
  title: 'Operator view',
  description: 'What is reported about one network, and what to do first.',
  audience: 'everyone',
  days: 30,
  variables: [
    ...sources(true),
    valuesOf('asn', { all: false, multi: false }),
    valuesOf('operator', { all: true, multi: false }),
    valuesOf('taxonomy', { all: false, multi: false, where: [own] }),
  ],
  marks: [feedsMissing()],
  rows: [
    [
      number({
        title: 'Addresses of AS$asn per day',
        says: `The last closed day, and the days before it as a line. ${counted('ips')}`,
        asks: [ask({ closed: true, grain: 'day', where: [own] })],
        sparkline: true,
        width: 7,
      }),
      number({
        title: 'Against days before',
        says: 'Average of the closed days of the range, against as many days just before it.',
        asks: [ask({ shape: 'table', grain: 'none', compare: 'previous', where: [own] })],
        field: '/^Change/',
        width: 5,
      }),
      number({
        title: 'Events per day',
        says: `The last closed day, and the days before it as a line. ${counted('events')}`,
        asks: [ask({ measure: 'events', closed: true, grain: 'day', where: [own] })],
        sparkline: true,
        width: 7,
      }),
      number({
        title: 'Last closed day',
        says: 'The last day of the range that is closed and counted. Days after it are provisional: late reports are normal.',
        asks: [ask({ shape: 'table', closed: true, grain: 'day' })],
        field: '/^Day/',
        unit: 'time:YYYY-MM-DD',
        width: 5,
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
        height: 13,
      }),
      bars({
        title: 'Most affected netblocks',
        says: `Announced networks, average per closed day. ${counted('ips')}`,
        asks: [ask({ by: ['network'], shape: 'ranking', top: 10, where: [own] })],
        long: true,
        width: 10,
        height: 13,
      }),
    ],
    [
      lines({
        title: 'Addresses per day by taxonomy',
        says: `On a logarithmic scale. ${counted('ips')}`,
        asks: [ask({ by: ['taxonomy'], where: [own] })],
        log: true,
        width: 12,
        height: 12,
      }),
      lines({
        title: 'Events and addresses per day',
        says: 'Events grow alone: the same hosts are reported more often. Both grow: more hosts.',
        asks: [ask({ measure: 'events', where: [own] }, 'A'), ask({ where: [own] }, 'B')],
        axis: 'Per day',
        width: 12,
        height: 12,
      }),
    ],
    [
      lines({
        title: 'Types within $taxonomy',
        says: `Per day, on a logarithmic scale. ${counted('ips')}`,
        asks: [ask({ by: ['type'], where: [own, is('taxonomy', '$taxonomy')] })],
        log: true,
        width: 12,
        height: 13,
      }),
      bars({
        title: 'Malware',
        says: `Families as the feeds name them, the ten largest, average per closed day. ${counted('ips')}`,
        asks: [ask({ by: ['malware'], shape: 'ranking', top: 10, where: [own, has('malware')] })],
        width: 12,
        height: 13,
      }),
    ],
    [
      lines({
        title: 'Routed by AS$asn, and assigned to operators',
        says: `Routed: in the ASN, whoever the addresses are assigned to. Assigned: in the networks of the operator, or in its ASN and in nobody else’s network. ${counted('ips')}`,
        asks: [
          ask({ by: ['asn'], where: [own] }, 'A'),
          ask({ by: ['operator'], top: 5, remaining: false, where: assigned }, 'B'),
        ],
        width: 12,
        height: 13,
      }),
      table({
        title: 'What to fix first, of what is assigned',
        says: `As "What to fix first", by the operator that the addresses are assigned to. ${counted('ips')}`,
        asks: [
          ask({ by: ['operator', 'type', 'identifier'], shape: 'ranking', top: 15, where: [...assigned, vulnerable] }),
        ],
        hide: ['Name'],
        width: 12,
        height: 13,
      }),
    ],
    [
      table({
        title: 'Against the country, by taxonomy',
        says:
          'Average of the closed days on which the country’s number is known, and the change from their first half to the second. ' +
          'Where yours rises and the country’s does not, look at your network. Operators see their own row. Of a class whose number could tell of one other operator nothing is said.',
        asks: [sql(records.operatorsAgainstCountry)],
        overrides: againstCountry,
        width: 24,
        height: 10,
      }),
    ],
    [
      table({
        title: 'For the size of the network',
        says:
          'Reported addresses for each 1,000 that an operator has: average of the closed days on which they were counted by the networks of today. ' +
          'Operators see their own row. "Similar operators" is the middle half of those of similar size, without names, and empty where that would say too much of one of them.',
        asks: [sql(records.operatorsPerThousand)],
        width: 24,
        height: 8,
      }),
    ],
  ],
};
