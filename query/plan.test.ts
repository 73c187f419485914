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
