import fc from 'fast-check';
import { normalised, printNetwork } from './address.ts';
import { sorted, type Constituency } from './constituency.ts';

const operatorKeys = ['alpha', 'beta', 'gamma', 'delta "d"', 'ε, sons; more'];

/** Few different bits, so that networks nest, touch and repeat. */
const word = fc
  .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }), fc.constantFrom(0, 0xff, 0xffffff))
  .map(([high, low, filling]) => ((high << 30) | filling | low) >>> 0);

const ipv4Network = fc
  .tuple(word, fc.integer({ min: 0, max: 32 }))
  .map(([first, length]) => normalised({ words: [first], length }));

const ipv6Network = fc
  .tuple(fc.tuple(word, word, word, word), fc.integer({ min: 0, max: 128 }))
  .map(([words, length]) => normalised({ words, length }));

const networkArbitrary = fc.oneof(ipv4Network, ipv6Network).map(printNetwork);

/** Addresses near the networks' edges, as PostgreSQL prints them. */
export const addressArbitrary = fc
  .oneof(
    word.map((only) => ({ words: [only], length: 32 })),
    fc.tuple(word, word, word, word).map((words) => ({ words, length: 128 }))
  )
  .map((network) => printNetwork(network).replace(/\/.*/, ''));

export const asnArbitrary = fc.integer({ min: 64496, max: 64500 });

const claim = { operator: fc.constantFrom(...operatorKeys), isPrimary: fc.boolean() };

/** Any constituency of a few operators, with conflicts. */
export const constituencyArbitrary: fc.Arbitrary<Constituency> = fc
  .record({
    asns: fc.uniqueArray(
      fc.record({ ...claim, asn: asnArbitrary, addresses: fc.option(fc.constantFrom(0, 256, 2 ** 40)) }),
      { selector: ({ operator, asn }) => `${operator} ${asn}`, maxLength: 8 }
    ),
    networks: fc.uniqueArray(fc.record({ ...claim, network: networkArbitrary }), {
      selector: ({ operator, network }) => `${operator} ${network}`,
      maxLength: 30,
    }),
    name: fc.constantFrom('', ' Ltd'),
  })
  .map(({ asns, networks, name }) =>
    sorted({
      operators: [...new Set([...asns, ...networks].map(({ operator }) => operator))].map((key) => ({
        key,
        name: key + name,
      })),
      asns,
      networks,
    })
  );
