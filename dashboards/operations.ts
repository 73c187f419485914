import { sql } from './ask.ts';
import type { Portal } from './dashboard.ts';
import { feeds } from './links.ts';
import { moments } from './looks.ts';
import { noneIsGood, number, table } from './panels.ts';
import { records } from '@stats-portal/query';
import { revisions, verifications } from './upkeep.ts';
import { sources } from './variables.ts';

export const operations: Portal = {
  name: 'operations',
  title: 'Operations',
  description: 'Whether the aggregator does its work, and what it found.',
  audience: 'csirt',
  days: 30,
  variables: sources(true),
  rows: [
    [
      number({
        title: 'Last good run',
        says: 'When a run ended without a failure.',
        asks: [sql(records.lastRun)],
        field: '/.*/',
        unit: 'time:YYYY-MM-DD HH:mm',
        width: 6,
      }),
      number({
        title: 'Complete until',
        says: 'The last day that is closed and counted.',
        asks: [sql(records.completeUntil)],
        field: '/.*/',
        width: 5,
      }),
      number({
        title: 'Days waiting',
        says: 'Days whose events changed since they were counted; the next run counts them.',
        asks: [sql(records.daysWaiting)],
        thresholds: noneIsGood,
        width: 4,
      }),
      number({
        title: 'Undated events',
        says: 'Events with neither a source nor an observation time, or with an impossible one: they belong to no day.',
        asks: [sql(records.undated)],
        unit: 'locale',
        thresholds: noneIsGood,
        width: 4,
      }),
      number({
        title: 'Without an address',
        says: 'Counted as events, not as addresses; within the range.',
        asks: [sql(records.withoutAddress)],
        unit: 'locale',
        width: 5,
      }),
    ],
    [
      table({
        title: 'State of each day',
        says: 'Open, provisional, closed or waiting; how much of what usually comes is in; feeds that were missing or thin; how many events it was counted from, and how many are still in the eventDB.',
        asks: [sql(records.ledger)],
        overrides: moments('Counted'),
        onward: [feeds],
        width: 24,
        height: 14,
      }),
    ],
    [
      table({
        title: 'Runs',
        says: 'Each run of the aggregator: what it counted, what came late, which days kept their numbers because events are gone.',
        asks: [sql(records.runs)],
        empty: 'No run within the range.',
        overrides: moments('Started'),
        width: 24,
        height: 8,
      }),
    ],
    [
      table({
        title: 'Figures that changed',
        says: 'Closed days whose numbers changed afterwards: of the whole of the day, before and after, and why.',
        asks: [sql(revisions)],
        empty: 'No closed day changed within the range.',
        overrides: moments('Revised'),
        width: 12,
        height: 8,
      }),
      table({
        title: 'Counted a second time',
        says: 'Days that “stats-portal verify” counted again, another way, and what differed.',
        asks: [sql(verifications)],
        empty: 'It was not run within the range.',
        overrides: moments('Started'),
        width: 12,
        height: 8,
      }),
    ],
  ],
};
