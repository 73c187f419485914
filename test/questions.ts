import { dimensionNames, dimensions, grains, countedNames, type DimensionName } from '@stats-portal/catalog';
import { addDays, defaults, type Filter, type Question } from '@stats-portal/query';
import fc from 'fast-check';

const values: Readonly<Record<DimensionName, readonly [string, ...string[]]>> = {
  taxonomy: ['vulnerable', 'malicious-code', 'other', 'nonsense'],
  type: ['vulnerable-system', 'infected-system', 'weak-crypto'],
  identifier: ['open-redis', 'ssl-poodle', 'O\'Hara \\ "$1" [[x]]'],
  malware: ['mirai', 'emotet'],
  application: ['http', 'redis'],
  transport: ['tcp', 'udp'],
  provider: ['Shadowserver', "Team 'Cymru'"],
  feed: ['Open-Redis', 'Sinkhole\tEvents', 'Größe'],
  feed_code: ['a', ''],
  country: ['AT', 'DE'],
  asn: ['64496', '4294967295'],
  network: ['192.0.2.0/24', '192.0.2.0/25'],
  domain_suffix: ['at', 'co.at'],
  family: ['4', '6'],
  port: ['443', '6379'],
  reported_taxonomy: ['malicious code', 'vulnerable'],
  reported_type: ['botnet drone', 'vulnerable service'],
  reported_identifier: ['openredis'],
  operator: ['alpha', 'beta'],
};

function filterArbitrary(dimension: DimensionName): fc.Arbitrary<Filter> {
  const some = fc.uniqueArray(fc.constantFrom(...values[dimension]), { minLength: 1, maxLength: 2 });
  const { type } = dimensions[dimension];
  return fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ dimension: fc.constant(dimension), operator: fc.constant('in' as const), values: some }),
    },
    fc.record({
      dimension: fc.constant(dimension),
      operator: fc.constant('in' as const),
      values: some,
      orNone: fc.constant(true as const),
    }),
    fc.record({ dimension: fc.constant(dimension), operator: fc.constant('not in' as const), values: some }),
    fc.record({
      dimension: fc.constant(dimension),
      operator: fc.constantFrom('none' as const, 'not none' as const),
      values: fc.constant([]),
    }),
    ...(type === 'text'
      ? [
          fc.record({
            dimension: fc.constant(dimension),
            operator: fc.constant('contains' as const),
            values: fc.constantFrom(['E'], ['a', 'é']),
          }),
        ]
      : []),
    ...(type === 'inet'
      ? [
          fc.record({
            dimension: fc.constant(dimension),
            operator: fc.constant('within' as const),
            values: fc.constant(['192.0.2.0/24']),
          }),
        ]
      : [])
  );
}

/** Table questions over `days`, about anything. */
export function questionArbitrary(days: readonly string[]): fc.Arbitrary<Question> {
  return fc
    .record({
      measure: fc.constantFrom(...countedNames),
      by: fc.uniqueArray(fc.constantFrom(...dimensionNames), { maxLength: 3 }),
      filtered: fc.uniqueArray(fc.constantFrom(...dimensionNames), { maxLength: 2 }),
      grain: fc.constantFrom(...grains),
      first: fc.constantFrom(...days),
      length: fc.integer({ min: 0, max: 40 }),
      closed: fc.constantFrom(null, true, false),
    })
    .chain(({ filtered, first, length, ...question }) =>
      fc.tuple(...filtered.map(filterArbitrary)).map((where) => ({
        ...defaults,
        ...question,
        where,
        from: first,
        to: addDays(first, length),
      }))
    );
}
