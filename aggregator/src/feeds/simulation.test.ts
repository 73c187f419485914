import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generator, normal, poisson, type Random } from '../../../test/random.ts';
import { weekdayOf, type DayNumber, type Delivery } from './feed.ts';
import { judge, type FeedStatus } from './judge.ts';

interface Kind {
  readonly mean: (random: Random) => number;
  readonly comes: (day: DayNumber, random: Random) => boolean;
  /** What the volume is multiplied by on a day of the history. */
  readonly course?: (age: number) => number;
  readonly weekend?: number;
}

const from = (least: number, most: number) => (random: Random) => least * (most / least) ** random();
const always = (): boolean => true;

/** What feeds are like: so many histories of each. */
const histories = 40;

const kinds: Readonly<Record<string, Kind>> = {
  'large, quieter at weekends': { mean: from(200, 50_000), comes: always, weekend: 0.6 },
  'growing threefold': { mean: from(30, 3000), comes: always, course: (age) => 3 ** (age / days) },
  'a step to a fifth': { mean: from(100, 3000), comes: always, course: (age) => (age < 90 ? 1 : 0.2) },
  'without a rhythm': { mean: from(20, 500), comes: (_, random) => random() < 0.45 },
  'small: 1 to 10 a day': { mean: from(1, 10), comes: always },
  'on working days': {
    mean: from(20, 500),
    comes: (day, random) => weekdayOf(day) <= 5 || random() < 0.01,
  },
};

const days = 180;
const start = 20_000;

interface Found {
  lost: number;
  missed: number;
  quiet: number;
  falseAlarms: number;
  partial: number;
  partialMissed: number;
  falseThin: number;
}

const nothing = (): Found => ({
  lost: 0,
  missed: 0,
  quiet: 0,
  falseAlarms: 0,
  partial: 0,
  partialMissed: 0,
  falseThin: 0,
});

/** One history: two outages of one to five days, and two days of which a tenth came. */
function simulate(kind: Kind, random: Random, found: Found): void {
  const mean = kind.mean(random);
  const noise = 0.05 + 0.2 * random();
  const lost = new Set<DayNumber>();
  const partial = new Set<DayNumber>();
  for (const at of [70 + Math.floor(random() * 30), 120 + Math.floor(random() * 40)]) {
    const length = 1 + Math.floor(random() * 5);
    Array.from({ length }, (_, more) => lost.add(start + at + more));
    partial.add(start + at + length + 3);
  }
  const deliveries = new Map<DayNumber, Delivery>();
  const due = new Set<DayNumber>();
  for (let age = 0; age < days; age++) {
    const day = start + age;
    const level = mean * (kind.course?.(age) ?? 1) * (weekdayOf(day) > 5 ? (kind.weekend ?? 1) : 1);
    const events = kind.comes(day, random) ? poisson(random, level * Math.exp(noise * normal(random))) : 0;
    if (events > 0) {
      due.add(day);
    }
    const came = lost.has(day) ? 0 : partial.has(day) ? Math.floor(events / 10) : events;
    if (came > 0) {
      deliveries.set(day, { events: came, lagHours: 6 });
    }
  }
  const history = { deliveries, isObserved: () => true };
  for (let day = start + 60; day < start + days; day++) {
    const rule = { ends: null, delivers: null, method: 'other' } as const;
    note(judge(history, day, { closing: 'closed', rule })?.status, found, {
      isLost: lost.has(day) && due.has(day),
      isPartial: partial.has(day) && due.has(day),
      isQuiet: !lost.has(day) && !partial.has(day),
    });
  }
}

function note(
  status: FeedStatus | undefined,
  found: Found,
  { isLost, isPartial, isQuiet }: Readonly<Record<'isLost' | 'isPartial' | 'isQuiet', boolean>>
): void {
  found.lost += Number(isLost);
  found.missed += Number(isLost && status !== 'missing');
  found.partial += Number(isPartial);
  found.partialMissed += Number(isPartial && status !== 'thin' && status !== 'missing');
  found.quiet += Number(isQuiet);
  found.falseAlarms += Number(isQuiet && status === 'missing');
  found.falseThin += Number(isQuiet && status === 'thin');
}

/** docs/feeds.md has the figures, and those of other thresholds. */
test('240 histories with known outages: hardly any is called missing that is not, and hardly any outage is missed', () => {
  const random = generator(20_261_124);
  const table = Object.entries(kinds).map(([name, kind]) => {
    const found = nothing();
    for (let history = 0; history < histories; history++) {
      simulate(kind, random, found);
    }
    return [name, found] as const;
  });
  const total = (what: keyof Found): number => table.reduce((sum, [, found]) => sum + found[what], 0);
  expect(total('falseAlarms') / total('quiet')).toBeLessThan(0.001);
  // A feed that has shrunk to a fifth for good is thin, until that is what is usual.
  const lasting = table.find(([name]) => name.startsWith('a step'))![1].falseThin;
  expect(lasting / histories).toBeLessThan(15);
  expect((total('falseThin') - lasting) / total('quiet')).toBeLessThan(0.001);
  const regular = table.filter(([name]) => !name.startsWith('small') && !name.startsWith('without'));
  const sum = (of: typeof table, what: keyof Found): number => of.reduce((all, [, found]) => all + found[what], 0);
  expect(sum(regular, 'missed') / sum(regular, 'lost')).toBeLessThan(0.05);

  const small = table.filter(([name]) => name.startsWith('small'));
  const row = [
    ...[regular, small].map((of) => `${sum(of, 'missed')} of ${sum(of, 'lost')}`),
    `${total('falseAlarms')} of ${total('quiet').toLocaleString('en')}`,
    `${sum(regular, 'partialMissed')} of ${sum(regular, 'partial')}`,
    total('falseThin') - lasting,
    (lasting / histories).toFixed(1),
  ].join(' ');
  const docs = readFileSync(join(__dirname, '../../../docs/feeds.md'), 'utf8').replaceAll(/[ |*]+/g, ' ');
  expect(docs).toContain(` ${row} `);
});
