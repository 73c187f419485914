import type { Class } from './problem.ts';

/**
 * Names before IntelMQ 3.0 (July 2021) of what kept its meaning.
 * Source: NEWS.md of IntelMQ, section 3.0.0, and its harmonisation of 2.x.
 */
const taxonomies: Readonly<Record<string, string>> = {
  'abusive-content': 'abusive content',
  'information-content-security': 'information content security',
  'information-gathering': 'information gathering',
  'intrusion-attempts': 'intrusion attempts',
  'malicious-code': 'malicious code',
};

const types: Readonly<Record<string, string>> = {
  'c2-server': 'c2server',
  'data-leak': 'leak',
  'ids-alert': 'ids alert',
  'infected-system': 'infected system',
  undetermined: 'unknown',
  'vulnerable-system': 'vulnerable service',
};

/** What IntelMQ 2 called a class of IntelMQ 3, where the two are one series. */
export function spellingBefore([taxonomy, type]: Class): Class {
  return [taxonomies[taxonomy] ?? taxonomy, types[type] ?? type];
}
