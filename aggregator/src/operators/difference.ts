import type { AsnClaim, Constituency, NetworkClaim, Operator } from './constituency.ts';
import { changesAttribution } from './match.ts';

/** Rows that end, and rows that begin. A row that is another now does both. */
export interface Changes<Row> {
  readonly ended: readonly Row[];
  readonly begun: readonly Row[];
}

/** What makes one constituency of another. */
export interface Difference {
  readonly operators: Changes<Operator>;
  readonly asns: Changes<AsnClaim>;
  readonly networks: Changes<NetworkClaim>;
  /** Whether some event could be another operator's: then days have to be counted anew. */
  readonly changesAttribution: boolean;
}

export function differenceOf(before: Constituency, after: Constituency): Difference {
  return {
    operators: changes(before.operators, after.operators, ({ key, name }) => JSON.stringify([key, name])),
    asns: changes(before.asns, after.asns, ({ operator, asn, isPrimary, addresses }) =>
      JSON.stringify([operator, asn, isPrimary, addresses])
    ),
    networks: changes(before.networks, after.networks, ({ operator, network, isPrimary }) =>
      JSON.stringify([operator, network, isPrimary])
    ),
    changesAttribution: changesAttribution(before, after),
  };
}

/** Whether nothing begins and nothing ends. */
export function isEmpty({ operators, asns, networks }: Difference): boolean {
  return [operators, asns, networks].every(({ ended, begun }) => ended.length === 0 && begun.length === 0);
}

function changes<Row>(before: readonly Row[], after: readonly Row[], contentOf: (row: Row) => string): Changes<Row> {
  const [old, young] = [new Set(before.map(contentOf)), new Set(after.map(contentOf))];
  return {
    ended: before.filter((row) => !young.has(contentOf(row))),
    begun: after.filter((row) => !old.has(contentOf(row))),
  };
}
