import type { Classification } from './aliases.ts';

/** A class that was given another name at its source: a step in the old and in the new one is no change in the world. */
export interface Reclassification {
  /** Its effective day, `YYYY-MM-DD`. What a site's own update decides has none: it is found in the events. */
  readonly day: string;
  readonly from: Classification;
  readonly to: Classification;
  readonly source: string;
}

/** Those with a day that is known. All of them have an alias too: the curve goes on, and the day is told. */
export const reclassifications: readonly Reclassification[] = (
  [
    ['ssl-freak', 'weak-crypto'],
    ['ssl-poodle', 'weak-crypto'],
    ['accessible-gtp', 'potentially-unwanted-accessible'],
  ] as const
).map(([identifier, type]) => ({
  day: '2025-09-15',
  from: { taxonomy: 'vulnerable', type: 'vulnerable-system', identifier },
  to: { taxonomy: 'vulnerable', type, identifier },
  source: 'Shadowserver’s report schema',
}));
