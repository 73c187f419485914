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
  matcher: { id: 'byRegexp', options: '/^(Reported addresses|Events|Added|First week|Last week|Days|Still)/' },
  properties: [...plainNumber, { id: 'decimals', value: 1 }, { id: 'custom.width', value: 98 }],
};

/** Long heads of columns stay readable, and so do long names of classes. */
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
      options: `/^(${[dimensions.taxonomy.label, dimensions.type.label, dimensions.identifier.label].join('|')})$/`,
    },
    properties: [{ id: 'custom.wrapText', value: true }],
  },
];

const change: Override = {
  matcher: { id: 'byRegexp', options: '/^Change/' },
  properties: [{ id: 'custom.width', value: 98 }],
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
    ['Evidence', 85],
    ['Weeks', 70],
    ['Weeks, medians', 110],
    ['Events', 70],
    ['Days', 55],
    ['Last seen', 95],
    ['First seen', 95]
  ),
];

/** A cell without a value. */
export const dashed: Override = {
  matcher: { id: 'byRegexp', options: '/.*/' },
  properties: [{ id: 'noValue', value: '–' }],
};

/** A missing class is a class of its own. */
export const namedNone: Override[] = (['taxonomy', 'type', 'identifier', 'provider', 'feed'] as const).map((name) => ({
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
