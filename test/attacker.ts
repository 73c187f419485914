import { rollupByName, type RollupName } from '@stats-portal/catalog';
import fc from 'fast-check';
import type { Database } from '../aggregator/src/database/database.ts';

// What operator alpha could find out of the others from the country's numbers by class: tried, host by host.

/** Hosts are of one of these, or of nobody; beta is a customer of alpha on some days. */
const owners = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta', null] as const;

/** In which classes a host is, and how many events it has in each. */
const kinds: ReadonlyArray<readonly [classes: ReadonlyArray<string | null>, events: number]> = [
  [['a'], 1],
  [['b'], 2],
  [['a', 'b'], 1],
  [['c'], 1],
  [['b', 'c'], 3],
  [['a', 'b', 'c', null], 1],
  [[null], 1],
];

/** How many hosts of each kind each owner has. */
interface Population {
  readonly day: string;
  readonly isCustomer: boolean;
  readonly hosts: ReadonlyArray<readonly number[]>;
}

export interface Answer {
  readonly day: string;
  /** Undefined: the whole of the day. */
  readonly taxonomy: string | null | undefined;
  readonly events: string | null;
  readonly ips: string | null;
}

const few = fc.constantFrom(0, 0, 1, 3, 10, 500);
const many = fc.constantFrom(0, 5, 20, 30, 40, 2000);

/** Beside one where all may be told: what is not in class a is nearly all of one, who has nothing of a; or is of two. Both are closed classes with enough of b. */
const planted: ReadonlyArray<Population['hosts']> = [
  { c: [1, 2000, 1, 1, 0], gamma: 0 },
  { c: [0, 500, 500, 0, 0], gamma: 1 },
].map(({ c, gamma }) => {
  const others = c.map((only, owner) =>
    (owner === 1 ? [100 * gamma, 0, 300 * gamma] : [100, 0, 300]).concat(only, 0, 0, 0)
  );
  return [kinds.map(() => 0), ...others, kinds.map(() => 0)];
});

/** Three days that are made up, and others on which some kinds of hosts are with all, and some with few. */
export function sampleDays(count: number): Population[] {
  const kind = fc.oneof(
    fc.array(few, { minLength: owners.length, maxLength: owners.length }),
    fc.array(many, { minLength: owners.length, maxLength: owners.length }),
    fc.constant(owners.map(() => 0))
  );
  const day = fc.tuple(fc.array(kind, { minLength: kinds.length, maxLength: kinds.length }), fc.boolean());
  const random = fc.sample(day, { numRuns: count, seed: 6 }).map(([byKind, isCustomer]) => ({
    isCustomer,
    hosts: owners.map((_, owner) => byKind.map((counts) => counts[owner]!)),
  }));
  const all = owners.map(() => [100, 50, 0, 40, 0, 0, 0]);
  return [...[...planted, all].map((hosts) => ({ isCustomer: false, hosts })), ...random].map((one, number) => ({
    ...one,
    day: new Date(Date.UTC(2024, 0, 1 + number)).toISOString().slice(0, 10),
  }));
}

type Weight = (classes: ReadonlyArray<string | null>, events: number) => number;

/** A sum over the hosts of an owner. */
const sumOf = ({ hosts }: Population, owner: number, weight: Weight): number =>
  kinds.reduce((sum, [classes, events], kind) => sum + hosts[owner]![kind]! * weight(classes, events), 0);

export const classesOf = ({ hosts }: Population): Array<string | null> =>
  (['a', 'b', 'c', null] as const).filter((name) =>
    kinds.some(([classes], kind) => classes.includes(name) && hosts.some((counts) => counts[kind]! > 0))
  );

/** The day as it is counted. */
export function cellsOf(one: Population): object[] {
  const cells: object[] = [];
  const add = (rollup: RollupName, key: object, chosen: readonly number[], isIn: Weight): void => {
    const sum = (weight: Weight): number => chosen.reduce((all, owner) => all + sumOf(one, owner, weight), 0);
    const events = sum(
      (classes, each) => (rollup.includes('taxonomy') ? each : each * classes.length) * isIn(classes, each)
    );
    if (events > 0) {
      cells.push({ rollup: rollupByName(rollup).id, day: one.day, ...key, events, ips: sum(isIn) });
    }
  };
  const all = owners.map((_, owner) => owner);
  add('total', {}, all, () => 1);
  for (const taxonomy of classesOf(one)) {
    const isIn: Weight = (classes) => Number(classes.includes(taxonomy));
    add('taxonomy', { taxonomy }, all, isIn);
    owners.forEach((operator, owner) => {
      add('operator_taxonomy', { taxonomy, operator }, [owner], isIn);
    });
  }
  owners.forEach((operator, owner) => {
    add('operator', { operator }, [owner], () => 1);
  });
  if (one.isCustomer) {
    cells.push({
      rollup: rollupByName('operator_asn').id,
      day: one.day,
      operator: 'beta',
      asn: 64496,
      events: 1,
      ips: 1,
    });
  }
  return cells;
}

