import { obstacles, rollups } from '@stats-portal/catalog';
import fc from 'fast-check';
import { questionArbitrary } from '../test/questions.ts';
import { parseQuestion } from './parse.ts';
import { needOf, plan } from './plan.ts';

const range = { from: '2026-01-01', to: '2026-01-31' };
const is = (dimension: string, ...values: string[]): object => ({ dimension, operator: 'in', values });

test.each([
  [{}, 'total'],
  [{ by: ['taxonomy'] }, 'taxonomy'],
  [{ by: ['type'], where: [is('taxonomy', 'vulnerable')] }, 'type'],
  [{ by: ['asn'], where: [is('taxonomy', 'vulnerable')] }, 'asn_taxonomy'],
  [
    { by: ['identifier'], where: [is('country', 'AT'), is('taxonomy', 'vulnerable'), is('type', 'weak-crypto')] },
    'country_identifier',
  ],
  [{ by: ['malware'], where: [is('asn', '64496')] }, 'asn_malware'],
  [{ by: ['network'], where: [is('asn', '64496')] }, 'asn_network'],
  [{ by: ['application', 'transport'] }, 'protocol'],
  [{ measure: 'events', by: ['port'] }, 'cells'],
])('%j is exact from %s', (question, rollup) => {
  const chosen = plan(parseQuestion({ ...range, ...question }));
  expect(chosen.exactness.kind).toBe('exact');
  expect(chosen.rollup.name).toBe(rollup);
});

test('several taxonomies at once are "at most", and the reason says what was added up', () => {
  const { exactness, rollup } = plan(parseQuestion({ ...range, where: [is('taxonomy', 'vulnerable', 'other')] }));
  expect(rollup.name).toBe('taxonomy');
  expect(exactness.kind === 'at most' && exactness.reason).toContain('Taxonomy');
});

test('a value or none are two cells, and so "at most"', () => {
  const where = [{ ...is('taxonomy', 'vulnerable'), orNone: true }];
  expect(plan(parseQuestion({ ...range, where })).exactness.kind).toBe('at most');
  expect(plan(parseQuestion({ ...range, where, measure: 'events' })).exactness.kind).toBe('exact');
});

test('"remaining" is exact for events and at most for addresses', () => {
  expect(plan(parseQuestion({ ...range, by: ['asn'], top: 3 })).remaining?.kind).toBe('at most');
  expect(plan(parseQuestion({ ...range, by: ['asn'], top: 3, measure: 'events' })).remaining?.kind).toBe('exact');
  expect(plan(parseQuestion({ ...range, by: ['asn'], top: 3, remaining: false })).remaining).toBeNull();
});

test('every plan: exact exactly where a rollup has no obstacle, and every other rollup has a reason', () => {
  fc.assert(
    fc.property(questionArbitrary(['2026-01-01']), (question) => {
      const chosen = plan(question);
      const fitting = rollups.filter((rollup) => obstacles(rollup, needOf(question)).length === 0);
      expect(chosen.exactness.kind === 'exact').toBe(fitting.length > 0);
      expect(fitting.length === 0 || fitting[0]!.name === chosen.rollup.name).toBe(true);
      expect(chosen.rejected.every((rejected) => rejected.obstacles.length > 0)).toBe(true);
    })
  );
});

describe('with presence', () => {
  const presence = { from: '2025-10-01', to: '2026-02-05' };
  const planned = (question: object, kept: typeof presence | null = presence) =>
    plan(parseQuestion({ ...range, ...question }), undefined, kept);
  const both = [is('taxonomy', 'vulnerable', 'other')];

  test('addresses that no rollup has exactly are exact from it, if it has all dimensions and days', () => {
    expect(planned({ where: both })).toMatchObject({ source: 'hosts', exactness: { kind: 'exact' } });
    expect(planned({ where: both, measure: 'events' }).source).toBe('rollups');
    expect(planned({ by: ['taxonomy'] }).source).toBe('rollups');
    for (const [question, kept] of [
      [{ where: both, by: ['application'] }, presence],
      [{ where: both, compare: 'last-year' }, presence],
      [{ where: both, from: '2025-09-30' }, presence],
      [{ where: both, to: '2026-02-06' }, presence],
      [{ where: both }, null],
    ] as const) {
      expect(planned(question, kept)).toMatchObject({ source: 'rollups', exactness: { kind: 'at most' } });
    }
  });

  test('a measure of a period needs it, and begins where it does, and says so', () => {
    expect(() => planned({ measure: 'new' }, null)).toThrow(
      'presence is not kept here: hosts.addresses in the settings'
    );
    const early = planned({ measure: 'ips_period', from: '2025-09-01' });
    expect(early.question.from).toBe('2025-10-01');
    expect(early.caveats).toEqual(['from 2025-10-01 on: presence is kept from 2025-10-01 to 2026-02-05']);
    const fresh = planned({ measure: 'new', from: '2025-09-01' });
    expect(fresh.question.from).toBe('2025-10-15');
    expect(fresh.caveats.join('\n')).toContain('14 days are looked back instead of 60');
    expect(planned({ measure: 'new' }).caveats).toEqual([]);
    expect(() => planned({ measure: 'new', from: '2025-09-01', to: '2025-10-14' })).toThrow('14 days before the range');
    expect(() => planned({ measure: 'new', compare: 'previous', from: '2025-10-20', to: '2025-11-20' })).toThrow(
      'too short for this comparison'
    );
  });

  test('what came and went is asked of so many weeks as can be told apart', () => {
    const kept = { from: '2020-01-01', to: '2026-02-05' };
    const weeks = (measure: string, from: string) =>
      plan(parseQuestion({ ...range, measure, grain: 'week', from, to: '2026-01-31' }), undefined, kept);
    expect(weeks('resolved', '2024-12-01').question.grain).toBe('week');
    expect(() => weeks('resolved', '2024-11-30')).toThrow('at most 61 weeks can be asked at once');
    expect(weeks('ips_period', '2024-06-01').question.grain).toBe('week');
  });

  test.each([
    [{ measure: 'new', by: ['network'] }, 'is not known by Network'],
    [{ measure: 'resolved', grain: 'day' }, 'its grain is none, week, month or quarter'],
    [{ measure: 'ips_period', by: ['asn'], shape: 'trend' }, 'counted each day'],
    [{ measure: 'ips_period', compare: 'last-year' }, 'not kept for long enough'],
    [{ measure: 'new', grain: 'week', compare: 'previous' }, 'its grain is then none'],
    [{ measure: 'cleanup', compare: 'previous' }, 'has no comparison'],
    [{ measure: 'age', by: ['asn'], top: 3, grain: 'week' }, 'one number for the whole range'],
    [{ measure: 'shared' }, 'group by one dimension'],
  ])('%j cannot be asked: %s', (question, words) => {
    expect(() => planned(question)).toThrow(words);
  });
});
