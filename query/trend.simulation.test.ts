import { generator, normal, poisson, type Random } from '../test/random.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { judgeTrends, type Days } from './trend.fixture.ts';

const histories = 240;
const networks = 60;
const days = 84;

type Kind = 'steady' | 'up by half' | 'doubles' | 'down by half' | 'a step to double' | 'a swing and back';

/** What a network's level is multiplied by on a day, after `from`, where the kind has a day of its own. */
const courses: Readonly<Record<Kind, (day: number, from: number) => number>> = {
  steady: () => 1,
  'up by half': (day) => 1 + (0.5 * day) / days,
  doubles: (day) => 1 + day / days,
  'down by half': (day) => 1 - (0.5 * day) / days,
  'a step to double': (day, from) => (day < from ? 1 : 2),
  'a swing and back': (day) => 1 + 0.5 * Math.sin((2 * Math.PI * day) / days),
};

const growth = 'a feed grows by half, half of the networks are its';

const staying = 'hosts that stay for 10 to 120 days';

/** What happens to all of a history's networks; null where what is left rests on a missing feed. */
const events: Readonly<Record<string, (day: number, isOfFeed: boolean) => number | null>> = {
  'nothing else': () => 1,
  [staying]: () => 1,
  'all decline by a third': (day) => 1 - day / days / 3,
  [growth]: (day, isOfFeed) => (isOfFeed ? 1 + (0.5 * day) / days : 1),
  'that feed is missing for the first two weeks': (day, isOfFeed) => (isOfFeed && day < 14 ? null : 1),
  'two weeks of holidays': (day) => (day >= 56 && day < 70 ? 0.7 : 1),
};

/** As in a country, most do nothing in particular. */
const shares: ReadonlyArray<readonly [kind: Kind, of: number]> = [
  ['up by half', 2],
  ['doubles', 2],
  ['down by half', 2],
  ['a step to double', 3],
  ['a swing and back', 3],
];

const kinds: readonly Kind[] = shares.flatMap(([kind, of]) => Array.from({ length: of }, () => kind));

const kindOf = (network: number): Kind => kinds[network] ?? 'steady';

type Event = (typeof events)[string];

function history(random: Random, event: Event, isStaying: boolean): Days[] {
  return Array.from({ length: networks }, (_, network) => {
    const course = courses[kindOf(network)];
    const [level, from] = [12 * 100 ** random(), 14 + Math.floor(random() * 56)];
    const means = isStaying ? ofHosts(random, level) : ofChance(random, level);
    return means.map((mean, day) => {
      const what = event(day, network % 2 === 0);
      return what === null ? null : Math.round(mean * course(day, from) * what);
    });
  });
}

/** Each day's addresses are others: chance, and days that are like their neighbours. */
function ofChance(random: Random, level: number): number[] {
  const noise = 0.05 + 0.15 * random();
  let drift = 0;
  return Array.from({ length: days }, (_, day) => {
    drift = 0.6 * drift + noise * normal(random);
    return poisson(random, level * (day % 7 > 4 ? 0.8 : 1) * Math.exp(drift));
  });
}

/** The same hosts from day to day, of which some go, and about as many come. Scans see most of them. */
function ofHosts(random: Random, level: number): number[] {
  const stay = 10 * 12 ** random();
  let hosts = poisson(random, level);
  return Array.from({ length: days }, () => {
    hosts += poisson(random, level / stay) - Math.min(hosts, poisson(random, hosts / stay));
    return hosts * (0.92 + 0.06 * random());
  });
}

interface Found {
  of: number;
  rising: number;
  clear: number;
}

/** By event and kind; and in how many histories a network was clearly rising that is not. */
function simulate(): { found: Record<string, Record<Kind, Found>>; wronglyClear: number } {
  let wronglyClear = 0;
  const found = Object.entries(events).map(([name, event], place) => {
    const of = Object.fromEntries(Object.keys(courses).map((kind) => [kind, { of: 0, rising: 0, clear: 0 }])) as Record<
      Kind,
      Found
    >;
    for (let seed = 0; seed < histories / Object.keys(events).length; seed++) {
      const series = history(generator(1 + seed * 7 + place), event, name === staying);
      const whole = series[0]!.map((_, day) =>
        series.reduce<number | null>((sum, one) => (sum === null || one[day] === null ? null : sum + one[day]!), 0)
      );
      const wrong = judgeTrends(series, whole).filter(({ direction, evidence }, network) => {
        const counted = of[kindOf(network)];
        counted.of += 1;
        counted.rising += Number(direction === 'rising');
        counted.clear += Number(direction === 'rising' && evidence === 'clear');
        return direction === 'rising' && evidence === 'clear' && kindOf(network) === 'steady';
      });
      wronglyClear += Number(wrong.length > 0 && name !== growth);
    }
    return [name, of] as const;
  });
  return { found: Object.fromEntries(found), wronglyClear };
}

describe('made-up histories', () => {
  const { found, wronglyClear } = simulate();
  const sum = (kind: Kind, count: keyof Found, but: readonly string[] = []): number =>
    Object.entries(found)
      .filter(([name]) => !but.includes(name))
      .reduce((all, [, of]) => all + of[kind][count], 0);

  test('of what is called rising, fewer than a tenth is not', () => {
    const wrong = sum('steady', 'rising', [growth]);
    const right = sum('doubles', 'rising', [growth]) + sum('up by half', 'rising', [growth]);
    expect(wrong / (wrong + right)).toBeLessThan(0.1);
    expect(wronglyClear).toBeLessThan(0.05 * histories);
  });

  test('what doubles is found, what falls or comes back is never called rising', () => {
    expect(sum('doubles', 'rising') / sum('doubles', 'of')).toBeGreaterThan(0.6);
    expect(sum('down by half', 'rising')).toBe(0);
    expect(sum('a swing and back', 'rising')).toBe(0);
  });

  test('the figures are those of docs/counting.md', () => {
    const per = (kind: Kind): string =>
      Object.values(found)
        .map((of) => `${((100 * of[kind].rising) / of[kind].of).toFixed(1)} %`)
        .join(' ');
    const table = Object.keys(courses).map((kind) => `${kind} ${per(kind as Kind)}`);
    const docs = readFileSync(join(__dirname, '../docs/counting.md'), 'utf8').replaceAll(/[ |]+/g, ' ');
    expect(table.filter((row) => !docs.includes(row))).toEqual([]);
  });

  test('a missing feed and holidays make nothing rise', () => {
    for (const name of ['that feed is missing for the first two weeks', 'two weeks of holidays']) {
      const { rising, of } = found[name]!.steady;
      expect(rising / of).toBeLessThan(0.01);
    }
  });
});
