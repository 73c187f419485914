import { type Feed, methods, rhythms } from './feeds.ts';

/** Upper and lower class of an event: taxonomy and type. */
export type Class = readonly [taxonomy: string, type: string];

/** A feed that may see a problem, and the share of the affected hosts within its sight. */
export interface Source {
  readonly feed: Feed;
  readonly coverage: number;
}

/** Shares of the new cases, and how many days such a case lasts on average. */
export type Lifetimes = ReadonlyArray<readonly [share: number, days: number]>;

/** A kind of problem that hosts have. */
export interface Problem {
  /** Per cent of all events, roughly: a relative weight. */
  readonly weight: number;
  readonly class: Class;
  /** What IntelMQ 2 said, where it is more than another spelling. */
  readonly before?: Class;
  /** Absent: the malware family where there is one. */
  readonly identifier?: string;
  readonly application?: string;
  readonly transport?: 'tcp' | 'udp';
  /** Port of a service that the address offers. */
  readonly port?: number;
  /** Port that the address contacted; its own port is then an ephemeral one. */
  readonly target?: number;
  readonly sources: readonly Source[];
  readonly lifetimes: Lifetimes;
  /** Events beyond the first, on average, of one host in one report. */
  readonly repeats?: number;
  readonly malware?: true;
  /** Only a name is known, no address. */
  readonly nameOnly?: true;
  /** The feed gives no identifier and puts nothing in its place. */
  readonly unidentified?: true;
  readonly text?: string;
  readonly extra?: readonly string[];
}

/** The sources of a problem, the most dependable first. */
export function seenBy(...sources: ReadonlyArray<readonly [feed: Feed, coverage: number]>): Source[] {
  return sources.map(([feed, coverage]) => ({ feed, coverage }));
}

/** Expected number of events per day, weekends and outages aside, of one case that these sources see. */
export function dailyEvents(problem: Problem, sources: readonly Source[]): number {
  const sightings = sources.map(({ feed }) => methods[feed.method].chance * rhythms[feed.rhythm]);
  return sightings.reduce((sum, one) => sum + one, 0) * (1 + (problem.repeats ?? 0));
}

/** The same for a case of which it is not yet known who sees it; someone does, else the first. */
export function meanDailyEvents(problem: Problem): number {
  const unseen = problem.sources.reduce((product, { coverage }) => product * (1 - coverage), 1);
  return problem.sources.reduce(
    (sum, source, index) => sum + (source.coverage + (index === 0 ? unseen : 0)) * dailyEvents(problem, [source]),
    0
  );
}
