import type { Override } from './looks.ts';

/**
 * One colour per taxonomy of RSIT, on all dashboards, by the names of Grafana's palette: they suit both themes.
 * Warm where something attacks, cool where something is exposed.
 */
const taxonomies: Readonly<Record<string, string>> = {
  vulnerable: 'blue',
  'malicious-code': 'red',
  intrusions: 'super-light-red',
  'intrusion-attempts': 'orange',
  'information-gathering': 'yellow',
  'abusive-content': 'purple',
  availability: 'dark-orange',
  fraud: 'super-light-purple',
  'information-content-security': 'green',
  other: 'dark-blue',
  test: 'light-green',
};

/** What is no class of its own stays in the background. */
const inBackground = [
  ['(none)', [2, 6]],
  ['remaining', [8, 6]],
] as const;

/** For lines that are called by their taxonomy, or by what is left. */
export const taxonomyColours: Override[] = [
  ...Object.entries(taxonomies).map(([options, fixedColor]) => ({
    matcher: { id: 'byName', options },
    properties: [{ id: 'color', value: { mode: 'fixed', fixedColor } }],
  })),
  ...inBackground.map(([options, dash]) => ({
    matcher: { id: 'byName', options },
    properties: [
      { id: 'color', value: { mode: 'fixed', fixedColor: 'text' } },
      { id: 'custom.lineStyle', value: { fill: 'dash', dash } },
    ],
  })),
];
