import type { Database } from '../database/database.ts';
import { statisticsTable } from '../statistics/statistics.ts';
import { parseNetwork, printNetwork } from './address.ts';
import { conflictsOf, type Constituency, type NetworkClaim } from './constituency.ts';
import { matcher } from './match.ts';
import { familiesOf } from './networks.ts';
import { parentsOf } from './ranges.ts';

/** An operator in a list. */
export interface ListedOperator {
  readonly operator: string;
  readonly name: string;
  readonly asns: number;
  readonly networks: number;
  /** Of its networks, without what others have within them. */
  readonly ipv4Addresses: number;
  /** How many of its objects others name too. */
  readonly shared: number;
}

export function listOperators(constituency: Constituency): ListedOperator[] {
  const { ipv4Addresses } = matcher(constituency);
  const shared = conflictsOf(constituency);
  const countOf = (claims: ReadonlyArray<{ readonly operator: string }>): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const { operator } of claims) {
      counts.set(operator, (counts.get(operator) ?? 0) + 1);
    }
    return counts;
  };
  const [asns, networks] = [countOf(constituency.asns), countOf(constituency.networks)];
  const conflicts = countOf(shared.flatMap(({ operators }) => operators.map((operator) => ({ operator }))));
  return constituency.operators.map(({ key, name }, number) => ({
    operator: key,
    name,
    asns: asns.get(key) ?? 0,
    networks: networks.get(key) ?? 0,
    ipv4Addresses: ipv4Addresses[number]!,
    shared: conflicts.get(key) ?? 0,
  }));
}

/** An ASN or a network of an operator. */
export interface NetObject {
  /** `AS64496` or `192.0.2.0/24`. */
  readonly object: string;
  /** Since when it is, as the server prints it. */
  readonly since: string;
  /** Addresses of the whole ASN, if the site has said. */
  readonly addresses: number | null;
  /** Who else names it. */
  readonly sharedWith: readonly string[];
  /** Whose its events are; null: nobody's. */
  readonly owner: string | null;
}

/** A network next to a network of another operator. */
export interface Neighbour {
  readonly network: string;
  readonly otherNetwork: string;
  readonly otherOperator: string;
}

/** All that is known of one operator, and what makes its two views differ. */
export interface OperatorDetails {
  readonly operator: string;
  readonly name: string;
  readonly since: string;
  readonly ipv4Addresses: number;
  readonly objects: readonly NetObject[];
  /** Networks of others within its own: assigned to them, routed by this one if the ASN is its own. */
  readonly customers: readonly Neighbour[];
  /** Its networks within those of others: assigned to it, routed by the others if the ASN is theirs. */
  readonly providers: readonly Neighbour[];
}

/** Null where no valid operator has this key. */
export async function readOperator(
  statsdb: Database,
  constituency: Constituency,
  key: string
): Promise<OperatorDetails | null> {
  const operator = constituency.operators.find((one) => one.key === key);
  if (operator === undefined) {
    return null;
  }
  const since = await readSince(statsdb, key);
  const conflicts = new Map(conflictsOf(constituency).map((conflict) => [conflict.object, conflict]));
  const objectOf = (object: string, addresses: number | null): NetObject => {
    const conflict = conflicts.get(object);
    return {
      object,
      since: since.get(object)!,
      addresses,
      sharedWith: conflict?.operators.filter((other) => other !== key) ?? [],
      owner: conflict === undefined ? key : conflict.owner,
    };
  };
  const neighbours = neighboursOf(constituency, key);
  return {
    operator: key,
    name: operator.name,
    since: since.get('')!,
    ipv4Addresses: listOperators(constituency).find((one) => one.operator === key)!.ipv4Addresses,
    objects: [
      ...constituency.asns
        .filter((claim) => claim.operator === key)
        .map(({ asn, addresses }) => objectOf(`AS${asn}`, addresses)),
      ...constituency.networks.filter((claim) => claim.operator === key).map(({ network }) => objectOf(network, null)),
    ],
    ...neighbours,
  };
}

/** Since when each object of an operator is its own, and itself: under an empty name. */
async function readSince(statsdb: Database, key: string): Promise<Map<string, string>> {
  const rows = await statsdb.rows<{ asn: string | null; network: string | null; since: string }>(
    `SELECT NULL AS asn, NULL AS network, ${moment} AS since FROM ${statisticsTable('operators')} WHERE ${isValid}
     UNION ALL SELECT asn::text, NULL, ${moment} FROM ${statisticsTable('operator_asns')} WHERE ${isValid}
     UNION ALL SELECT NULL, network::text, ${moment} FROM ${statisticsTable('operator_networks')} WHERE ${isValid}`,
    [key]
  );
  return new Map(
    rows.map(({ asn, network, since }) => [
      asn !== null ? `AS${asn}` : network !== null ? printNetwork(parseNetwork(network)!) : '',
      since,
    ])
  );
}

const moment = `to_char(valid_from AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;
const isValid = 'operator = $1 AND valid_to IS NULL';

function neighboursOf({ networks }: Constituency, key: string): Pick<OperatorDetails, 'customers' | 'providers'> {
  const pairs = familiesOf(networks).flatMap(({ list, claims }) =>
    [...parentsOf(list)].map(([inner, outer]) => ({
      inner: networks[claims[inner]!]!,
      outer: networks[claims[outer]!]!,
    }))
  );
  return {
    customers: pairs
      .filter(({ inner, outer }) => outer.operator === key && inner.operator !== key)
      .map(({ inner, outer }) => neighbour(outer, inner)),
    providers: pairs
      .filter(({ inner, outer }) => inner.operator === key && outer.operator !== key)
      .map(({ inner, outer }) => neighbour(inner, outer)),
  };
}

function neighbour(own: NetworkClaim, other: NetworkClaim): Neighbour {
  return { network: own.network, otherNetwork: other.network, otherOperator: other.operator };
}
