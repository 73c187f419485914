import fc from 'fast-check';
import { dimensionNames, dimensions, measureNames, type DimensionName } from '@stats-portal/catalog';
import { comparisons, gapRules, operators, shapes, type Filter } from '@stats-portal/query';
import { savedGrains, type StatsQuery } from '../../query';
import { queryWith } from './editing';

/** Values that mostly suit the dimension. The variables have values that suit all but networks. */
function valueOf(dimension: DimensionName): fc.Arbitrary<string> {
  const { type } = dimensions[dimension];
  const odd = fc.constantFrom('AS1', 'it\'s "so"', '99999999999');
  const [right, variable] =
    type === 'inet'
      ? [fc.constantFrom('192.0.2.0/24', '2001:db8::1'), '192.0.2.1']
      : [type === 'text' ? fc.constantFrom('vulnerable', 'fraud') : fc.constantFrom('4', '6'), '$asn'];
  const none = fc.constant('(none)');
  return fc.oneof(
    { weight: 6, arbitrary: right },
    { weight: 2, arbitrary: fc.constant(variable) },
    { weight: 2, arbitrary: none },
    odd
  );
}

const filter: fc.Arbitrary<Filter> = fc
  .tuple(fc.constantFrom(...dimensionNames), fc.constantFrom(...operators, 'in', 'in', 'not in'))
  .chain(([dimension, operator]) => {
    const takesNone = operator === 'none' || operator === 'not none';
    const values = fc.uniqueArray(valueOf(dimension), { minLength: 1, maxLength: 3 });
    return fc.record({
      dimension: fc.constant(dimension),
      operator: fc.constant(operator),
      values: fc.oneof(
        { weight: 9, arbitrary: takesNone ? fc.constant([]) : values },
        { weight: 1, arbitrary: takesNone ? values : fc.constant([]) }
      ),
    });
  });

/** The usual value, seldom another: a query with a fault in every clause would hide what one clause does. */
function seldom<Usual, Other>(usual: Usual, other: fc.Arbitrary<Other>): fc.Arbitrary<Usual | Other> {
  return fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other });
}

/** Queries that a dashboard may have saved: all options, in any combination, possible or not. */
export const anyQuery: fc.Arbitrary<StatsQuery> = fc
  .record({
    measure: fc.constantFrom(...measureNames, '$measure' as const),
    by: fc.uniqueArray(fc.constantFrom(...dimensionNames, '$group' as const), { maxLength: 3 }),
    where: seldom([], fc.array(filter, { minLength: 1, maxLength: 2 })),
    grain: seldom('auto' as const, fc.constantFrom(...savedGrains)),
    top: seldom(null, fc.integer({ min: 1, max: 1000 })),
    remaining: fc.boolean(),
    shape: fc.constantFrom(...shapes),
    compare: seldom('none' as const, fc.constantFrom(...comparisons)),
    movingMedian: seldom(null, fc.integer({ min: 2, max: 90 })),
    expected: seldom(false, fc.constant(true)),
    closed: fc.option(fc.boolean()),
    gaps: fc.constantFrom(...gapRules),
  })
  .map(queryWith);
