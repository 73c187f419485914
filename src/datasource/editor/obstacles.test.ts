import fc from 'fast-check';
import { faultsOf, isFaulty, operatorObstacle, reasonsOf, shapeObstacle } from './obstacles';
import { faultsOfDataSource, queryWith } from './testing/editing';
import { anyQuery } from './testing/queries';

test('a query has a fault in some clause exactly if the data source cannot ask it', () => {
  fc.assert(
    fc.property(anyQuery, (query) => {
      // $group stands for the provider: named twice it is one dimension, which the editor cannot know.
      fc.pre(
        (query.measure !== 'shared' && !query.expected) ||
          !['$group', 'provider'].every((name) => query.by.includes(name as never))
      );
      expect({ faulty: isFaulty(faultsOf(query)), said: faultsOfDataSource(query) }).toEqual({
        faulty: faultsOfDataSource(query).length > 0,
        said: faultsOfDataSource(query),
      });
    }),
    { numRuns: 2000 }
  );
});

test.each([
  ['by', queryWith({ shape: 'trend' }), 'Trend needs something to group by.'],
  ['by', queryWith({ shape: 'ranking' }), 'Ranking needs something to group by.'],
  ['grain', queryWith({ grain: 'none' }), 'A time series is split by time.'],
  [
    'grain',
    queryWith({ shape: 'ranking', by: ['asn'], grain: 'week' }),
    'A ranking has one number for the whole range.',
  ],
  ['top', queryWith({ top: 3 }), 'Needs something to group by.'],
  [
    'compare',
    queryWith({ shape: 'trend', by: ['asn'], compare: 'previous' }),
    'A trend is made of weeks, and compares them itself.',
  ],
  ['measure', queryWith({ measure: 'new', grain: 'day' }), expect.stringContaining('its grain is none, week, month')],
  ['measure', queryWith({ measure: 'new', by: ['network'] }), expect.stringContaining('is not known by Network')],
  ['expected', queryWith({ grain: 'week', expected: true }), expect.stringContaining('For time series by day')],
  ['expected', queryWith({ by: ['asn'], top: 6, expected: true }), expect.stringContaining('a top of 5 at most')],
  ['movingMedian', queryWith({ grain: 'week', movingMedian: 7 }), 'Needs “Per: Day” or “Automatic”.'],
] as const)('the fault stands beside the clause: %s', (clause, query, fault) => {
  const none = { measure: [], by: [], where: [], grain: [], top: [], compare: [], movingMedian: [], expected: [] };

  expect(faultsOf(query)).toEqual({ ...none, [clause]: [fault] });
});

test('the fault stands beside the filter', () => {
  const query = queryWith({
    where: [
      { dimension: 'taxonomy', operator: 'in', values: ['fraud'] },
      { dimension: 'asn', operator: 'in', values: ['64496', 'many'] },
      { dimension: 'country', operator: 'in', values: ['(none)', 'AT'] },
    ],
  });

  expect(faultsOf(query).where).toEqual([[], ['asn "many" is not a number from 0 to 4294967295'], []]);
});

test('a new query has no fault, and its reasons tell what is missing', () => {
  expect(isFaulty(faultsOf(queryWith()))).toBe(false);
  expect(reasonsOf(queryWith())).toEqual({
    grain: null,
    remaining: 'Needs a top number.',
    compare: null,
    movingMedian: null,
    expected: null,
    closed: null,
  });
  expect(shapeObstacle(queryWith(), 'ranking')).toBe('Needs something to group by.');
  expect(shapeObstacle(queryWith({ by: ['asn'] }), 'ranking')).toBeNull();
});

test('operators work on what they are made for', () => {
  expect(operatorObstacle('asn', 'contains')).toBe('Works on texts only.');
  expect(operatorObstacle('taxonomy', 'within')).toBe('Works on networks only.');
  expect(operatorObstacle('network', 'within')).toBeNull();
  expect(operatorObstacle('taxonomy', 'contains')).toBeNull();
});
