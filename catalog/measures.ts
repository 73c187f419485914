/** What a number is of, in words and in SQL's terms. */
interface Described {
  readonly label: string;
  readonly unit: string;
  readonly description: string;
  /** Whether numbers of several cells may be added up. Where not, only what has exactly the asked dimensions is exact. */
  readonly additive: boolean;
}

/** Counted each day, and kept in the rollups. `lift` makes the number from the events of one cell. */
interface CountedMeasure extends Described {
  readonly from: 'rollups';
  readonly lift: string;
}

/** Of a whole period, and made from presence when it is asked: there only where presence is kept. */
interface PeriodMeasure extends Described {
  readonly from: 'hosts';
  /** Whether it is a number of addresses, of which there may be none; otherwise a property of some, that none have not. */
  readonly counts: boolean;
}

export type Measure = CountedMeasure | PeriodMeasure;

/** The key is the column's name in the rollups. */
export const countedMeasures = {
  events: {
    label: 'Events',
    unit: 'events',
    description: 'Number of events. Adds up over everything; three feeds that see one host make three events.',
    from: 'rollups',
    lift: 'count(*)',
    additive: true,
  },
  ips: {
    label: 'Reported addresses',
    unit: 'addresses',
    description:
      'Number of different addresses (source.ip) that were reported on one day. Over more than a day: the average per closed day.',
    from: 'rollups',
    lift: 'count(DISTINCT "source.ip")',
    additive: false,
  },
} as const satisfies Record<string, CountedMeasure>;

/** How far back is looked for an address before a period: a scan once a month is seen twice. */
export const memoryDays = 60;

/** An address is no longer reported when each of its feeds has delivered so often without it. */
export const quietDeliveries = 3;

/** An address is not a host: behind some there are many, and some hosts get a new one each day. */
const addressCaveat = 'A host that changes its address counts under each of them, many behind one (NAT) as one.';

/** The key is the answer's column. */
export const periodMeasures = {
  ips_period: {
    label: 'Different addresses in the period',
    unit: 'addresses',
    description: `Number of different addresses that were reported in the whole range, or in each week, month or quarter. ${addressCaveat}`,
    from: 'hosts',
    counts: true,
    additive: false,
  },
  new: {
    label: 'New addresses',
    unit: 'addresses',
    description: `Addresses of the period that were not reported in the ${memoryDays} days before it. ${addressCaveat}`,
    from: 'hosts',
    counts: true,
    additive: false,
  },
  recurring: {
    label: 'Recurring addresses',
    unit: 'addresses',
    description: `Addresses of the period that were already reported in the ${memoryDays} days before it. ${addressCaveat}`,
    from: 'hosts',
    counts: true,
    additive: false,
  },
  resolved: {
    label: 'No longer reported',
    unit: 'addresses',
    description: `Addresses that each of their feeds has delivered ${quietDeliveries} times without, the last of these within the period. A feed that is missing or thin resolves nothing. Not reported is not cleaned: a host may have another address now, or be out of the scanner’s sight.`,
    from: 'hosts',
    counts: true,
    additive: false,
  },
  only: {
    label: 'Seen here alone',
    unit: 'addresses',
    description:
      'Addresses of the period that stand in this row and in no other: by feed provider, what would be lost without the provider.',
    from: 'hosts',
    counts: true,
    additive: false,
  },
  shared: {
    label: 'Seen by both',
    unit: 'addresses',
    description:
      'Addresses of the period that stand under both values: by feed provider, those that two providers have reported.',
    from: 'hosts',
    counts: false,
    additive: false,
  },
  age: {
    label: 'Days since first seen',
    unit: 'days',
    description: `For how many days the addresses of the period had been reported when they were last seen in it: the median, and what nine of ten do not exceed. Looks back ${memoryDays} days before the period. ${addressCaveat}`,
    from: 'hosts',
    counts: false,
    additive: false,
  },
  gone: {
    label: 'Share no longer reported',
    unit: 'percentunit',
    description: `Of the addresses of the period, the share that each of their feeds has delivered ${quietDeliveries} times without at its end. For comparing networks over the same period: those whose hosts stay for ever are in it too. Not reported is not cleaned; dynamic addresses look like a fast clean-up.`,
    from: 'hosts',
    counts: false,
    additive: false,
  },
  cleanup: {
    label: 'No longer reported within 7 days',
    unit: 'percentunit',
    description: `Of the addresses that were first seen in the period, the share that was no longer reported after 7 days (and after 14 and 30), as Kaplan and Meier estimate it: those that may still be there count as long as they were watched. Gone is what each of its feeds has delivered ${quietDeliveries} times without since. Only for problems whose scans are dependable; dynamic addresses look like a fast clean-up.`,
    from: 'hosts',
    counts: false,
    additive: false,
  },
} as const satisfies Record<string, PeriodMeasure>;

export const measures = { ...countedMeasures, ...periodMeasures } as const satisfies Record<string, Measure>;

/** A measure that the rollups have. */
export type CountedName = keyof typeof countedMeasures;
/** A measure that only presence answers. */
export type PeriodName = keyof typeof periodMeasures;
export type MeasureName = keyof typeof measures;

export const countedNames = Object.keys(countedMeasures) as CountedName[];
export const periodNames = Object.keys(periodMeasures) as PeriodName[];
export const measureNames = Object.keys(measures) as MeasureName[];

/** Whether only presence answers it. */
export function isPeriodMeasure(name: MeasureName): name is PeriodName {
  return measures[name].from === 'hosts';
}
