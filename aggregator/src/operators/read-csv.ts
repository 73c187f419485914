import { sorted, type AsnClaim, type Constituency, type NetworkClaim, type Operator } from './constituency.ts';
import { readRows, type Fault } from './csv.ts';
import { readAddresses, readAsn, readCidr, readKey, readName, readPrimary, quoted, type Read } from './values.ts';

const known = ['operator', 'name', 'asn', 'cidr', 'addresses', 'primary'] as const;

type Column = (typeof known)[number];

/** A file of the constituency, as far as it can be read. With faults nothing of it may be stored. */
export interface ConstituencyFile {
  readonly constituency: Constituency;
  /** Columns that are none of ours: contacts and the like, which are not kept. */
  readonly ignored: readonly string[];
  /** All of them, by line. */
  readonly faults: readonly Fault[];
}

/** Reads `operator,asn,cidr,name,…` (docs/operators.md). Never throws: what is wrong is in `faults`. */
export function readConstituencyFile(text: string): ConstituencyFile {
  const { rows, fault } = readRows(text);
  const [header, ...lines] = rows;
  const names = (header?.fields ?? []).map((name) => name.trim());
  const columns = names.map((name) => name.toLowerCase());
  const reader = new LineReader();
  const headerFaults = header === undefined ? [] : faultsOfHeader(columns);
  if (headerFaults.length === 0) {
    for (const { line, fields } of lines) {
      reader.read(line, fields, columns);
    }
  }
  const { constituency, faults } = reader.finished();
  const none = lines.length === 0 && fault === null && headerFaults.length === 0;
  return {
    constituency,
    ignored: names.filter((name, position) => name !== '' && !isKnown(columns[position]!)),
    faults: [
      ...headerFaults.map((reason) => ({ line: header!.line, reason })),
      ...faults,
      ...(none ? [{ line: header?.line ?? 1, reason: 'no operator follows: an empty file would end them all' }] : []),
      ...(fault === null ? [] : [fault]),
    ].sort((a, b) => a.line - b.line),
  };
}

function isKnown(column: string): column is Column {
  return (known as readonly string[]).includes(column);
}

function faultsOfHeader(columns: readonly string[]): string[] {
  const twice = known.filter((name) => columns.indexOf(name) !== columns.lastIndexOf(name));
  return [
    ...(columns.includes('operator') ? [] : ['the first line names no column operator']),
    ...(columns.includes('asn') || columns.includes('cidr') ? [] : ['the first line names no column asn or cidr']),
    ...twice.map((name) => `the column ${name} is there twice`),
  ];
}

interface Known<Value> {
  readonly line: number;
  readonly value: Value;
}

class LineReader {
  readonly #faults: Fault[] = [];
  /** By key in small letters: two spellings of one key would be two operators. */
  readonly #operators = new Map<string, Known<Operator>>();
  readonly #asns = new Map<string, Known<AsnClaim>>();
  readonly #networks = new Map<string, Known<NetworkClaim>>();
  readonly #primaries = new Map<number, Known<string>>();
  #line = 0;

