import { typedValues } from './typed';

test.each([
  ['asn', '64496', ['64496']],
  ['asn', 'AS64496, as64497;64498\n 64499', ['64496', '64497', '64498', '64499']],
  ['asn', 'ASX', ['ASX']],
  ['network', '192.0.2.0/24 2001:db8::/32', ['192.0.2.0/24', '2001:db8::/32']],
  ['taxonomy', 'malicious code, old', ['malicious code, old']],
  ['feed', ' padded ', [' padded ']],
  ['asn', '$asn', ['$asn']],
  ['asn', '${asn:csv}', ['${asn:csv}']],
  ['asn', '  ', []],
  ['feed', '', []],
] as const)('%s from %j', (dimension, typed, values) => {
  expect(typedValues(dimension, typed)).toEqual(values);
});
