import { type Host, hostMaker } from './hosts.ts';
import type { System } from './networks.ts';
import { dailyEvents, meanDailyEvents, type Problem, type Source } from './problem.ts';
import { below, geometric, type Random, roundByChance, weighted } from './random.ts';

/** A problem of one host, for as long as it lasts. */
export interface Case {
  readonly host: Host;
  readonly problem: Problem;
  readonly family: string | undefined;
  /** The feeds within whose sight it is. */
  readonly sources: readonly Source[];
  /** Expected events per day. */
  readonly daily: number;
  /** First day without it. */
  readonly end: number;
}

/** What a population is made of. */
export interface Mixture {
  readonly problems: readonly Problem[];
  readonly systems: readonly System[];
  /** How much of a problem there is, relative to the others. */
  readonly weight: (problem: Problem) => number;
  readonly family: (random: Random) => string;
  readonly country: string;
}

/** One kind of lifetime of one problem. */
interface Strain {
  readonly problem: Problem;
  readonly days: number;
  /** Cases at any one time. */
  readonly stock: number;
}

/** Share of new cases on a host that already has another problem, so that a third of the hosts have several. */
const onKnownHost = { lasting: 0.53, brief: 0.35 };
const maxProblems = 5;

function strains({ problems, weight }: Mixture): Strain[] {
  return problems.flatMap((problem) => {
    const cases = weight(problem) / meanDailyEvents(problem);
    const sum = problem.lifetimes.reduce((total, [share, days]) => total + share * days, 0);
    return problem.lifetimes.map(([share, days]) => ({ problem, days, stock: (cases * share * days) / sum }));
  });
}

/**
 * Cases that come and go while the expected number of events follows a target.
 * What is there at any time is drawn from the stock, what comes new from the stock by its lifetime, so that the
 * mixture stays the same; likewise for systems that clean up faster than others.
 */
export class Population {
  readonly cases: Case[] = [];
  private expected = 0;
  private readonly random: Random;
  private readonly mixture: Mixture;
  private readonly neighbours: readonly Case[];
  private readonly host: ReturnType<typeof hostMaker>;
  private readonly present: readonly [(random: Random) => Strain, (random: Random) => System];
  private readonly coming: readonly [(random: Random) => Strain, (random: Random) => System];

  /** `neighbours`: whose hosts may get the problems too; its own if absent. */
  constructor(random: Random, mixture: Mixture, neighbours?: Population) {
    const all = strains(mixture);
    const { systems } = mixture;
    const size = (system: System) => system.weight || 1e-9;
    this.random = random;
    this.mixture = mixture;
    this.neighbours = neighbours?.cases ?? this.cases;
    this.host = hostMaker(random, mixture.country);
    this.present = [weighted(all, ({ stock }) => stock), weighted(systems, size)];
    this.coming = [
      weighted(all, ({ stock, days }) => stock / days),
      weighted(systems, (system) => size(system) * system.speed),
    ];
  }

  /** Ends what has ended by this day, and adds new cases until `target` events are to be expected. */
  step(day: number, target: number): void {
    const isFirst = this.cases.length === 0;
    this.end(day);
    let missing = target - this.expected;
    while (missing > 0) {
      const added = this.add(day, isFirst ? this.present : this.coming);
      missing -= added.daily;
      // The last case is one too many as often as not.
      if (missing < 0 && roundByChance(this.random, -missing / added.daily) === 1) {
        this.drop(this.cases.length - 1);
      }
    }
  }

  private end(day: number): void {
    for (let index = this.cases.length - 1; index >= 0; index--) {
      if (this.cases[index]!.end <= day) {
        this.drop(index);
      }
    }
  }

  private drop(index: number): void {
    const gone = this.cases[index]!;
    const last = this.cases.pop()!;
    if (gone !== last) {
      this.cases[index] = last;
    }
    this.expected -= gone.daily;
    const { problems } = gone.host;
    problems.splice(problems.indexOf(key(gone.problem, gone.family)), 1);
  }

  private add(day: number, [strain, system]: Population['present']): Case {
    const { random } = this;
    const { problem, days } = strain(random);
    const family = problem.malware ? this.mixture.family(random) : undefined;
    const name = key(problem, family);
    const host = this.known(problem, name, days) ?? this.host(system(random), problem.nameOnly === true);
    const seen = problem.sources.filter(({ coverage }) => random() < coverage);
    const sources = seen.length > 0 ? seen : problem.sources.slice(0, 1);
    const daily = dailyEvents(problem, sources);
    const added = { host, problem, family, sources, daily, end: day + geometric(random, days / host.system.speed) };
    host.problems.push(name);
    this.cases.push(added);
    this.expected += daily;
    return added;
  }

  /** A host that has problems already, but not this one. */
  private known(problem: Problem, name: string, days: number): Host | undefined {
    if (problem.nameOnly || this.random() >= (days < 3 ? onKnownHost.brief : onKnownHost.lasting)) {
      return undefined;
    }
    const host = this.neighbours[below(this.random, this.neighbours.length)]?.host;
    return host?.ip && host.problems.length < maxProblems && !host.problems.includes(name) ? host : undefined;
  }
}

function key(problem: Problem, family: string | undefined): string {
  return `${problem.class[1]} ${problem.identifier} ${family}`;
}
