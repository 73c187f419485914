import { BlockList } from 'node:net';
import fc from 'fast-check';
import { lastOf, parseAddress, parseNetwork, printNetwork, type Words } from './address.ts';
import type { Constituency } from './constituency.ts';
import { addressArbitrary, asnArbitrary, constituencyArbitrary } from './constituency.fixture.ts';
import { attributionName, changesAttribution, matcher, nobody } from './match.ts';

/** Whose an event is, by going through everything; Node's own lists say what is within what. */
function oracle({ asns, networks }: Constituency, address: string | null, asn: number | null): string | null {
  const around = address === null ? [] : networks.filter(({ network }) => isWithin(address, network));
  const longest = Math.max(...around.map(({ network }) => lengthOf(network)));
  const claims =
    around.length > 0
      ? around.filter(({ network }) => lengthOf(network) === longest)
      : asns.filter((claim) => claim.asn === asn);
  const primary = claims.filter(({ isPrimary }) => isPrimary);
  const deciding = claims.length === 1 ? claims : primary;
  return deciding.length === 1 ? deciding[0]!.operator : null;
}

function isWithin(address: string, network: string): boolean {
  const family = (text: string): 'ipv4' | 'ipv6' => (text.includes(':') ? 'ipv6' : 'ipv4');
  const list = new BlockList();
  list.addSubnet(network.replace(/\/.*/, ''), lengthOf(network), family(network));
  return family(address) === family(network) && list.check(address, family(address));
}

