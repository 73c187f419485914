/** Whose networks and ASNs are whose. Keys and objects are different ones; the lists are sorted. */
export interface Constituency {
  readonly operators: readonly Operator[];
  readonly asns: readonly AsnClaim[];
  readonly networks: readonly NetworkClaim[];
}

export interface Operator {
  /** What stands in the statistics. */
  readonly key: string;
  /** What people read. */
  readonly name: string;
}

interface Claim {
  /** Key of the operator. */
  readonly operator: string;
  /** Of an object that several operators name, whose its events are. */
  readonly isPrimary: boolean;
}

export interface AsnClaim extends Claim {
  readonly asn: number;
  /** Addresses that the whole ASN announces, as the site says. */
  readonly addresses: number | null;
}

export interface NetworkClaim extends Claim {
  /** As `printNetwork` has it. */
  readonly network: string;
}

export const emptyConstituency: Constituency = { operators: [], asns: [], networks: [] };

/** An ASN or network that several operators name. */
export interface Conflict {
  /** `AS64496` or `192.0.2.0/24`. */
  readonly object: string;
  readonly operators: readonly string[];
  /** Whose its events are; null: nobody's. */
  readonly owner: string | null;
}

/**
 * Whose the events of each object are. What one operator names is its own. What several name belongs to the one that is
 * the primary one; without that to nobody: to guess could show one operator what is another's.
 */
export function ownersOf<Name, One extends Claim>(
  claims: readonly One[],
  nameOf: (claim: One) => Name
): Map<Name, string | null> {
  const owners = new Map<Name, string | null>(claims.map((claim) => [nameOf(claim), claim.operator]));
  if (owners.size < claims.length) {
    // Seldom: most objects are one operator's.
    for (const [name, group] of groupBy(claims, nameOf)) {
      owners.set(name, ownerAmong(group));
    }
  }
  return owners;
}

/** Whose the events of one object are that all these claims are for. */
export function ownerAmong(claims: readonly Claim[]): string | null {
  const deciding = claims.length === 1 ? claims : claims.filter(({ isPrimary }) => isPrimary);
  return deciding.length === 1 ? deciding[0]!.operator : null;
}

/** What several operators name, and how it is resolved. */
export function conflictsOf({ asns, networks }: Constituency): Conflict[] {
  const named: Array<[string, Claim]> = [
    ...asns.map((claim): [string, Claim] => [`AS${claim.asn}`, claim]),
    ...networks.map((claim): [string, Claim] => [claim.network, claim]),
  ];
  return [...groupBy(named, ([object]) => object)]
    .filter(([, group]) => group.length > 1)
    .map(([object, group]) => ({
      object,
      operators: group.map(([, { operator }]) => operator),
      owner: ownerAmong(group.map(([, claim]) => claim)),
    }));
}

/** The same constituency in the one order. */
export function sorted({ operators, asns, networks }: Constituency): Constituency {
  return {
    operators: [...operators].sort((a, b) => compareTexts(a.key, b.key)),
    asns: [...asns].sort((a, b) => a.asn - b.asn || compareTexts(a.operator, b.operator)),
    networks: [...networks].sort((a, b) => compareTexts(a.network, b.network) || compareTexts(a.operator, b.operator)),
  };
}

/** The same on every machine, whatever its language. */
function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Items by a name that several may have. */
export function groupBy<Name, Item>(items: readonly Item[], nameOf: (item: Item) => Name): Map<Name, Item[]> {
  const groups = new Map<Name, Item[]>();
  for (const item of items) {
    const name = nameOf(item);
    const group = groups.get(name);
    if (group === undefined) {
      groups.set(name, [item]);
    } else {
      group.push(item);
    }
  }
  return groups;
}
