import { ask, has, is, sql } from './ask.ts';
import { cleanUpColumns } from './cleanUpParts.ts';
import type { Portal } from './dashboard.ts';
import { header } from './header.ts';
import { explorer, toProvider } from './links.ts';
import { namedNone, ofWidth } from './looks.ts';
import { marks } from './marks.ts';
import { counted, lines, states, table } from './panels.ts';
import { records } from '@stats-portal/query';
import { sources, valuesOf } from './variables.ts';

const narrow = ofWidth(
  ['Missing since', 110],
  ['Last delivery', 110],
  ['Lag, hours', 75],
  ['Method', 90],
  ['Delivers', 130]
);

export const feeds: Portal = {
  name: 'feeds',
  title: 'Feeds',
  description: 'Which feeds deliver, which are silent, and what each of them contributes.',
  audience: 'csirt',
  days: 30,
  variables: [...sources(true), valuesOf('provider', { all: true })],
  marks: marks(is('provider', '$provider')),
  rows: [
    [header],
    [
      table({
        title: 'Silent longest',
        says: 'What is missing now stands first, the longest silence on top; then how often each feed was missing or thin on the last 28 closed days. What is usual was learned from its own days (docs/feeds.md).',
        asks: [sql(records.feedGaps)],
        hide: ['Feed code'],
        overrides: [...namedNone, toProvider, ...narrow],
        width: 24,
        height: 11,
      }),
    ],
    [
      states({
        title: 'Report by day',
        says: 'Thin: outside of its usual band, and less than half. Missing: it should have come and the day is closed. Not expected: it does not come on that weekday. Unknown: it may still come, or sends nothing where there is nothing.',
        asks: [sql(records.feedDays)],
        states: [
          ['delivered', 'delivered', 'semi-dark-green'],
          ['thin', 'thin', 'yellow'],
          ['missing', 'missing', 'semi-dark-red'],
          ['not expected', 'not expected', 'rgba(128, 128, 128, 0.15)'],
          ['unknown', 'unknown', 'rgba(128, 128, 128, 0.45)'],
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
    [
      table({
        title: 'Seen by this provider alone',
        says: `What would be lost without it, and its part of all addresses of the range. ${counted('only')}`,
        asks: [ask({ measure: 'only', by: ['provider'], shape: 'ranking', grain: 'none' })],
        overrides: [...cleanUpColumns, toProvider],
        width: 7,
        height: 12,
      }),
      table({
        title: 'Different addresses by provider',
        says: counted('ips_period'),
        asks: [ask({ measure: 'ips_period', by: ['provider'], shape: 'ranking', grain: 'none', compare: 'previous' })],
        hide: ['Rank'],
        overrides: [...cleanUpColumns, toProvider],
        width: 9,
        height: 12,
      }),
      table({
        title: 'Providers in common',
        says: `Addresses: how many the named provider has. ${counted('shared')}`,
        asks: [ask({ measure: 'shared', by: ['provider'], shape: 'table', grain: 'none' })],
        overrides: cleanUpColumns,
        empty: 'No two providers have seen one address',
        width: 8,
        height: 12,
      }),
    ],
  ],
};
