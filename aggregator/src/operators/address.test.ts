import { isIP } from 'node:net';
import fc from 'fast-check';
import { isNormal, lastOf, normalised, parseAddress, parseNetwork, printNetwork, unmapped } from './address.ts';

const seed = Number(process.env.SEED ?? 20_261_124);

/** Texts that are nearly addresses, and some that are. */
const nearly = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.ipV4Extended(),
  fc.string({
    unit: fc.constantFrom('0', '1', '255', '256', '00', 'f', 'FFFF', 'ffff', '.', ':', '::'),
    maxLength: 20,
  }),
  fc
    .array(fc.constantFrom('0', '00', '1', '192.0.2.1', 'ABCD', ''), { minLength: 2, maxLength: 9 })
    .map((groups) => groups.join(':'))
);

/** As browsers write an IPv6 address. */
const browsers = (text: string): string => new URL(`http://[${text}]/`).hostname.slice(1, -1);

test(`What is an address is one to Node too (SEED=${seed})`, () => {
  fc.assert(
    fc.property(nearly, (text) => {
      expect(parseAddress(text) !== null).toBe(isIP(text) !== 0);
    }),
    { seed, numRuns: 5000 }
  );
});

test('An IPv6 network is written as browsers write its address', () => {
  const word = fc.constantFrom(0, 0, 1, 0x10000, 0x1234abcd, 2 ** 32 - 1);
  fc.assert(
    fc.property(fc.tuple(word, word, word, word), (words) => {
      const address = printNetwork({ words, length: 128 }).replace('/128', '');
      expect(address).toBe(browsers(address));
      expect(parseNetwork(`${address}/128`)).toEqual({ words, length: 128 });
    }),
    { seed, numRuns: 1000 }
  );
});

test('A network’s first and last address enclose as many as its length says', () => {
  const word = fc.integer({ min: 0, max: 2 ** 32 - 1 });
  const big = (words: readonly number[]): bigint => words.reduce((sum, one) => (sum << 32n) + BigInt(one), 0n);
  fc.assert(
    fc.property(fc.oneof(fc.tuple(word), fc.tuple(word, word, word, word)), fc.nat(128), (words, most) => {
      const all = 32 * words.length;
      const length = Math.min(most, all);
      const network = normalised({ words, length });
      const size = 1n << BigInt(all - length);
      expect(isNormal(network)).toBe(true);
      expect(big(network.words) % size).toBe(0n);
      expect(big(words) - big(network.words)).toBeLessThan(size);
      expect(big(lastOf(network))).toBe(big(network.words) + size - 1n);
      expect(isNormal({ words, length })).toBe(big(words) === big(network.words));
    }),
    { seed, numRuns: 1000 }
  );
});

test.each([
  ['192.0.2.1', '192.0.2.1/32'],
  ['2001:DB8::0:1', '2001:db8::1/128'],
  ['::', '::/128'],
  ['::192.0.2.1', '::c000:201/128'],
  ['::ffff:192.0.2.1', '192.0.2.1/32'],
  ['2001:db8::1/64', '2001:db8::1/128'],
])('%s is %s', (text, printed) => {
  const words = parseAddress(text)!;
  expect(printNetwork({ words, length: 32 * words.length })).toBe(printed);
});

test.each([
  '192.0.2.0',
  '192.0.2.0/33',
  '192.0.2.0/',
  '2001:db8::/129',
  '192.0.2.0/-1',
  '/24',
  '192.0.2.0/24/24',
  '192.0.2.0/024x',
])('%s is no network', (text) => {
  expect(parseNetwork(text)).toBeNull();
});

test('IPv4 networks that are written as IPv6 are known', () => {
  const read = (text: string): string | null => {
    const ipv4 = unmapped(parseNetwork(text)!);
    return ipv4 === null ? null : printNetwork(ipv4);
  };
  expect(read('::ffff:192.0.2.0/120')).toBe('192.0.2.0/24');
  expect(read('::/0')).toBeNull();
  expect(read('2001:db8::/120')).toBeNull();
});
