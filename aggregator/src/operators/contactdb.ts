import type { Database } from '../database/database.ts';
import { parseNetwork, printNetwork } from './address.ts';
import { groupBy, sorted, type Constituency } from './constituency.ts';
import { readAsn, readKey, readName, type Read } from './values.ts';

/** What an IntelMQ contact database (certbund-contact) says, as far as it can be used. */
export interface ContactConstituency {
  readonly constituency: Constituency;
  /** Things worth knowing, in words. */
  readonly notes: readonly string[];
}

/** By hand, or imported from the database of a registry: their tables are alike. */
type Upkeep = 'manual' | 'automatic';

interface Organisation {
  readonly upkeep: Upkeep;
  readonly id: string;
  readonly name: string;
  readonly handle: string;
}

interface Link {
  readonly upkeep: Upkeep;
  /** Id of the organisation. */
  readonly id: string;
  readonly object: string;
}

/**
 * Reads organisations, their ASNs and networks; nothing of their contacts, and no column that is not used. What is kept by
 * hand beats what was imported automatically: an ASN or network that a manual organisation has is not an automatic one's.
 */
export async function readContactDatabase(contactdb: Database): Promise<ContactConstituency> {
  const { organisations, asns, networks } = await contactdb.transaction(
    { isolation: 'repeatable read', readOnly: true },
    async () => ({
      organisations: await readOrganisations(contactdb),
      asns: await readLinks(contactdb, 'asn'),
      networks: await readLinks(contactdb, 'network'),
    })
  );
  return constituencyOf(organisations, asns, networks);
}

async function readOrganisations(contactdb: Database): Promise<Organisation[]> {
  return contactdb.rows<{ upkeep: Upkeep; id: string; name: string; handle: string }>(
    `SELECT 'manual' AS upkeep, organisation_id::text AS id, name::text, ripe_org_hdl::text AS handle FROM organisation
     UNION ALL
     SELECT 'automatic', organisation_automatic_id::text, name::text, ripe_org_hdl::text FROM organisation_automatic
     ORDER BY upkeep DESC, id`
  );
}

async function readLinks(contactdb: Database, object: 'asn' | 'network'): Promise<Link[]> {
  const parts = {
    asn: `SELECT 'manual' AS upkeep, organisation_id::text AS id, asn::text AS object FROM organisation_to_asn
      UNION ALL SELECT 'automatic', organisation_automatic_id::text, asn::text FROM organisation_to_asn_automatic`,
    network: `SELECT 'manual' AS upkeep, organisation_id::text AS id, address::text AS object
      FROM organisation_to_network JOIN network USING (network_id)
      UNION ALL SELECT 'automatic', organisation_automatic_id::text, address::text
      FROM organisation_to_network_automatic JOIN network_automatic USING (network_automatic_id)`,
  };
  return contactdb.rows<{ upkeep: Upkeep; id: string; object: string }>(parts[object]);
}

/** The rows of the contact database as a constituency. */
function constituencyOf(
  organisations: readonly Organisation[],
  asnLinks: readonly Link[],
  networkLinks: readonly Link[]
): ContactConstituency {
  const keys = new Map(organisations.map((one) => [idOf(one), keyOf(one)]));
  const claimsOf = (links: readonly Link[], read: (text: string) => Read<string>): Claims =>
    withoutOverruled(links, (link) => keys.get(idOf(link)), read);
  const asns = claimsOf(asnLinks, (text) => {
    const asn = readAsn(text);
    return 'value' in asn ? { value: String(asn.value) } : asn;
  });
  const networks = claimsOf(networkLinks, readNetwork);
  const used = new Set([...asns.claims, ...networks.claims].map(({ operator }) => operator));
  const named = groupBy(organisations, keyOf);
  return {
    constituency: sorted({
      operators: [...named]
        .filter(([key]) => used.has(key))
        .map(([key, group]) => ({ key, name: nameOf(group) ?? key })),
      asns: asns.claims.map(({ operator, object }) => ({
        operator,
        asn: Number(object),
        addresses: null,
        isPrimary: false,
      })),
      networks: networks.claims.map(({ operator, object }) => ({ operator, network: object, isPrimary: false })),
    }),
    notes: notesOf(named, used, [asns, networks]),
  };
}

/**
 * The handle at the registry, in capital letters as there. Without one the id, which stays only for organisations that are
 * kept by hand: automatic ones get new ids with each import of the registry's data.
 */
function keyOf({ upkeep, id, handle }: Organisation): string {
  const key = readKey(handle.toUpperCase());
  return 'value' in key ? key.value : `${upkeep === 'manual' ? 'organisation' : 'organisation_automatic'}-${id}`;
}

function idOf({ upkeep, id }: { readonly upkeep: Upkeep; readonly id: string }): string {
  return `${upkeep} ${id}`;
}

/** The manual organisations come first: their name is the one that people gave. */
function nameOf(organisations: readonly Organisation[]): string | undefined {
  return organisations
    .map(({ name }) => readName(name.replaceAll(/\p{Cc}/gu, ' ')))
    .flatMap((read) => ('value' in read && read.value !== '' ? [read.value] : []))[0];
}

interface Claims {
  readonly claims: ReadonlyArray<{ readonly operator: string; readonly object: string }>;
  /** Objects of which automatic organisations were left aside. */
  readonly overruled: number;
  readonly refused: readonly string[];
}

function withoutOverruled(
  links: readonly Link[],
  operatorOf: (link: Link) => string | undefined,
  read: (text: string) => Read<string>
): Claims {
  const refused: string[] = [];
  let overruled = 0;
  const claims = [...groupBy(links, ({ object }) => object)].flatMap(([text, group]) => {
    const object = read(text);
    if ('reason' in object) {
      refused.push(object.reason);
      return [];
    }
    const manual = group.filter(({ upkeep }) => upkeep === 'manual');
    const deciding = new Set((manual.length > 0 ? manual : group).flatMap((link) => operatorOf(link) ?? []));
    overruled += group.some((link) => !deciding.has(operatorOf(link) ?? '')) ? 1 : 0;
    return [...deciding].map((operator) => ({ operator, object: object.value }));
  });
  return { claims, overruled, refused };
}

/** PostgreSQL has made sure that it is a network; only all of the internet is nobody's. */
function readNetwork(text: string): Read<string> {
  const network = parseNetwork(text);
  return network === null || network.length === 0
    ? { reason: `${text} is no operator's network` }
    : { value: printNetwork(network) };
}

function notesOf(
  named: ReadonlyMap<string, readonly Organisation[]>,
  used: ReadonlySet<string>,
  claims: readonly Claims[]
): string[] {
  const idle = [...named.keys()].filter((key) => !used.has(key)).length;
  const overruled = claims.reduce((sum, one) => sum + one.overruled, 0);
  const merged = [...named].filter(
    ([key, group]) => used.has(key) && group.filter(({ upkeep }) => upkeep === 'manual').length > 1
  );
  return [
    ...(idle > 0
      ? [`${idle} organisations have neither an ASN nor a network of their own: they are no operators`]
      : []),
    ...(overruled > 0
      ? [`${overruled} ASNs and networks are kept by hand: automatic organisations do not get them`]
      : []),
    ...merged.map(([key, group]) => `${group.length} organisations have the handle ${key}: they are one operator`),
    ...claims.flatMap(({ refused }) => refused.map((reason) => `left out: ${reason}`)),
  ];
}
