/** What a repair does, in the order in which the statements of a plan work. */
export const steps = [
  'views away',
  'columnstore off',
  'tables',
  'columns',
  'keys',
  'numbers',
  'hypertable',
  'columnstore',
  'jobs',
  'views',
  'role',
  'rights',
] as const;

/** One statement of a repair, without its semicolon. */
export interface Repair {
  readonly step: (typeof steps)[number];
  readonly sql: string;
}

/** One thing that is not as the program makes it. */
export interface Drift {
  /** Names it: "stats.days has no column zone". */
  readonly what: string;
  /** What it means, or what to do. */
  readonly advice: string;
  /** Ends it; empty where only people can. */
  readonly repairs: readonly Repair[];
}

/** The repairs of all of them, each once, in an order that works. */
export function repairsOf(drifts: readonly Drift[]): Array<Repair & Pick<Drift, 'what'>> {
  const all = new Map<string, Repair & Pick<Drift, 'what'>>();
  for (const { what, repairs } of drifts) {
    for (const repair of repairs) {
      // The first reason stands; a later one would say no more.
      all.set(repair.sql, all.get(repair.sql) ?? { ...repair, what });
    }
  }
  return [...all.values()].sort((a, b) => steps.indexOf(a.step) - steps.indexOf(b.step));
}
