import fc from 'fast-check';
import { parseQuestion, QuestionError } from './parse.ts';
import { plan } from './plan.ts';
import { print } from './print.ts';

const range = { from: '2026-01-01', to: '2026-01-31' };

test('what is left out takes its default', () => {
  expect(parseQuestion(range)).toMatchObject({
    measure: 'ips',
    by: [],
    grain: 'none',
    shape: 'table',
    remaining: true,
  });
});

test('IntelMQ’s field names are dimensions too', () => {
  expect(parseQuestion({ ...range, by: ['source.asn'] }).by).toEqual(['asn']);
});

test('every fault is named at once, with what would be right', () => {
  const question = {
    ...range,
    to: '2026-02-30',
    measure: 'hosts',
    by: ['colour'],
    where: [{ dimension: 'asn', operator: 'in', values: ['abc'] }],
    tpo: 10,
  };
  const faults = faultsOf(question);
  expect(faults).toHaveLength(5);
  expect(faults.join('\n')).toMatch(/"tpo"[^]*hosts[^]*events, ips[^]*colour[^]*asn "abc"[^]*2026-02-30/);
});

test.each([
  [{ from: '2026-02-01' }, 'after'],
  [{ movingMedian: 7 }, 'grain day'],
  [{ shape: 'series' }, 'grain'],
  [{ expected: true, grain: 'day' }, 'time series by day'],
  [{ expected: true, shape: 'series', grain: 'week' }, 'time series by day'],
  [{ expected: true, shape: 'series', grain: 'day', by: ['asn'] }, 'a top of 5 at most'],
  [{ expected: true, shape: 'series', grain: 'day', by: ['asn', 'type'], top: 5 }, 'by one dimension'],
  [{ expected: true, shape: 'series', grain: 'day', compare: 'previous' }, 'without comparison'],
  [{ top: 5 }, 'group by'],
  [{ by: ['asn', 'asn'] }, 'twice'],
  [{ where: [{ dimension: 'asn', operator: 'contains', values: ['1'] }] }, 'not a text'],
  [{ where: [{ dimension: 'type', operator: 'within', values: ['10.0.0.0/8'] }] }, 'not a network'],
  [{ where: [{ dimension: 'type', operator: 'in', values: [] }] }, 'needs a value'],
  [{ where: [{ dimension: 'type', operator: 'none', values: ['x'] }] }, 'takes no value'],
  [{ where: [{ dimension: 'type', operator: 'in', values: ['a\0'] }] }, 'cannot store'],
  [{ where: [{ dimension: 'network', operator: 'in', values: ['10.0.0.0/33'] }] }, 'network'],
  [{ where: [{ dimension: 'asn', operator: 'in', values: ['4294967296'] }] }, '4294967295'],
  [{ where: [{ dimension: 'type', operator: 'not in', values: ['a'], orNone: true }] }, 'orNone of type'],
  [{ version: 2 }, 'version'],
])('%j is told: %s', (part, words) => {
  expect(faultsOf({ ...range, ...part }).join('\n')).toContain(words);
});

test('anything at all is a QuestionError or exactly one SELECT', () => {
  const part = fc.record(
    {
      version: fc.constantFrom(1, 2, null),
      measure: fc.oneof(fc.constantFrom('events', 'ips'), fc.anything()),
      by: fc.oneof(fc.array(fc.constantFrom('asn', 'taxonomy', 'nothing')), fc.anything()),
      where: fc.oneof(
        fc.array(
          fc.record({
            dimension: fc.constantFrom('type', 'identifier', 'asn'),
            operator: fc.constantFrom('in', 'not in', 'contains', 'none'),
            values: fc.oneof(fc.array(fc.string({ unit: 'binary' })), fc.anything()),
          })
        ),
        fc.anything()
      ),
      grain: fc.constantFrom('day', 'week', 'none', 'hour'),
      top: fc.oneof(fc.integer(), fc.constant(null)),
      shape: fc.constantFrom('table', 'series', 'trend'),
    },
    { requiredKeys: [] }
  );
  fc.assert(
    fc.property(fc.oneof(part, fc.anything()), (untrusted) => {
      const input = typeof untrusted === 'object' && untrusted !== null ? { ...range, ...untrusted } : untrusted;
      try {
        const sql = print(plan(parseQuestion(input)));
        expect(sql).toMatch(/^WITH /);
        expect(sql.replaceAll(/'[^']*'/g, '')).not.toMatch(/[;$]|--|\/\*/);
      } catch (error) {
        expect(error).toBeInstanceOf(QuestionError);
      }
    }),
    { numRuns: 500 }
  );
});

function faultsOf(question: unknown): readonly string[] {
  try {
    parseQuestion(question);
  } catch (error) {
    if (error instanceof QuestionError) {
      return error.faults;
    }
    throw error;
  }
  throw new Error('no fault was found');
}
