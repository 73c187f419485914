import { parseQuestion } from './parse.ts';
import { plan } from './plan.ts';
import { print } from './print.ts';

const ask = (question: object) =>
  plan(parseQuestion({ from: '2026-01-01', to: '2026-01-31', gaps: 'show', ...question }));
const is = (dimension: string, ...values: string[]) => ({ dimension, operator: 'in', values });

test.each([
  [{}, 'feed', 'ips'],
  [{ measure: 'events', by: ['asn'] }, 'asn_feed', 'events'],
  [{ by: ['asn'] }, 'asn_feed', 'ips'],
  [{ where: [is('asn', '64496')] }, 'asn_feed', 'ips'],
  // Addresses of several ASNs are no sum.
  [{ where: [is('asn', '64496', '64497')] }, 'asn_feed', 'events'],
  // One address may have several identifiers of one taxonomy.
  [{ by: ['taxonomy'] }, 'feed_classification', 'events'],
  [{ by: ['taxonomy', 'type', 'identifier'] }, 'feed_classification', 'ips'],
  [{ where: [is('operator', 'alpha')] }, 'operator_feed', 'ips'],
])('shares of %j are from %s, of %s', (question, rollup, measure) => {
  const { gaps } = ask(question);
  expect([gaps?.rollup?.name, gaps?.measure]).toEqual([rollup, measure]);
});

test('where no rollup has the feeds, or sums are asked for, the answer is as without gaps', () => {
  for (const question of [{ by: ['country'] }, { measure: 'events', by: ['taxonomy'], grain: 'week' }]) {
    expect(print(ask(question))).toBe(print(ask({ ...question, gaps: 'ignore' })));
  }
  expect(ask({ by: ['country'] }).gaps?.rollup).toBeNull();
  expect(ask({ gaps: 'ignore' }).gaps).toBeNull();
});