/** What it is told of the country, on all days. */
export async function answersOf(database: Database, id: string): Promise<Answer[]> {
  const rows = await database.rows<Record<'day' | 'of' | 'taxonomy' | 'events' | 'ips', string | null>>(
    `SELECT day::date::text AS day, 'class' AS of, taxonomy, country_events::text AS events, country_ips::text AS ips
     FROM ${id}.operator_country WHERE day < '2025-01-01'
     UNION ALL SELECT day::date::text, 'whole', NULL, events::text, ips::text FROM ${id}.rollups WHERE rollup = 1 AND day < '2025-01-01'`
  );
  return rows.map(({ day, of, taxonomy, events, ips }) => ({
    day: day!,
    taxonomy: of === 'whole' ? undefined : taxonomy,
    events,
    ips,
  }));
}

export const isWholeTold = (answers: readonly Answer[]): boolean =>
  answers.some(({ taxonomy }) => taxonomy === undefined);
export const isShown = ({ taxonomy, ips }: Answer): boolean => taxonomy !== undefined && ips !== null;

interface Limits {
  /** Other operators of which a sum has to be. */
  readonly operators: number;
  readonly events: number;
}

/**
 * What is told and should not be, in words. The attacker adds what it is told up, and takes it from each other, in all ways
 * that can be no less than nothing for any host: what it gets is a sum over hosts, from which it takes those it knows.
 */
export function faultsOf(one: Population, answers: readonly Answer[], { operators, events }: Limits): string[] {
  const shown = answers.filter(isShown).map(({ taxonomy }) => taxonomy as string | null);
  const existing = classesOf(one);
  const hosts = subsets(existing);
  const others = owners.flatMap((owner, number) =>
    owner === null || owner === 'alpha' || (owner === 'beta' && one.isCustomer) ? [] : [number]
  );
  const found: string[] = [];
  for (const [whole, ...factors] of factorsOf(shown.length + 1)) {
    if (whole !== 0 && !isWholeTold(answers)) {
      continue;
    }
    const of = (name: string | null): number => (shown.includes(name) ? factors[shown.indexOf(name)]! : 0);
    const ofHost = (classes: ReadonlyArray<string | null>): number =>
      classes.reduce<number>((sum, name) => sum + of(name), whole!);
    const perEvent: Weight = (classes, each) => classes.reduce((sum, name) => sum + each * (whole! + of(name)), 0);
    const reckoned: ReadonlyArray<readonly [string, Weight, boolean]> = [
      ['events', perEvent, existing.every((name) => whole! + of(name) >= 0)],
      ['addresses', ofHost, hosts.every((classes) => ofHost(classes) >= 0)],
    ];
    for (const [measure, weight, isNoLess] of reckoned) {
      const parts = others.map((owner) => sumOf(one, owner, weight));
      const sum = parts.reduce((all, part) => all + part, 0);
      const largest = Math.max(...parts);
      const isCrowd =
        parts.filter((part) => part > 0).length >= operators && sum - largest >= events && largest * 10 <= sum * 9;
      if (isNoLess && !isCrowd && sum + sumOf(one, owners.length - 1, weight) > 0) {
        found.push(
          `${measure} of ${one.day}: ${whole} of all, ${factors.join(', ')} of ${JSON.stringify(shown)} is of ${parts.join(', ')}`
        );
      }
    }
  }
  for (const { taxonomy, events: told, ips } of answers) {
    const isIn: Weight = (classes) => (taxonomy === undefined ? 1 : Number(classes.includes(taxonomy)));
    const all = (weight: Weight): number => owners.reduce((sum, _, owner) => sum + sumOf(one, owner, weight), 0);
    const right = [
      all((classes, each) => each * isIn(classes, each) * (taxonomy === undefined ? classes.length : 1)),
      all(isIn),
    ];
    if (told !== null && String(right) !== `${told},${ips}`) {
      found.push(`${taxonomy} of ${one.day} is ${told}, ${ips}, not ${right.join(', ')}`);
    }
  }
  return found;
}

function factorsOf(length: number): number[][] {
  return length === 0
    ? [[]]
    : factorsOf(length - 1).flatMap((rest) => [-1, 0, 1, 2].map((factor) => [...rest, factor]));
}

function subsets(names: ReadonlyArray<string | null>): Array<Array<string | null>> {
  return names
    .reduce<Array<Array<string | null>>>((all, name) => [...all, ...all.map((some) => [...some, name])], [[]])
    .filter(({ length }) => length > 0);
}
