import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { ownersOf, sorted, type Constituency } from './constituency.ts';
import { constituencyArbitrary } from './constituency.fixture.ts';
import { readConstituencyFile } from './read-csv.ts';

const faultsOf = (...lines: string[]): string[] =>
  readConstituencyFile(lines.join('\n')).faults.map(({ line, reason }) => `${line}: ${reason}`);

/** `operator object…`, as `name (key): objects`. */
function read(...lines: string[]): string[] {
  const { constituency, faults } = readConstituencyFile(lines.join('\n'));
  expect(faults).toEqual([]);
  return constituency.operators.map(({ key, name }) => {
    const asns = constituency.asns
      .filter(({ operator }) => operator === key)
      .map(
        ({ asn, addresses, isPrimary }) => `AS${asn}${addresses === null ? '' : `x${addresses}`}${isPrimary ? '!' : ''}`
      );
    const networks = constituency.networks.filter(({ operator }) => operator === key).map(({ network }) => network);
    return `${name} (${key}): ${[...asns, ...networks].join(' ')}`;
  });
}

describe('The file of the constituency', () => {
  test('is read by its header, in any order of columns', () => {
    expect(
      read(
        'cidr, Name ,contact,ASN,operator',
        '192.0.2.0/24,Alpha,noc@example.org,,a',
        ',,,AS64496 64497,a',
        '2001:DB8:0::/32 198.51.100.0/24,,,,b'
      )
    ).toEqual(['Alpha (a): AS64496 AS64497 192.0.2.0/24', 'b (b): 198.51.100.0/24 2001:db8::/32']);
  });

  test('may have quotes, comments, empty lines, a byte order mark, semicolons and any ends of lines', () => {
    expect(
      read(
        '\ufeff# from the registry\r\n\r\noperator;name;asn\r\n"a ""1"";";"Alpha, \r\n Ltd";64496\r\n\r\n# last;;\r\nb;#b;64497'
      )
    ).toEqual(['Alpha, Ltd (a "1";): AS64496', '#b (b): AS64497']);
    expect(read('operator\tasn\ra\t64496')).toEqual(['a (a): AS64496']);
  });

  test('names the columns that are not read', () => {
    expect(readConstituencyFile('operator,asn,Contact,e-mail,\na,64496,x,y,z').ignored).toEqual(['Contact', 'e-mail']);
  });

  test('says of a shared ASN whose its events are, and how many addresses an ASN has', () => {
    const lines = ['operator,asn,primary,addresses', 'a,64496,yes,1024', 'b,64496,no,', 'b,64497,,', 'c,64497,,'];
    expect(read(...lines)).toEqual(['a (a): AS64496x1024!', 'b (b): AS64496 AS64497', 'c (c): AS64497']);
    const { asns } = readConstituencyFile(lines.join('\n')).constituency;
    expect([...ownersOf(asns, ({ asn }) => asn)]).toEqual([
      [64496, 'a'],
      [64497, null],
    ]);
  });

  test('may say the same twice', () => {
    expect(
      read('operator,name,asn,cidr,addresses,primary', 'a,,64496,192.0.2.0/24,5,', 'a,A,64496,192.0.2.0/24,,yes')
    ).toEqual(['A (a): AS64496x5! 192.0.2.0/24']);
  });

  test('has all its faults told at once, with their lines', () => {
    expect(
      faultsOf(
        'operator,name,asn,cidr,addresses,primary',
        'a,Alpha,64496,192.0.2.1/24,,',
        '"b',
        'c",,4294967296,,,',
        ',,64496,,,',
        'A,,AS0,,many,maybe',
        'c,,,192.0.2.0/24 ::ffff:192.0.2.0/120,,',
        'd,,,192.0.2.0/24,5,',
        'a,Other,,0.0.0.0/0,,',
        'e,,64496 64497,,5,',
        'f,,,,,',
        'g,,64498,,,,,more',
        '(none),,64498,,,',
        'h,,64499,,,yes',
        'i,,64499,,7,yes',
        'i,,64499,,8,',
        'j,,,198.51.100.1 198.51.100.1-198.51.100.9 nonsense,,',
        'k\ufffd,,64496,,,'
      )
    ).toEqual([
      '2: 192.0.2.1/24 is an address in the network 192.0.2.0/24: write the network',
      '3: "b\\nc" is not a name of at most 200 characters on one line',
      '3: "4294967296" is not an ASN: a number from 1 to 4294967295',
      '5: no operator',
      '6: "A" is written "a" in line 2',
      '6: "maybe" in the column primary is neither yes nor no',
      '6: "AS0" is not an ASN: a number from 1 to 4294967295',
      '6: "many" is not a number of addresses',
      '7: ::ffff:192.0.2.0/120 is IPv4 written as IPv6: write 192.0.2.0/24',
      '8: addresses are those of one ASN: they need a line with one',
      '8: 192.0.2.0/24 is of "c" in line 7',
      '9: "a" is called "Alpha" in line 2, here "Other"',
      '9: 0.0.0.0/0 is all addresses there are',
      '10: addresses are those of one ASN: they need a line with one',
      '11: neither an ASN nor a network',
      '12: 8 fields, but the first line has 6: a text with a comma needs quotes',
      '13: (none) is what events of no operator are called',
      '15: AS64499 is primarily "h" in line 14 already',
      '16: AS64499 has 7 addresses in line 15, here 8',
      '17: "198.51.100.1" is not a network: write 198.51.100.1/32 for this one address',
      '17: "198.51.100.1-198.51.100.9" is not a network: write a range as the networks that it is made of',
      '17: "nonsense" is not a network: write it such as 192.0.2.0/24 or 2001:db8::/32',
      '18: "k\ufffd" is not in UTF-8: save the file as CSV in UTF-8',
    ]);
  });

  test.each([
    [[''], '1: no operator follows: an empty file would end them all'],
    [['operator,asn'], '1: no operator follows: an empty file would end them all'],
    [['name,asn', 'a,1'], '1: the first line names no column operator'],
    [['# x', 'operator,contact', 'a,1'], '2: the first line names no column asn or cidr'],
    [['operator,asn,ASN', 'a,1,2'], '1: the column asn is there twice'],
    [
      ['operator,asn', 'a,64496', '', '"b,64497', 'c,64498'],
      expect.stringContaining('4: a quote is opened in this row'),
    ],
    [['operator,asn', 'a,64496', 'b "x",64497', 'c,0'], expect.stringContaining('3: a quote stands in the middle')],
  ])('is refused where it makes no sense: %j', (lines, fault) => {
    expect(faultsOf(...lines)).toEqual([fault]);
  });

  test('never stops the program, whatever is in it', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            'operator',
            'asn',
            'cidr',
            ',',
            '"',
            '\n',
            '\r',
            'a',
            '64496',
            '::/1',
            '#',
            '\0',
            '\ud800',
            '__proto__'
          ),
          { maxLength: 60 }
        ),
        (parts) => {
          const { constituency, faults } = readConstituencyFile(`operator,asn,cidr\n${parts.join('')}`);
          expect(constituency.operators.length + faults.length).toBeGreaterThan(0);
        }
      ),
      { numRuns: 2000 }
    );
  });

  test('gives back any constituency that was written into one', () => {
    fc.assert(
      fc.property(
        constituencyArbitrary,
        fc.infiniteStream(fc.nat()),
        fc.constantFrom(',', ';', '\t'),
        (any, order, delimiter) => {
          const wanted = withoutWhatAFileRefuses(any);
          fc.pre(wanted.operators.length > 0);
          const columns = ['operator', 'name', 'asn', 'cidr', 'addresses', 'primary', 'contact'];
          const nameOf = new Map(wanted.operators.map(({ key, name }) => [key, name]));
          const rows = [
            ...wanted.asns.map(({ operator, asn, addresses, isPrimary }) => ({
              operator,
              asn,
              addresses,
              primary: isPrimary ? 'yes' : '',
            })),
            ...wanted.networks.map(({ operator, network }) => ({ operator, cidr: network })),
          ].map((row) => ({ ...row, name: nameOf.get(row.operator), contact: 'x,"y"\n;z' }));
          const shuffled = <Item>(items: readonly Item[]): Item[] =>
            items
              .map((item) => [order.next().value!, item] as const)
              .sort(([a], [b]) => a - b)
              .map(([, item]) => item);
          const text = stringify(shuffled(rows), { header: true, columns: shuffled(columns), delimiter, bom: true });
          expect(readConstituencyFile(text)).toEqual({ constituency: wanted, ignored: ['contact'], faults: [] });
        }
      ),
      { numRuns: 300 }
    );
  });
});

/** Of each network one claim, none of all addresses, none that is IPv4; of each ASN one primary and one number. */
function withoutWhatAFileRefuses({ asns, networks }: Constituency): Constituency {
  const first = new Map(asns.map((claim) => [claim.asn, claim]));
  const left = {
    asns: asns.map((claim) => ({ ...claim, isPrimary: claim.isPrimary && first.get(claim.asn) === claim })),
    networks: [...new Map(networks.map((claim) => [claim.network, { ...claim, isPrimary: false }])).values()].filter(
      ({ network }) => !network.endsWith('/0') && !network.startsWith('::ffff:')
    ),
  };
  const keys = new Set([...left.asns, ...left.networks].map(({ operator }) => operator));
  return sorted({ ...left, operators: [...keys].map((key) => ({ key, name: `${key} Ltd` })) });
}
