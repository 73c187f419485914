import type * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { dimensions } from '@stats-portal/catalog';

/** Settings for some of an answer's fields, in place of what the data source says of them. */
export interface Override {
  readonly matcher: dashboard.MatcherConfig;
  readonly properties: dashboard.DynamicConfigValue[];
}

/** What is counted, with thousands marked and without its unit: axis, title or head of the column say it already. */
const plainNumber: dashboard.DynamicConfigValue[] = [{ id: 'unit', value: 'locale' }];

export const plainNumbers: Override = { matcher: { id: 'byType', options: 'number' }, properties: plainNumber };

/**
 * The columns of a table that have numbers of events or addresses; shares and changes keep their percent sign. Grafana
 * makes no column smaller than 150 pixels by itself, or what is said here.
 */
export const plainColumns: Override = {
  matcher: {
    id: 'byRegexp',
    options: '/^(Reported addresses|Addresses|Events|Added|First week|Last week|Days|Still)/',
  },
  properties: [...plainNumber, { id: 'decimals', value: 1 }, { id: 'custom.width', value: 90 }],
};

const texts = ['taxonomy', 'type', 'identifier', 'provider', 'feed'] as const;

/** Long heads of columns stay readable, and so do long names. */
export const wrapped: Override[] = [
  {
    matcher: { id: 'byRegexp', options: '/.*/' },
    properties: [
      { id: 'custom.wrapHeaderText', value: true },
      { id: 'custom.minWidth', value: 75 },
    ],
  },
  {
    matcher: {
      id: 'byRegexp',
      options: `/^(${[...texts.map((name) => dimensions[name].label), 'AS name', 'Delivers'].join('|')})$/`,
    },
    properties: [{ id: 'custom.wrapText', value: true }],
  },
];

const change: Override = {
  matcher: { id: 'byRegexp', options: '/^Change/' },
  properties: [{ id: 'custom.width', value: 90 }],
};

/** The number that is compared with: the change says it, and leaves room to names. */
export const withoutBefore: Override = {
  matcher: { id: 'byRegexp', options: '/, the days before$/' },
  properties: [{ id: 'custom.hideFrom.viz', value: true }],
};

/** Columns by their heads, so wide in pixels. */
export function ofWidth(...columns: ReadonlyArray<readonly [name: string, width: number]>): Override[] {
  return columns.map(([options, value]) => ({
    matcher: { id: 'byName', options },
    properties: [{ id: 'custom.width', value }],
  }));
}

/** Narrow columns leave the room to texts. */
export const widths: Override[] = [
  change,
  ...ofWidth(
    ['Rank', 60],
    ['Share', 75],
    // Of ten digits.
    [dimensions.asn.label, 96],
    // The longest is broken once: twice, and rows would be too low for it.
    [dimensions.type.label, 166],
    ['Evidence', 80],
    ['Weeks', 70],
    ['Weeks, medians', 85],
    ['Events', 70],
    ['Days', 55],
    ['Last seen', 90],
    ['First seen', 90]
  ),
];

/** A cell without a value. */
export const dashed: Override = {
  matcher: { id: 'byRegexp', options: '/.*/' },
  properties: [{ id: 'noValue', value: '–' }],
};

/** A missing class is a class of its own. */
export const namedNone: Override[] = texts.map((name) => ({
  matcher: { id: 'byName', options: dimensions[name].label },
  properties: [{ id: 'noValue', value: '(none)' }],
}));

/** Numbers on shades, a step for each tenfold: rows differ by orders of magnitude. Texts on all of them can be read, in both themes. */
export const shades: Override = {
  matcher: { id: 'byRegexp', options: `/^(?!${dimensions.asn.label}).*/` },
  properties: [
    { id: 'unit', value: 'locale' },
    { id: 'decimals', value: 1 },
    { id: 'color', value: { mode: 'thresholds' } },
    {
      id: 'thresholds',
      value: {
        mode: 'absolute',
        steps: [
          { value: null, color: 'transparent' },
          { value: 1, color: 'super-light-yellow' },
          { value: 10, color: 'super-light-green' },
          { value: 100, color: 'dark-blue' },
          { value: 1000, color: 'dark-purple' },
        ],
      },
    },
    { id: 'custom.cellOptions', value: { type: 'color-background', mode: 'basic' } },
  ],
};

/** A moment, to the minute. */
export function moments(...names: string[]): Override[] {
  return names.map((options) => ({
    matcher: { id: 'byName', options },
    properties: [
      { id: 'unit', value: 'time:YYYY-MM-DD HH:mm' },
      { id: 'custom.width', value: 150 },
    ],
  }));
}
