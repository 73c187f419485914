/**
 * What is counted. `lift` makes the number from the events of one cell; `additive` says whether numbers of
 * several cells may be added up. Where they may not, only a rollup with exactly the asked dimensions is exact.
 */
export interface Measure {
  readonly label: string;
  readonly unit: string;
  readonly description: string;
  readonly lift: string;
  readonly additive: boolean;
}

/** The key is the column's name in the statistics tables. */
export const measures = {
  events: {
    label: 'Events',
    unit: 'events',
    description: 'Number of events. Adds up over everything; three feeds that see one host make three events.',
    lift: 'count(*)',
    additive: true,
  },
  ips: {
    label: 'Reported addresses',
    unit: 'addresses',
    description:
      'Number of different addresses (source.ip) that were reported on one day. Over more than a day: the average per closed day.',
    lift: 'count(DISTINCT "source.ip")',
    additive: false,
  },
} as const satisfies Record<string, Measure>;

export type MeasureName = keyof typeof measures;

export const measureNames = Object.keys(measures) as MeasureName[];
