import type { AsnClaim, Conflict, NetworkClaim, Operator } from './constituency.ts';
import type { NetObject, OperatorDetails } from './overview.ts';
import { isEmpty, type Changes, type Difference } from './difference.ts';
import { quoted } from './values.ts';

/** A difference line by line: `-` for what ends, `+` for what begins, then what it means for the numbers. */
export function differenceInWords(difference: Difference): string {
  if (isEmpty(difference)) {
    return 'nothing changes\n';
  }
  const { operators, asns, networks } = difference;
  return [
    ...linesOf(operators, operatorWords),
    ...linesOf(asns, asnWords),
    ...linesOf(networks, networkWords),
    difference.changesAttribution
      ? 'events of some addresses become those of another operator'
      : 'no event becomes that of another operator',
    '',
  ].join('\n');
}

/** `3 begin, 1 ends`. */
export function differenceInShort({ operators, asns, networks }: Difference): string {
  const all = [operators, asns, networks];
  const [begun, ended] = [
    all.flatMap((changes) => changes.begun as unknown[]),
    all.flatMap(({ ended: some }) => some as unknown[]),
  ];
  return `${begun.length} begin, ${ended.length} end`;
}

/** What several operators name, and whose its events are. */
export function conflictInWords({ object, operators, owner }: Conflict): string {
  const named = `${object} is named for ${operators.map(quoted).join(', ')}`;
  return owner === null
    ? `${named}: its events are nobody's, as none is the primary one (docs/operators.md)`
    : `${named}: its events are those of ${quoted(owner)}, the primary one`;
}

function linesOf<Row>({ ended, begun }: Changes<Row>, wordsOf: (row: Row) => string): string[] {
  return [...ended.map((row) => `- ${wordsOf(row)}`), ...begun.map((row) => `+ ${wordsOf(row)}`)];
}

function operatorWords({ key, name }: Operator): string {
  return `operator ${quoted(key)}${name === key ? '' : `, called ${quoted(name)}`}`;
}

function asnWords({ operator, asn, isPrimary, addresses }: AsnClaim): string {
  return `AS${asn} of ${quoted(operator)}${isPrimary ? ', primarily' : ''}${addresses === null ? '' : `, ${addresses} addresses`}`;
}

function networkWords({ operator, network, isPrimary }: NetworkClaim): string {
  return `${network} of ${quoted(operator)}${isPrimary ? ', primarily' : ''}`;
}

/** All of one operator, for people. */
export function operatorInWords(details: OperatorDetails): string {
  const { operator, name, since, ipv4Addresses, objects, customers, providers } = details;
  return [
    `${name} (${operator}), since ${since}`,
    '',
    ...objects.map((one) => `${one.object}${ofObject(one)}, since ${one.since}`),
    '',
    'assigned to it: events whose longest network around the address is its own, or else whose ASN is its own',
    `  its networks have ${ipv4Addresses.toLocaleString('en')} IPv4 addresses, without those of others within them`,
    ...customers.map(
      (one) => `  not ${one.otherNetwork} within ${one.network}: that is of ${quoted(one.otherOperator)}`
    ),
    'routed by it: events in its ASNs, whoever they are assigned to',
    ...(objects.some(({ object }) => object.startsWith('AS')) ? [] : ['  it has no ASN: nothing is']),
    ...providers.map((one) => `  ${one.network} lies within ${one.otherNetwork} of ${quoted(one.otherOperator)}`),
    '',
  ].join('\n');
}

function ofObject({ addresses, sharedWith, owner }: NetObject): string {
  return [
    ...(addresses === null ? [] : [`, ${addresses.toLocaleString('en')} addresses`]),
    ...(sharedWith.length === 0
      ? []
      : [
          `, named for ${sharedWith.map(quoted).join(', ')} too: its events are ${owner === null ? "nobody's" : `those of ${quoted(owner)}`}`,
        ]),
  ].join('');
}
