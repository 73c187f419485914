import { sql } from './ask.ts';
import type { Portal } from './dashboard.ts';
import { number, table } from './panels.ts';
import { records } from '@stats-portal/query';
import { sources } from './variables.ts';

export const operations: Portal = {
  name: 'operations',
  title: 'Operations',
  description: 'Whether the aggregator does its work, and what it found.',
  revision: 1,
  audience: 'csirt',
  days: 30,
  variables: sources(true),
  rows: [
    [
      number({
        title: 'Last good run',
        says: 'When a run ended without a failure.',
        asks: [sql(records.lastRun)],
        width: 6,
      }),
      number({
        title: 'Complete until',
        says: 'The last day that is closed and counted.',
        asks: [sql(records.completeUntil)],
        isText: true,
        width: 4,
      }),
      number({
        title: 'Days waiting',
        says: 'Days whose events changed since they were counted; the next run counts them.',
        asks: [sql(records.daysWaiting)],
        thresholds: [
          [null, 'green'],
          [1, 'orange'],
        ],
        width: 4,
      }),
      number({
        title: 'Undated events',
        says: 'Events with neither a source nor an observation time, or with an impossible one: they belong to no day.',
        asks: [sql(records.undated)],
        width: 5,
      }),
      number({
        title: 'Events without an address',
        says: 'Counted as events, not as addresses; within the range.',
        asks: [sql(records.withoutAddress)],
        width: 5,
      }),
    ],
    [
      table({
        title: 'Runs',
        says: 'Each run of the aggregator: what it counted, what came late, which days kept their numbers because events are gone.',
        asks: [sql(records.runs)],
        width: 24,
        height: 11,
      }),
    ],
    [
      table({
        title: 'State of each day',
        says: 'Closed, provisional or waiting; how many events it was counted from, and how many are still in the eventDB.',
        asks: [sql(records.ledger)],
        width: 24,
        height: 14,
      }),
    ],
  ],
};
