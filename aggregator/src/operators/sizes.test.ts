import type { AsnClaim, Constituency, NetworkClaim } from './constituency.ts';
import { sizesOf } from './sizes.ts';

const asn = (operator: string, number: number, addresses: number | null, isPrimary = false): AsnClaim => ({
  operator,
  asn: number,
  addresses,
  isPrimary,
});
const network = (operator: string, text: string): NetworkClaim => ({ operator, network: text, isPrimary: false });

function sizes(asns: readonly AsnClaim[], networks: readonly NetworkClaim[] = []): Record<string, number> {
  const keys = [...new Set([...asns, ...networks].map(({ operator }) => operator))];
  const constituency: Constituency = { operators: keys.map((key) => ({ key, name: key })), asns, networks };
  return Object.fromEntries(sizesOf(constituency));
}

test('networks, without what others have within them', () => {
  const networks = [
    network('alpha', '192.0.2.0/24'),
    network('beta', '192.0.2.64/26'),
    network('beta', '2001:db8::/32'),
  ];
  expect(sizes([], networks)).toEqual({ alpha: 192, beta: 64 });
});

test('what the ASNs announce, where that is more', () => {
  const asns = [asn('alpha', 64496, 1000), asn('alpha', 64497, 24), asn('beta', 64498, 10)];
  const networks = [network('alpha', '192.0.2.0/24'), network('beta', '198.51.100.0/24')];
  expect(sizes(asns, networks)).toEqual({ alpha: 1024, beta: 256 });
});

test('an ASN that several name counts for the one whose its events are', () => {
  const asns = [asn('alpha', 64496, 500, true), asn('beta', 64496, 500), asn('beta', 64497, 5)];
  expect(sizes(asns)).toEqual({ alpha: 500, beta: 5 });
  expect(sizes([asn('alpha', 64496, 500), asn('beta', 64496, 500)])).toEqual({});
});

test('whose size nobody knows has none: it is compared with nobody', () => {
  expect(sizes([asn('alpha', 64496, null)], [network('beta', '2001:db8::/32')])).toEqual({});
});
