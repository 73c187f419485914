import type { Database } from '../database/database.ts';
import { statisticsTable } from '../statistics/statistics.ts';
import { ownersOf, type Constituency } from './constituency.ts';
import { matcher } from './match.ts';

const table = statisticsTable('operator_sizes');

/**
 * How many IPv4 addresses each operator has, by its key: those of its networks without others' within them, or what its
 * ASNs announce where the site has said so and it is more. Whose size nobody knows is not in it.
 */
export function sizesOf(constituency: Constituency): Map<string, number> {
  const { ipv4Addresses } = matcher(constituency);
  const owners = ownersOf(constituency.asns, ({ asn }) => asn);
  const announced = new Map<string, number>();
  for (const { operator, asn, addresses } of constituency.asns) {
    if (owners.get(asn) === operator) {
      announced.set(operator, (announced.get(operator) ?? 0) + (addresses ?? 0));
    }
  }
  return new Map(
    constituency.operators
      .map(({ key }, number): [string, number] => [key, Math.max(ipv4Addresses[number]!, announced.get(key) ?? 0)])
      .filter(([, addresses]) => addresses > 0)
  );
}

/** Makes these the sizes that are known. Writes nothing where they are already. */
export async function writeSizes(statsdb: Database, sizes: ReadonlyMap<string, number>): Promise<void> {
  const columns = [[...sizes.keys()], [...sizes.values()].map(String)];
  await statsdb.query(`DELETE FROM ${table} WHERE operator <> ALL ($1::text[])`, columns.slice(0, 1));
  await statsdb.query(
    `INSERT INTO ${table} AS present (operator, addresses)
     SELECT operator, addresses::bigint FROM unnest($1::text[], $2::text[]) AS wanted (operator, addresses)
     ON CONFLICT (operator) DO UPDATE SET addresses = excluded.addresses WHERE present.addresses <> excluded.addresses`,
    columns
  );
}
