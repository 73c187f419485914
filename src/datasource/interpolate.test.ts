import type { Filter } from '@stats-portal/query';
import { adHocFilters } from './adHoc.ts';
import { interpolate, type VariableValues } from './interpolate.ts';
import { defaultQuery, type StatsQuery } from './query.ts';

const known: Readonly<Record<string, VariableValues>> = {
  asn: ['64496', '64497'],
  one: ['64496'],
  everything: 'all',
  nothing: [],
  evil: ["$asn'; DROP TABLE x"],
  none: ['(none)'],
  mixed: ['64496', '(none)'],
  group: ['taxonomy', 'source.asn'],
  measure: ['events'],
};

function resolve(parts: Partial<StatsQuery>): ReturnType<typeof interpolate> {
  return interpolate({ refId: 'A', ...defaultQuery, ...parts }, (name) => known[name]);
}

const filter = (operator: Filter['operator'], ...values: string[]): Filter => ({ dimension: 'asn', operator, values });

test.each([
  ['several values', filter('in', '$asn'), [filter('in', '64496', '64497')]],
  ['variables beside values', filter('in', '64499', '${one}'), [filter('in', '64499', '64496')]],
  ['a format is of no use here', filter('in', '${asn:csv}'), [filter('in', '64496', '64497')]],
  ['the old notation', filter('in', '[[one]]'), [filter('in', '64496')]],
  ['All is no filter', filter('in', '$everything'), []],
  ['All is no filter, whatever stands beside it', filter('not in', '64499', '$everything'), []],
  ['within a text', filter('contains', 'AS$one'), [filter('contains', 'AS64496')]],
  ['what is no variable stays', filter('contains', 'US$5', 'a $b'), [filter('contains', 'US$5', 'a $b')]],
  ['a value is not looked into again', filter('in', '$evil'), [filter('in', "$asn'; DROP TABLE x")]],
  ['(none) is the empty value', filter('in', '$none'), [filter('none')]],
  ['(none) beside values', filter('in', '$mixed'), [{ ...filter('in', '64496'), orNone: true }]],
  ['not (none)', filter('not in', '$mixed'), [filter('not in', '64496'), filter('not none')]],
  ['an empty search searches for nothing', filter('contains', '$nothing'), []],
])('%s', (_, asked, expected) => {
  const { where } = resolve({ where: [asked] });
  expect(where).toEqual(expected);
});

test.each([
  [{ where: [filter('in', '$unknown')] }, 'no template variable $unknown'],
  [{ where: [filter('in', '$nothing')] }, '$nothing has no value'],
  [{ where: [filter('contains', 'AS$asn')] }, 'exactly one value'],
  [{ by: ['$everything' as const] }, 'choose what to group by'],
  [{ by: ['$one' as const] }, 'no such dimension'],
  [{ measure: '$one' as const }, 'events, ips'],
])('%j cannot be asked: %s', (parts, words) => {
  expect(resolve(parts).faults.join('\n')).toContain(words);
});

test('switches: a variable as measure and as dimensions', () => {
  expect(resolve({ measure: '$measure', by: ['asn', '$group'] })).toMatchObject({
    measure: 'events',
    by: ['asn', 'taxonomy'],
    faults: [],
  });
});

describe('ad-hoc filters', () => {
  const map = (key: string, operator: string, value: string, values?: string[]): [Filter[], string] => {
    const faults: string[] = [];
    const filters = adHocFilters([{ key, operator, value, ...(values ? { values } : {}) }], faults);
    return [filters, faults.join('\n')];
  };

  test.each([
    ['asn', '=', '64496', undefined, 'in', ['64496']],
    ['source.asn', '!=', '64496', undefined, 'not in', ['64496']],
    ['asn', '=|', '64496', ['64496', '64497'], 'in', ['64496', '64497']],
    ['asn', '!=|', '64496', ['64496', '64497'], 'not in', ['64496', '64497']],
    ['feed', '=~', '.*scan', undefined, 'contains', ['.*scan']],
    ['network', '=', '192.0.2.0/24', undefined, 'within', ['192.0.2.0/24']],
    ['malware', '=', '(none)', undefined, 'none', []],
    ['malware', '!=', '(none)', undefined, 'not none', []],
  ])('%s %s %s', (key, operator, value, values, expected, expectedValues) => {
    const [[first], faults] = map(key, operator, value, values);
    expect(first).toMatchObject({ operator: expected, values: expectedValues });
    expect(faults).toBe('');
  });

  test.each([
    ['asn', '<', '5', 'ASN <'],
    ['feed', '!~', 'x', 'Feed !~'],
    ['colour', '=', 'red', 'no such dimension'],
  ])('%s %s %s is refused in words', (key, operator, value, words) => {
    const [filters, faults] = map(key, operator, value);
    expect(filters).toEqual([]);
    expect(faults).toContain(words);
  });
});
