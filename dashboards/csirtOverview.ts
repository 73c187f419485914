import { ask, has, is, sql } from './ask.ts';
import type { Portal } from './dashboard.ts';
import { explorer, feeds, ranking, toNetwork } from './links.ts';
import { namedNone, ofWidth, type Override } from './looks.ts';
import { marks } from './marks.ts';
import { bars, counted, lines, noneIsGood, number, sentence, table } from './panels.ts';
import { records } from '@stats-portal/query';
import { filters, sources, valuesOf } from './variables.ts';

const classification = ['taxonomy', 'type', 'identifier'] as const;
const country = is('country', '$country');

const partWidths = ofWidth(['Feeds', 70], ['New reports', 80], ['Renamed', 85], ['Remains', 80], ['Why', 320]);

/** A part that there is none of. */
const noPart: Override = {
  matcher: { id: 'byRegexp', options: '/^(Feeds|New reports|Renamed)$/' },
  properties: [{ id: 'noValue', value: '–' }],
};

export const csirtOverview: Portal = {
  name: 'csirt-overview',
  title: 'CSIRT overview',
  description: 'What is reported, whether it can be trusted, and what to look at first.',
  audience: 'csirt',
  days: 30,
  variables: [...sources(true), valuesOf('country', { all: true }), filters],
  marks: marks(),
  rows: [
    [
      sentence({
        title: 'Situation',
        says: `The last closed day in one sentence, of all countries, against the median of the 28 days before it, and whether the feeds delivered that should have. ${counted('ips')}`,
        asks: [sql(records.situation)],
        warnsOf: ['missing', 'far less', 'silent', 'judged'],
        onward: [feeds],
        width: 24,
      }),
    ],
    [
      number({
        title: 'Addresses per day',
        says: `The last closed day, and the days before it as a line. ${counted('ips')}`,
        asks: [ask({ closed: true, grain: 'day', where: [country] })],
        sparkline: true,
        width: 4,
      }),
      number({
        title: 'Against days before',
        says: 'Average of the closed days of the range, against as many days just before it.',
        asks: [ask({ shape: 'table', grain: 'none', compare: 'previous', where: [country] })],
        field: '/^Change/',
        width: 5,
      }),
      number({
        title: 'Against last year',
        says: 'Average of the closed days of the range, against the same days of the year before.',
        asks: [ask({ shape: 'table', grain: 'none', compare: 'last-year', where: [country] })],
        field: '/^Change/',
        empty: 'no year yet',
        width: 4,
      }),
      number({
        title: 'Complete until',
        says: 'The last day that is closed and counted. Days after it are provisional: late reports are normal.',
        asks: [sql(records.completeUntil)],
        field: '/.*/',
        width: 4,
      }),
      number({
        title: 'Days waiting',
        says: 'Days whose events changed since they were counted. More than zero for long: look at the aggregator.',
        asks: [sql(records.daysWaiting)],
        thresholds: noneIsGood,
        width: 4,
      }),
      number({
        title: 'Feeds silent',
        says: 'Feeds that should have delivered by what they usually do, and have not for two closed days or more.',
        asks: [sql(records.silentFeedsCount)],
        thresholds: noneIsGood,
        width: 3,
      }),
    ],
    [
      table({
        title: 'What changed, and why',
        says: 'Problems that moved from the closed week before the last to the last one, by ten events or addresses of an average day and a fifth, largest first: how much of it feeds made that were missing or thin, or came back; how much feeds and problems that are new; how much another name; what remains is the news. The parts add up to the change of events.',
        asks: [sql(records.changes)],
        empty: 'Nothing moved that much.',
        overrides: [...namedNone, noPart, ...partWidths],
        onward: [explorer()],
        width: 24,
        height: 7,
      }),
    ],
    [
      lines({
        title: 'More or less than usual?',
        says: `Addresses per day. The area is what is usual on the same weekday of the eight weeks before; red points are closed days outside of it. ${counted('ips')}`,
        asks: [ask({ expected: true, where: [country] })],
        onward: [explorer('country')],
        width: 24,
        height: 8,
      }),
    ],
    [
      lines({
        title: 'Which way do the classes go?',
        says: `Addresses per day by taxonomy, on a logarithmic scale: one class may be most of all. ${counted('ips')}`,
        asks: [ask({ by: ['taxonomy'], where: [country] })],
        log: true,
        onward: [explorer('country')],
        width: 14,
        height: 15,
      }),
      bars({
        title: 'What are the biggest problems?',
        says: `Average per closed day of the range. ${counted('ips')} What has no class is below the ranking.`,
        asks: [ask({ by: classification, shape: 'ranking', top: 10, where: [country] })],
        long: true,
        onward: [explorer('country')],
        width: 10,
        height: 15,
      }),
    ],
    [
      table({
        title: 'Which networks rise against the whole?',
        says: 'Medians of 7-day blocks over twelve weeks, set against the trend of the whole; clear, likely or unclear. Ranked by added addresses. One closed day of few addresses is no trend.',
        asks: [ask({ by: ['asn'], shape: 'trend', top: 10, where: [country] })],
        over: '88d',
        hide: ['Trend', 'p', 'Weeks'],
        empty: 'No network rises against the whole.',
        overrides: [toNetwork],
        onward: [ranking()],
        width: 12,
        height: 11,
      }),
      bars({
        title: 'Where is most reported?',
        says: `The ASNs with most addresses, average per closed day. ${counted('ips')}`,
        asks: [ask({ by: ['asn'], shape: 'ranking', top: 10, where: [country] })],
        onward: [ranking()],
        width: 12,
        height: 11,
      }),
    ],
    [
      table({
        title: 'Rare but serious',
        says: 'Few events that no curve shows: command and control, malware distribution, phishing, leaks and intrusions of the last 30 days, the newest first.',
        asks: [sql(records.rareButSerious)],
        overrides: namedNone,
        onward: [explorer()],
        width: 12,
        height: 11,
      }),
      table({
        title: 'What is reported for the first time?',
        says: 'Classes that were not seen in the year before they appeared, within the last 30 days: a new threat, or a new feed.',
        asks: [sql(records.newKinds)],
        overrides: namedNone,
        onward: [explorer()],
        width: 12,
        height: 11,
      }),
    ],
    [
      lines({
        title: 'Who reports?',
        says: `Events per day by feed provider, on a logarithmic scale. ${counted('events')}`,
        asks: [ask({ measure: 'events', by: ['provider'], where: [country, has('provider')] })],
        log: true,
        axis: 'Events',
        onward: [feeds],
        width: 24,
        height: 11,
      }),
    ],
  ],
};
