import { measures } from '@stats-portal/catalog';
import type { Filter } from '@stats-portal/query';
import { ask } from './ask.ts';
import type { Sized } from './layout.ts';
import type { Override } from './looks.ts';
import { counted, lines, number, table } from './panels.ts';

// The panels that the CSIRT's dashboard and the operators' have in common. Only what scans see dependably.

const careful =
  'No longer reported is not yet cleaned up: a host may have another address now, or be out of the scanner’s sight.';

const shareOf = '/^No longer reported/';

/** Head of the columns, without the units that the heads say already. */
export const cleanUpColumns: Override[] = [
  {
    matcher: {
      id: 'byRegexp',
      options: '/^(Half after days|Days since|Nine of ten at most)/',
    },
    properties: [
      { id: 'unit', value: 'locale' },
      { id: 'decimals', value: 0 },
      { id: 'custom.width', value: 72 },
    ],
  },
  {
    matcher: { id: 'byRegexp', options: '/^(No longer reported within|Share no longer|Within|At least|At most)/' },
    properties: [
      { id: 'decimals', value: 0 },
      { id: 'custom.width', value: 72 },
    ],
  },
  {
    // A whole scan may have lost them: not to be praised.
    matcher: { id: 'byName', options: 'Gone at once' },
    properties: [
      { id: 'custom.width', value: 72 },
      { id: 'custom.cellOptions', value: { type: 'color-text' } },
      { id: 'color', value: { mode: 'thresholds' } },
      {
        id: 'thresholds',
        value: {
          mode: 'absolute',
          steps: [
            { value: null, color: 'text' },
            { value: 0.5, color: 'dark-orange' },
          ],
        },
      },
    ],
  },
  {
    matcher: { id: 'byRegexp', options: '/^(Addresses|New addresses|Seen|Different)/' },
    properties: [
      { id: 'unit', value: 'locale' },
      { id: 'decimals', value: 0 },
      { id: 'custom.width', value: 82 },
    ],
  },
];

export function summary(where: readonly Filter[]): Sized[] {
  const one = { shape: 'table', grain: 'none', where } as const;
  return [
    number({
      title: 'Not reported after 7 days',
      says: `${counted('cleanup')} ${careful}`,
      asks: [ask({ measure: 'cleanup', ...one })],
      field: shareOf,
      unit: 'percentunit',
      width: 6,
    }),
    number({
      title: 'Half of them after',
      says: `Days after which half of the addresses that were first seen in the range were no longer reported; a dash if it has not come to that. ${careful}`,
      asks: [ask({ measure: 'cleanup', ...one })],
      field: '/^Half after/',
      width: 6,
    }),
    number({
      title: 'Days since first seen',
      says: counted('age'),
      asks: [ask({ measure: 'age', ...one })],
      field: '/^Days since/',
      width: 6,
    }),
    number({
      title: 'Different addresses',
      says: counted('ips_period'),
      asks: [ask({ measure: 'ips_period', ...one })],
      field: '/^Different/',
      unit: 'locale',
      width: 6,
    }),
  ];
}

export function curves(where: readonly Filter[]): Sized[] {
  const weekly = { grain: 'week', where } as const;
  return [
    lines({
      title: 'New, recurring and no longer reported per week',
      says: `Recurring ones were reported in the 60 days before the week too. The first and the last week are as long as the range reaches into them. ${careful}`,
      asks: [
        ask({ measure: 'new', ...weekly }, 'A'),
        ask({ measure: 'recurring', ...weekly }, 'B'),
        ask({ measure: 'resolved', ...weekly }, 'C'),
      ],
      axis: 'Addresses per week',
      width: 12,
      height: 11,
    }),
    lines({
      title: 'No longer reported within 7 days, by week first seen',
      says: `The newest weeks are not watched for long yet. ${counted('cleanup')}`,
      asks: [ask({ measure: 'cleanup', ...weekly })],
      overrides: [
        {
          matcher: { id: 'byType', options: 'number' },
          properties: [{ id: 'unit', value: 'percentunit' }],
        },
      ],
      axis: measures.cleanup.label,
      width: 12,
      height: 11,
    }),
  ];
}

export function problems(where: readonly Filter[]): Sized[] {
  return [
    table({
      title: 'Problems by clean-up',
      says: `Those that go away soonest stand first, by the lower bound; fewer than 20 addresses have no row. Above a half gone at once it is doubtful, and without a rank. ${counted('cleanup')}`,
      asks: [ask({ measure: 'cleanup', by: ['identifier'], shape: 'ranking', grain: 'none', where })],
      overrides: cleanUpColumns,
      empty: 'Of no problem 20 addresses were first seen in the range',
      width: 16,
      height: 13,
    }),
    table({
      title: 'Longest-lasting problems',
      says: `Fewer than 20 addresses have no row. ${counted('age')}`,
      asks: [ask({ measure: 'age', by: ['identifier'], shape: 'ranking', grain: 'none', top: 20, where })],
      overrides: cleanUpColumns,
      empty: 'No problem has 20 addresses in the range',
      width: 8,
      height: 13,
    }),
  ];
}
