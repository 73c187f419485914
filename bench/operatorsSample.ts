import type { Database } from '../aggregator/src/database/database.ts';
import { sorted, type Constituency, type NetworkClaim } from '../aggregator/src/operators/constituency.ts';
import { below, pick, seeded } from '../demo/sample/random.ts';

/** Where the sample's addresses are (demo/sample/networks.ts): the first one, and how many. */
const ranges: ReadonlyArray<readonly [first: number, size: number]> = [
  [10 * 2 ** 24, 2 ** 24],
  [100 * 2 ** 24 + 64 * 2 ** 16, 2 ** 22],
  [198 * 2 ** 24 + 18 * 2 ** 16, 2 ** 17],
];
/** Half of all networks are the smallest that are announced; customers have smaller ones. */
const lengths = [28, 28, 28, 28, 26, 26, 24, 24, 22, 20];

/**
 * So many operators: each with an ASN, those with most events first, and with some of so many nested networks wherever
 * the sample has addresses.
 */
export async function sampleOperators(
  eventdb: Database,
  { operators, networks }: { readonly operators: number; readonly networks: number }
): Promise<Constituency> {
  const asns = await eventdb.rows<{ asn: string }>(
    `SELECT "source.asn"::text AS asn FROM events WHERE "source.asn" IS NOT NULL
     GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT $1::integer`,
    [operators]
  );
  const keys = asns.map((_, position) => `operator-${String(position + 1).padStart(3, '0')}`);
  const claims = new Map<string, NetworkClaim>();
  const random = seeded(1);
  for (let tries = 0; claims.size < networks && tries < networks * 20; tries++) {
    const [first, size] = pick(random, ranges);
    const length = pick(random, lengths);
    const step = 2 ** (32 - length);
    const network = `${text(first + below(random, size / step) * step)}/${length}`;
    claims.set(network, { operator: pick(random, keys), network, isPrimary: false });
  }
  return sorted({
    operators: keys.map((key) => ({ key, name: `Example ${key}` })),
    asns: asns.map(({ asn }, position) => ({
      operator: keys[position]!,
      asn: Number(asn),
      addresses: null,
      isPrimary: false,
    })),
    networks: [...claims.values()],
  });
}

function text(address: number): string {
  return [24, 16, 8, 0].map((bits) => Math.floor(address / 2 ** bits) % 256).join('.');
}
