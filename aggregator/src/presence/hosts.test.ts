import { createHash } from 'node:crypto';
import { hostsWith } from './hosts.ts';

const key = Buffer.from('00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff', 'hex');

test('the same address is the same host with the same key, and another with another', () => {
  const [one, other] = [hostsWith(key, false), hostsWith(Buffer.alloc(32, 1), false)];
  expect(one.hostOf('192.0.2.1')).toEqual(hostsWith(key, false).hostOf('192.0.2.1'));
  expect(one.hostOf('192.0.2.1')).not.toEqual(other.hostOf('192.0.2.1'));
  expect(one.hostOf('2001:db8::1')).not.toEqual(other.hostOf('2001:db8::1'));
  expect(one.name).toMatch(/^hashed [0-9a-f]{12}$/);
  expect(one.name).not.toBe(other.name);
});

test('whoever has all of it but the key finds no address by trying a whole /16', () => {
  const hosts = hostsWith(key, false);
  const addresses = Array.from({ length: 2 ** 16 }, (_, n) => `198.18.${n >> 8}.${n & 255}`);
  const kept = new Set(addresses.map((address) => hosts.hostOf(address).toString('hex')));
  expect(kept.size).toBe(2 ** 16);
  const tries: ReadonlyArray<(address: string) => Buffer> = [
    (address) => createHash('sha256').update(address).digest(),
    hostsWith(Buffer.alloc(32), true).hostOf,
    hostsWith(createHash('sha256').update(hosts.name).digest(), false).hostOf,
  ];
  for (const attempt of tries) {
    expect(addresses.filter((address) => kept.has(attempt(address).toString('hex', 0, 8)))).toEqual([]);
  }
});

test('addresses that PostgreSQL tells apart are different hosts', () => {
  const { hostOf } = hostsWith(key, false);
  const alike = ['192.0.2.1', '192.0.2.1/24', '192.0.2.1/25', '::ffff:192.0.2.1', '::192.0.2.1', '192.0.2.10'];
  expect(new Set(alike.map((address) => hostOf(address).toString('hex'))).size).toBe(alike.length);
});