  read(line: number, fields: readonly string[], columns: readonly string[]): void {
    this.#line = line;
    const field = (column: Column): string => (fields[columns.indexOf(column)] ?? '').trim();
    const objects = (column: Column): string[] =>
      field(column)
        .split(/\s+/)
        .filter((text) => text !== '');
    if (fields.slice(columns.length).some((rest) => rest.trim() !== '')) {
      this.#fault(
        `${fields.length} fields, but the first line has ${columns.length}: a text with a comma needs quotes`
      );
      return;
    }
    const operator = this.#operator(field('operator'), field('name'));
    const isPrimary = this.#value(readPrimary(field('primary'))) ?? false;
    const asns = objects('asn').map((text) => this.#value(readAsn(text)));
    const networks = objects('cidr').map((text) => this.#value(readCidr(text)));
    const addresses = this.#addresses(field('addresses'), asns.length);
    if (asns.length + networks.length === 0) {
      this.#fault('neither an ASN nor a network');
    }
    if (operator === undefined) {
      return;
    }
    for (const asn of asns) {
      if (asn !== undefined) {
        this.#asn({ operator, asn, addresses, isPrimary });
      }
    }
    for (const network of networks) {
      if (network !== undefined) {
        this.#network({ operator, network, isPrimary: false });
      }
    }
  }

  finished(): { readonly constituency: Constituency; readonly faults: readonly Fault[] } {
    const valuesOf = <Value>(map: ReadonlyMap<string, Known<Value>>): Value[] =>
      [...map.values()].map(({ value }) => value);
    const operators = valuesOf(this.#operators).map(({ key, name }) => ({ key, name: name === '' ? key : name }));
    return {
      constituency: sorted({ operators, asns: valuesOf(this.#asns), networks: valuesOf(this.#networks) }),
      faults: this.#faults,
    };
  }

  /** The key, if it can be one. */
  #operator(keyText: string, nameText: string): string | undefined {
    const key = this.#value(readKey(keyText));
    const name = this.#value(readName(nameText));
    if (key === undefined || name === undefined) {
      return undefined;
    }
    const before = this.#operators.get(key.toLowerCase());
    if (before !== undefined && before.value.key !== key) {
      this.#fault(`${quoted(key)} is written ${quoted(before.value.key)} in line ${before.line}`);
      return undefined;
    }
    if (before !== undefined && before.value.name !== '' && name !== '' && before.value.name !== name) {
      this.#fault(`${quoted(key)} is called ${quoted(before.value.name)} in line ${before.line}, here ${quoted(name)}`);
    }
    if (before === undefined || before.value.name === '') {
      this.#operators.set(key.toLowerCase(), { line: this.#line, value: { key, name } });
    }
    return key;
  }

  #addresses(text: string, numberOfAsns: number): number | null {
    const addresses = this.#value(readAddresses(text)) ?? null;
    if (text !== '' && numberOfAsns !== 1) {
      this.#fault('addresses are those of one ASN: they need a line with one');
    }
    return addresses;
  }

  #asn(claim: AsnClaim): void {
    const name = `${claim.asn} ${claim.operator}`;
    const before = this.#asns.get(name);
    const addresses = claim.addresses ?? before?.value.addresses ?? null;
    if (before?.value.addresses != null && before.value.addresses !== addresses) {
      this.#fault(`AS${claim.asn} has ${before.value.addresses} addresses in line ${before.line}, here ${addresses}`);
    }
    const isPrimary = claim.isPrimary || before?.value.isPrimary === true;
    this.#asns.set(name, { line: before?.line ?? this.#line, value: { ...claim, addresses, isPrimary } });
    if (claim.isPrimary) {
      const primary = this.#primaries.get(claim.asn);
      if (primary !== undefined && primary.value !== claim.operator) {
        this.#fault(`AS${claim.asn} is primarily ${quoted(primary.value)} in line ${primary.line} already`);
      }
      this.#primaries.set(claim.asn, primary ?? { line: this.#line, value: claim.operator });
    }
  }

  #network(claim: NetworkClaim): void {
    const before = this.#networks.get(claim.network);
    if (before !== undefined && before.value.operator !== claim.operator) {
      this.#fault(`${claim.network} is of ${quoted(before.value.operator)} in line ${before.line}`);
    }
    this.#networks.set(claim.network, before ?? { line: this.#line, value: claim });
  }

  /** The value; where there is none, the reason is a fault of this line. */
  #value<Value>(read: Read<Value>): Value | undefined {
    if ('value' in read) {
      return read.value;
    }
    this.#fault(read.reason);
    return undefined;
  }

  #fault(reason: string): void {
    this.#faults.push({ line: this.#line, reason });
  }
}
