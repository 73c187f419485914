import { eventFields } from './columns.ts';
import { readerOf } from './values.ts';

/** By the type in IntelMQ's own table. */
function read(name: string, value: unknown): string | undefined {
  return readerOf(name, eventFields[name]!.type).read(value);
}

test.each([
  ['source.geolocation.cc', 'at', 'AT'],
  ['source.registry', 'ripe', 'RIPE'],
  ['tlp', 'amber', 'AMBER'],
  ['malware.name', ' Dridex ', 'dridex'],
  ['classification.type', 'C2-Server', 'c2-server'],
  ['source.fqdn', 'WWW.Example.com', 'www.example.com'],
  ['source.account', ' Someone@Example.com', 'Someone@Example.com'],
  ['classification.identifier', 443, '443'],
  ['source.asn', 0, '0'],
  ['source.asn', 4294967295, '4294967295'],
  ['source.asn', ' 64496 ', '64496'],
  ['source.asn', 'AS64496', '64496'],
  ['source.port', '0', '0'],
  ['source.port', 65535.0, '65535'],
  ['rtir_id', -2147483648, '-2147483648'],
  ['source.geolocation.latitude', -48.25, '-48.25'],
  ['source.geolocation.latitude', '48.2', '48.2'],
  ['source.geolocation.latitude', 1e-7, '1e-7'],
  ['feed.accuracy', 100, '100'],
  ['source.tor_node', false, 'false'],
  ['source.tor_node', 'True', 'true'],
  ['source.tor_node', 1, 'true'],
  ['source.ip', '::ffff:192.0.2.1', '::ffff:192.0.2.1'],
  ['source.ip', '2001:DB8::1', '2001:DB8::1'],
  ['source.ip', '192.0.2.1/32', '192.0.2.1'],
  ['source.network', '192.0.2.0/24', '192.0.2.0/24'],
  ['source.network', '192.0.2.7/24', '192.0.2.7/24'],
  ['source.network', '2001:db8::/32', '2001:db8::/32'],
  ['source.network', '192.0.2.7', '192.0.2.7'],
  ['output', '{"a": 1}', '{"a":1}'],
  ['output', { a: [1] }, '{"a":[1]}'],
  ['output', 'not JSON', '"not JSON"'],
  ['feed.code', '😀'.repeat(100), '😀'.repeat(100)],
])('%s: %j is taken', (name, value, text) => {
  expect(read(name, value)).toBe(text);
});

test.each<[string, unknown]>([
  ['time.source', '2021-13-01T00:00:00Z'],
  ['time.source', 1611631361],
  ['source.ip', '300.1.1.1'],
  ['source.ip', 'fe80::1%eth0'],
  ['source.ip', '192.0.2.0/24'],
  ['source.ip', 3221225985],
  ['source.network', '192.0.2.0/33'],
  ['source.network', 'fe80::%1/64'],
  ['source.asn', 4294967296],
  ['source.asn', -1],
  ['source.asn', '1.10'],
  ['source.asn', true],
  ['source.port', 65536],
  ['source.port', 80.5],
  ['feed.accuracy', 'high'],
  ['feed.accuracy', 1e39],
  ['feed.accuracy', 1e-60],
  ['feed.accuracy', 'NaN'],
  ['source.tor_node', 'constructor'],
  ['source.geolocation.cc', 'AUT'],
  ['comment', 'a\0b'],
  ['comment', '\ud800'],
  ['comment', ['a']],
  ['comment', { toString: 1 }],
  ['source.url', { a: 1 }],
])('%s: %j does not fit', (name, value) => {
  expect(read(name, value)).toBeUndefined();
});

test('text has no limit where its column has none', () => {
  const long = 'x'.repeat(1_000_000);
  expect(read('comment', long)).toBe(long);
});

test.each([
  ['source.asn', 'integer', 2147483647, '2147483647'],
  ['source.asn', 'integer', 4200000000, undefined],
  ['destination.port', 'smallint', 40000, undefined],
  ['source.ip', 'text', 'anything', 'anything'],
  ['time.source', 'timestamp without time zone', '2024-05-01T02:00:00+02:00', '2024-05-01T00:00:00+00:00'],
  ['time.source', 'timestamp(3) with time zone', '2024-05-01T02:00:00+02:00', '2024-05-01T00:00:00+00:00'],
  ['feed.accuracy', 'double precision', 1e39, '1e+39'],
  ['source.geolocation.cc', 'character varying(3)', 'aut', 'AUT'],
  ['source.geolocation.cc', 'character varying', 'austria', 'AUSTRIA'],
  ['site.count', 'bigint', '9223372036854775807', '9223372036854775807'],
  ['site.count', 'bigint', '9223372036854775808', undefined],
  ['site.count', 'bigint', 2 ** 53, undefined],
  ['site.network', 'cidr', '192.0.2.1', '192.0.2.1'],
  ['site.labels', 'jsonb', ['x'], '["x"]'],
  ['site.mood', 'mood', 'happy', 'happy'],
  ['site.mood', 'constructor', 'happy', 'happy'],
  ['constructor', 'text', 'x', 'x'],
  ['extra', 'text', { a: 1 }, '{"a":1}'],
])('the live type decides: %s as %s of %j', (name, type, value, text) => {
  expect(readerOf(name, type).read(value)).toBe(text);
});

test('says when it is the column that is too small', () => {
  expect(readerOf('source.asn', 'integer').expects).toBe(
    'a whole number from 0 to 2147483647, all that its column of type integer holds'
  );
  expect(readerOf('source.asn', 'bigint').expects).toBe('a whole number from 0 to 4294967295');
});
