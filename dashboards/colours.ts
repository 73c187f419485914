import type * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';

/**
 * One colour per taxonomy of RSIT, on all dashboards, by the names of Grafana's palette: they suit both themes.
 * Warm where something attacks, cool where something is exposed.
 */
const taxonomies: Readonly<Record<string, string>> = {
  vulnerable: 'blue',
  'malicious-code': 'red',
  intrusions: 'dark-red',
  'intrusion-attempts': 'orange',
  'information-gathering': 'yellow',
  'abusive-content': 'purple',
  availability: 'dark-orange',
  fraud: 'dark-purple',
  'information-content-security': 'green',
  other: 'super-light-blue',
  test: 'light-green',
};

/** For lines that are called by their taxonomy; "(none)" and "remaining" stay in the background. */
export const taxonomyColours = [...Object.entries(taxonomies), ['(none)', 'text'], ['remaining', 'text']].map(
  ([name, fixedColor]) => ({
    matcher: { id: 'byName', options: name },
    properties: [{ id: 'color', value: { mode: 'fixed', fixedColor } }],
  })
) satisfies Array<{ matcher: dashboard.MatcherConfig; properties: dashboard.DynamicConfigValue[] }>;
