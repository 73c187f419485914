import { claim, type Claim, type LedgerDay } from './claim.ts';
import type { Look, SeenDay } from './look.ts';

const rules = { counting: 'now', zone: 'UTC', retainedSince: null, keptSince: null };

const counted = (events: number, more: Partial<LedgerDay> = {}): LedgerDay => ({
  events,
  eventsSeen: events,
  counting: 'now',
  zone: 'UTC',
  ...more,
});

const seen = (events: number, newer = false): SeenDay => ({ events, newer });

interface Found {
  readonly dirty?: string;
  readonly kept?: number;
  readonly tooOld?: number;
}

/** What is claimed of one day, the 10th, between days that nothing happened to. */
function claimOf(
  day: SeenDay | undefined,
  known: LedgerDay | undefined,
  more: Partial<Look> & Partial<Parameters<typeof claim>[2]> = {}
): Found {
  const quiet = ['2026-01-09', '2026-01-11'];
  const look: Look = {
    frontier: { source: '', xmin: '', lastId: null },
    since: '2026-01-01',
    days: new Map([...quiet.map((one) => [one, seen(5)] as const), ...present(day)]),
    daysOf: new Map(),
    lateDays: new Map(),
    markedDays: new Set(),
    undated: 0,
    ...more,
  };
  const ledger = new Map([...quiet.map((one) => [one, counted(5)] as const), ...present(known)]);
  return only(claim(look, ledger, { ...rules, ...more }));
}

function present<Value>(value: Value | undefined): ReadonlyArray<readonly [string, Value]> {
  return value === undefined ? [] : [['2026-01-10', value]];
}

/** What is found of that day; nothing may be found of others. */
function only({ dirty, kept, tooOld }: Claim): Found {
  const found = [
    ['dirty', dirty.get('2026-01-10')],
    ['kept', kept.get('2026-01-10')],
    ['tooOld', tooOld.get('2026-01-10')],
  ].filter(([, value]) => value !== undefined);
  expect(dirty.size + kept.size + tooOld.size).toBe(found.length);
  return Object.fromEntries(found) as Found;
}

test.each([
  ['as before', seen(5), counted(5), {}],
  ['new', seen(5), undefined, { dirty: 'not counted yet' }],
  ['more', seen(6), counted(5), { dirty: 'new events' }],
  ['others', seen(5, true), counted(5), { dirty: 'changed events' }],
  ['fewer', seen(4, true), counted(5), { kept: 4 }],
  ['fewer, as at the last look', seen(4, true), counted(5, { eventsSeen: 4 }), {}],
  ['none', undefined, counted(5), { kept: 0 }],
  ['none, as at the last look', undefined, counted(5, { eventsSeen: 0 }), {}],
  [
    'counted otherwise',
    seen(5),
    counted(5, { counting: 'before' }),
    { dirty: expect.stringMatching('aliases') as string },
  ],
  ['counted otherwise and purged since', seen(4), counted(5, { counting: 'before', eventsSeen: 4 }), {}],
])('a day whose events are %s', (_, day, known, expected) => {
  expect(claimOf(day, known)).toEqual(expected);
});

test('a day of a table that is not kept yet, whose events became fewer, was deleted from', () => {
  const young = { retainedSince: '2026-01-09' };
  expect(claimOf(seen(4), counted(5), young)).toEqual({ dirty: 'deleted events' });
  expect(claimOf(undefined, counted(5), young)).toEqual({ dirty: 'deleted events' });
  expect(claimOf(seen(4), counted(5), { retainedSince: '2026-01-10' })).toEqual({ kept: 4 });
});

test('days before the window are only compared where everything is', () => {
  expect(claimOf(undefined, counted(5), { since: '2026-01-11' })).toEqual({});
  expect(claimOf(undefined, counted(5), { since: null })).toEqual({ kept: 0 });
  expect(claimOf(undefined, counted(5), { since: '2026-01-11', lateDays: new Map([['2026-01-10', 1]]) })).toEqual({
    dirty: 'late events',
  });
});

test('a day before the window that the watch has marked is compared too', () => {
  const marked = { since: '2026-01-11', markedDays: new Set(['2026-01-10']) };
  expect(claimOf(seen(5, true), counted(5), marked)).toEqual({ dirty: 'changed events' });
  expect(claimOf(seen(4, true), counted(5), marked)).toEqual({ kept: 4 });
  expect(claimOf(undefined, counted(5), marked)).toEqual({ kept: 0 });
  expect(claimOf(undefined, counted(5), { ...marked, retainedSince: '2026-01-09' })).toEqual({
    dirty: 'deleted events',
  });
});

test('a day that the statistics do not keep any more is never claimed, whatever is found of it', () => {
  const old = { since: null, keptSince: '2026-01-11' };
  const quiet = new Map([['2026-01-11', seen(5)]]);
  const late = { lateDays: new Map([['2026-01-10', 3]]), since: '2026-01-11', days: quiet };
  expect(claimOf(undefined, undefined, { ...old, ...late })).toEqual({ tooOld: 3 });
  // It is still in the ledger until upkeep takes it out.
  expect(claimOf(undefined, counted(5), { ...old, ...late })).toEqual({ tooOld: 3 });
  expect(claimOf(undefined, counted(5), { ...old, days: quiet })).toEqual({});
  const days = new Map([...quiet, ['2026-01-10', seen(6, true)]]);
  expect(claimOf(undefined, undefined, { ...old, days })).toEqual({ tooOld: 6 });
  expect(claimOf(undefined, counted(5, { zone: 'Europe/Vienna' }), { ...old, days })).toEqual({ tooOld: 6 });
  expect(claimOf(seen(6), counted(5), { keptSince: '2026-01-01' })).toEqual({ dirty: 'new events' });
});

test('a day of another zone is cut anew where all of its events are there, also when they fall on other days now', () => {
  const vienna = counted(5, { zone: 'Europe/Vienna' });
  const there = { daysOf: new Map([['Europe/Vienna', new Map([['2026-01-10', seen(5)]])]]) };
  const partly = { daysOf: new Map([['Europe/Vienna', new Map([['2026-01-10', seen(4)]])]]) };
  expect(claimOf(seen(3), vienna, there)).toEqual({ dirty: 'zone changed' });
  expect(claimOf(undefined, vienna, there)).toEqual({ dirty: 'zone changed' });
  expect(claimOf(seen(3), vienna, partly)).toEqual({ kept: 3 });
  expect(claimOf(seen(3), vienna)).toEqual({ kept: 3 });
});

test('a day of another zone is not cut anew where events of the days beside it are gone', () => {
  const vienna = counted(5, { zone: 'Europe/Vienna' });
  const days = new Map(['2026-01-09', '2026-01-10', '2026-01-11', '2026-01-12'].map((day) => [day, seen(5)] as const));
  const asCut = new Map(days).set('2026-01-09', seen(4));
  const look = {
    frontier: { source: '', xmin: '', lastId: null },
    since: null,
    days,
    lateDays: new Map<string, number>(),
    markedDays: new Set<string>(),
    undated: 0,
  };
  const ledger = new Map([...days.keys()].map((day) => [day, vienna]));
  const { dirty } = claim({ ...look, daysOf: new Map([['Europe/Vienna', asCut]]) }, ledger, rules);
  expect([...dirty]).toEqual([
    ['2026-01-11', 'zone changed'],
    ['2026-01-12', 'zone changed'],
  ]);
});
