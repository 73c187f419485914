import { generator, normal, poisson, type Random } from '../test/random.ts';
import { judgeTrends } from './trend.fixture.ts';

const histories = 200;
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

/** What happens to all of a history's networks. */
const events: Readonly<Record<string, (day: number, isOfFeed: boolean) => number>> = {
  'nothing else': () => 1,
  'all decline by a third': (day) => 1 - day / days / 3,
  [growth]: (day, isOfFeed) => (isOfFeed ? 1 + (0.5 * day) / days : 1),
  'that feed is missing for four days': (day, isOfFeed) => (isOfFeed && day >= 40 && day < 44 ? 0.3 : 1),
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

function history(random: Random, event: (day: number, isOfFeed: boolean) => number): number[][] {
  return Array.from({ length: networks }, (_, network) => {
    const course = courses[kindOf(network)];
    const [level, from] = [12 * 100 ** random(), 14 + Math.floor(random() * 56)];
    const noise = 0.05 + 0.15 * random();
    let drift = 0;
    return Array.from({ length: days }, (__, day) => {
      // Neighbouring days are alike.
      drift = 0.6 * drift + noise * normal(random);
      const weekend = day % 7 > 4 ? 0.8 : 1;
      return poisson(random, level * weekend * course(day, from) * event(day, network % 2 === 0) * Math.exp(drift));
    });
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
      const series = history(generator(1 + seed * 7 + place), event);
      const whole = series[0]!.map((_, day) => series.reduce((sum, one) => sum + one[day]!, 0));
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
    expect(sum('doubles', 'rising') / sum('doubles', 'of')).toBeGreaterThan(0.7);
    expect(sum('down by half', 'rising')).toBe(0);
    expect(sum('a swing and back', 'rising')).toBe(0);
  });

  test('a missing feed and holidays make nothing rise', () => {
    for (const name of ['that feed is missing for four days', 'two weeks of holidays']) {
      const { rising, of } = found[name]!.steady;
      expect(rising / of).toBeLessThan(0.01);
    }
  });
});
