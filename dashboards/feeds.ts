import { ask, has, is, sql } from './ask.ts';
import type { Portal } from './dashboard.ts';
import { header } from './header.ts';
import { explorer, toProvider } from './links.ts';
import { namedNone } from './looks.ts';
import { feedsMissing } from './marks.ts';
import { counted, lines, states, table } from './panels.ts';
import { records } from '@stats-portal/query';
import { sources, valuesOf } from './variables.ts';

export const feeds: Portal = {
  name: 'feeds',
  title: 'Feeds',
  description: 'Which feeds deliver, which are silent, and what each of them contributes.',
  audience: 'csirt',
  days: 30,
  variables: [...sources(true), valuesOf('provider', { all: true })],
  marks: [feedsMissing],
  rows: [
    [header],
    [
      table({
        title: 'Silent longest',
        says: 'Feeds of the last 28 closed days, the longest silence first. A small report may send nothing when there is nothing.',
        asks: [sql(records.feedGaps)],
        overrides: [...namedNone, toProvider],
        width: 24,
        height: 9,
      }),
    ],
    [
      states({
        title: 'Report by day',
        says: 'Delivered; thin: less than a quarter of its median; missing: nothing on a day on which others delivered.',
        asks: [sql(records.feedDays)],
        states: [
          ['delivered', 'delivered', 'semi-dark-green'],
          ['thin', 'thin', 'yellow'],
          ['missing', 'missing', 'semi-dark-red'],
        ],
        width: 24,
        height: 22,
      }),
    ],
    [
      lines({
        title: 'Events per day by provider',
        says: `On a logarithmic scale. ${counted('events')}`,
        asks: [ask({ measure: 'events', by: ['provider'], where: [is('provider', '$provider'), has('provider')] })],
        log: true,
        axis: 'Events',
        width: 12,
        height: 12,
      }),
      lines({
        title: 'Addresses per day by provider',
        says: `On a logarithmic scale. ${counted('ips')}`,
        asks: [ask({ by: ['provider'], where: [is('provider', '$provider'), has('provider')] })],
        log: true,
        onward: [explorer()],
        width: 12,
        height: 12,
      }),
    ],
    [
      table({
        title: 'What each feed reports',
        says: `Average per closed day of the range, and the days before. ${counted('ips')}`,
        asks: [
          ask({
            by: ['provider', 'feed'],
            shape: 'ranking',
            top: 100,
            compare: 'previous',
            where: [is('provider', '$provider')],
          }),
        ],
        hide: ['Name'],
        overrides: [toProvider],
        width: 24,
        height: 14,
      }),
    ],
  ],
};