const lengthOf = (network: string): number => Number(network.replace(/.*\//, ''));

const keyOf = (constituency: Constituency, address: string | null, asn: string | null): string | null => {
  const found = matcher(constituency);
  return found.operators[found.operatorOf(address, asn)] ?? null;
};

/** `operator object …`, one after the other. */
function constituency(...texts: string[]): Constituency {
  const claims = texts.flatMap((text) => {
    const [operator, ...objects] = text.split(' ');
    return objects.map((object) => ({
      operator: operator!,
      object: object.replace('!', ''),
      isPrimary: object.endsWith('!'),
    }));
  });
  return {
    operators: [...new Set(claims.map(({ operator }) => operator))].map((key) => ({ key, name: key })),
    asns: claims
      .filter(({ object }) => object.startsWith('AS'))
      .map(({ object, ...claim }) => ({ ...claim, asn: Number(object.slice(2)), addresses: null })),
    networks: claims
      .filter(({ object }) => !object.startsWith('AS'))
      .map(({ object, ...claim }) => ({ ...claim, network: object })),
  };
}

const seed = Number(process.env.SEED ?? 20_261_124);

test(`An event is the same operator's as by going through all networks (SEED=${seed})`, () => {
  fc.assert(
    fc.property(
      constituencyArbitrary,
      fc.array(fc.tuple(fc.option(addressArbitrary), fc.option(asnArbitrary)), { minLength: 20, maxLength: 20 }),
      (some, events) => {
        const found = matcher(some);
        // The networks' own first addresses too, and the ones after and before them.
        const edges = some.networks.flatMap(({ network }) => [network.replace(/\/.*/, '')]);
        for (const [address, asn] of [...events, ...edges.map((edge): [string, number] => [edge, 64496])]) {
          const number = found.operatorOf(address, asn === null ? null : String(asn));
          expect([address, asn, found.operators[number] ?? null]).toEqual([address, asn, oracle(some, address, asn)]);
        }
      }
    ),
    { seed, numRuns: 400 }
  );
});

test('An IPv4 address as a number is the same as its text', () => {
  fc.assert(
    fc.property(constituencyArbitrary, addressArbitrary, (some, address) => {
      const words = parseAddress(address)!;
      fc.pre(words.length === 1);
      const found = matcher(some);
      expect(found.byIPv4(words[0]!)).toBe(found.byAddress(address));
      expect(found.byIPv4(words[0]! | 0)).toBe(found.byAddress(address));
    }),
    { seed }
  );
});

describe('Longest prefix, then ASN', () => {
  const some = constituency(
    'carrier AS64496 198.51.100.0/24 2001:db8::/32',
    'customer 198.51.100.64/26 2001:db8:1::/48',
    'guest 198.51.100.65/32'
  );

  test.each([
    ['198.51.100.1', '64496', 'carrier'],
    ['198.51.100.64', '64496', 'customer'],
    ['198.51.100.65', '64496', 'guest'],
    ['198.51.100.66', null, 'customer'],
    ['198.51.100.128', '64497', 'carrier'],
    ['198.51.101.0', null, null],
    ['203.0.113.7', '64496', 'carrier'],
    ['203.0.113.7', '64497', null],
    [null, '64496', 'carrier'],
    [null, null, null],
    ['2001:db8::1', null, 'carrier'],
    ['2001:db8:1:ffff:ffff:ffff:ffff:ffff', null, 'customer'],
    ['2001:db8:2::', null, 'carrier'],
    ['2001:db9::', '64497', null],
    // The same host in another spelling.
    ['::ffff:198.51.100.66', null, 'customer'],
    ['::ffff:c633:6442', null, 'customer'],
    // An inet may have the length of the network that the address is in.
    ['198.51.100.66/24', null, 'customer'],
    ['nonsense', '64496', 'carrier'],
  ])('%s in AS %s is of %s', (address, asn, operator) => {
    expect(keyOf(some, address, asn)).toBe(operator);
  });

  test('what several operators name is the primary one’s, or nobody’s, and not that of what is around it', () => {
    const shared = constituency(
      'carrier 192.0.2.0/24 AS64496 AS64497!',
      'one 192.0.2.0/25 AS64496',
      'two 192.0.2.0/25 AS64497'
    );
    expect(keyOf(shared, '192.0.2.1', null)).toBeNull();
    expect(matcher(shared).operatorOf('192.0.2.1', '64497')).toBe(nobody);
    expect(keyOf(shared, '192.0.2.129', null)).toBe('carrier');
    expect(keyOf(shared, '203.0.113.1', '64496')).toBeNull();
    expect(keyOf(shared, '203.0.113.1', '64497')).toBe('carrier');
  });

  test('an operator’s IPv4 addresses are without those of others in between', () => {
    expect(matcher(some).ipv4Addresses).toEqual([256 - 64, 63, 1]);
    expect(matcher(constituency('all 0.0.0.0/0')).ipv4Addresses).toEqual([2 ** 32]);
  });
});

describe('A change of the constituency', () => {
  const before = constituency('carrier AS64496 198.51.100.0/24', 'customer 198.51.100.64/26');

  test.each([
    ['the same', before, false],
    [
      'names, order, addresses',
      { ...before, operators: before.operators.map(({ key }) => ({ key, name: 'else' })) },
      false,
    ],
    [
      'halves of a network',
      constituency('carrier AS64496 198.51.100.0/25 198.51.100.128/25', 'customer 198.51.100.64/26'),
      false,
    ],
    [
      'a network within one’s own',
      constituency('carrier AS64496 198.51.100.0/24 198.51.100.0/28', 'customer 198.51.100.64/26'),
      false,
    ],
    [
      'a new operator without anything that is not another’s',
      constituency('a AS64499', 'b AS64499', 'carrier AS64496 198.51.100.0/24', 'customer 198.51.100.64/26'),
      false,
    ],
    ['another key', constituency('carrier2 AS64496 198.51.100.0/24', 'customer 198.51.100.64/26'), true],
    ['an ASN', constituency('carrier AS64496 AS64497 198.51.100.0/24', 'customer 198.51.100.64/26'), true],
    ['an address', constituency('carrier AS64496 198.51.100.0/24 198.51.100.64/32', 'customer 198.51.100.64/26'), true],
    ['a network that goes', constituency('carrier AS64496 198.51.100.0/24', 'customer AS64511'), true],
  ])('changes whose events are: %s', (_, after, changes) => {
    expect(changesAttribution(before, after)).toBe(changes);
  });

  test('has another name exactly if some event is another’s', () => {
    const events = (...all: Constituency[]): Array<[string | null, number | null]> =>
      [null, ...all.flatMap(edgesOf)].flatMap((address) =>
        [null, 64496, 64497, 64498, 64499, 64500].map((asn): [string | null, number | null] => [address, asn])
      );
    fc.assert(
      fc.property(constituencyArbitrary, constituencyArbitrary, fc.boolean(), (one, other, isPart) => {
        const second = isPart ? { ...one, networks: one.networks.slice(0, -1) } : other;
        // With an ASN that is somebody's, as otherwise it is the same to be in no network and in one of nobody's.
        const withAsn = ({ asns, ...rest }: Constituency): Constituency => ({
          ...rest,
          operators: [...rest.operators.filter(({ key }) => key !== 'alpha'), { key: 'alpha', name: 'alpha' }],
          asns: [
            ...asns.filter(({ asn }) => asn !== 64496),
            { asn: 64496, operator: 'alpha', isPrimary: false, addresses: null },
          ],
        });
        const [first, next] = [withAsn(one), withAsn(second)];
        const differs = events(first, next).some(
          ([address, asn]) => oracle(first, address, asn) !== oracle(next, address, asn)
        );
        expect(changesAttribution(first, next)).toBe(differs);
      }),
      { seed, numRuns: 150 }
    );
  });

  test('of nothing to nothing has no name', () => {
    expect(attributionName(constituency())).toBe('');
    expect(attributionName(constituency('a AS64499', 'b AS64499'))).toBe('');
    expect(attributionName(constituency('a AS64499'))).not.toBe('');
  });
});

/** The next address; zero after the last one of all. */
function after(words: Words): Words {
  const next = words.reduce((sum, word) => (sum << 32n) + BigInt(word), 0n) + 1n;
  return words.map((_, position) => Number(BigInt.asUintN(32, next >> BigInt(32 * (words.length - 1 - position)))));
}

/** Where the owner can change: first addresses of the networks, and what follows after them. */
function edgesOf({ networks }: Constituency): string[] {
  return networks.flatMap(({ network }) => {
    const read = parseNetwork(network)!;
    const print = (words: Words): string => printNetwork({ words, length: 0 }).replace('/0', '');
    return [print(read.words), print(after(lastOf(read)))];
  });
}
