import { dimensionNames, dimensions, rollups, rollupsMade, type DimensionName } from '@stats-portal/catalog';
import fc from 'fast-check';
import { copyLine } from '../events/copy.ts';
import { decode } from './binary.fixture.ts';
import { readDay } from './read.ts';
import { rowColumns, rowsOf } from './rows.ts';
import { textDimensions } from './source.ts';

type Line = Record<DimensionName | 'ip', string | null>;

const values: Partial<Record<DimensionName | 'ip', readonly string[]>> = {
  taxonomy: ['vulnerable', 'other'],
  feed: ['feed', 'ü', 'a\tb\\'],
  country: ['AT', 'DE'],
  asn: ['64496', '4200000000'],
  // As inet_send gives 192.0.2.0/24 and 2001:db8::/32.
  network: ['\\x02180004c0000200', '\\x0320001020010db8000000000000000000000000'],
  port: ['80', '443', '-1'],
  ip: ['192.0.2.1', '192.0.2.1/24', '255.255.255.255', '0.0.0.0', '2001:db8::1', '192.0.2.2'],
};

const line: fc.Arbitrary<Line> = fc.record(
  Object.fromEntries(
    [...dimensionNames, 'ip' as const].map((name) => [name, fc.constantFrom(null, ...(values[name] ?? []))])
  ) as Record<DimensionName | 'ip', fc.Arbitrary<string | null>>
);

/** As `daySelect` gives it. */
function copied(lines: readonly Line[]): Buffer {
  return Buffer.from(
    lines
      .map((one) =>
        copyLine([
          ...[...textDimensions, 'asn' as const, 'network' as const].map((name) => one[name]),
          'name',
          '0',
          one.port,
          one.ip,
        ])
      )
      .join('')
  );
}

async function* inPieces(bytes: Buffer, sizes: readonly number[]): AsyncIterable<Uint8Array> {
  let at = 0;
  for (const size of sizes) {
    yield bytes.subarray(at, (at += size));
  }
  yield Promise.resolve(bytes.subarray(at));
}

type Row = Record<(typeof rowColumns)[number], string | null>;

async function count(lines: readonly Line[], sizes: readonly number[] = []): Promise<Row[]> {
  const events = await readDay(inPieces(copied(lines), sizes));
  const rows = decode(Buffer.concat([...rowsOf(events, '2026-01-10', [])]), rowColumns.map(typeOf));
  return rows.map((row) => Object.fromEntries(rowColumns.map((name, place) => [name, row[place]])) as Row);
}

function typeOf(column: (typeof rowColumns)[number]): string {
  if (column === 'rollup') {
    return 'smallint';
  }
  if (column === 'day') {
    return 'timestamp';
  }
  return column === 'events' || column === 'ips' ? 'integer' : dimensions[column].type;
}

/** Sets and maps, with nothing but the definition in mind. */
function naive(lines: readonly Line[]): string[] {
  const shown = (one: Line, name: DimensionName): string | null => {
    if (name === 'port' && one.taxonomy !== 'vulnerable') {
      return null;
    }
    return name.startsWith('reported_') ? one[name.slice('reported_'.length) as DimensionName] : one[name];
  };
  return rollupsMade(false).flatMap(({ id, dimensions }) => {
    const cells = new Map<string, { events: number; ips: Set<string> }>();
    for (const one of lines) {
      const key = JSON.stringify(
        rowColumns
          .filter((name): name is DimensionName => (dimensionNames as string[]).includes(name))
          .map((name) => ((dimensions as readonly string[]).includes(name) ? shown(one, name) : null))
      );
      const cell = cells.get(key) ?? { events: 0, ips: new Set() };
      cells.set(key, cell);
      cell.events++;
      if (one.ip !== null) {
        cell.ips.add(one.ip);
      }
    }
    return [...cells].map(([key, { events, ips }]) => JSON.stringify([id, JSON.parse(key), events, ips.size]));
  });
}

function read(rows: readonly Row[]): string[] {
  return rows.map(({ rollup, day, events, ips, ...values }) => {
    expect(day).toBe('2026-01-10T00:00:00.000Z');
    return JSON.stringify([Number(rollup), Object.values(values), Number(events), Number(ips)]);
  });
}

test('every rollup has the events and the different addresses of its cells', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 60 }), async (lines) => {
      expect(read(await count(lines)).sort()).toEqual(naive(lines).sort());
    })
  );
});

test('pieces may end anywhere', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 10 }), fc.array(fc.nat(40)), async (lines, sizes) => {
      expect(await count(lines, sizes)).toEqual(await count(lines));
    })
  );
});

test('rows of an ASN lie together, in the order of the ASNs, those of none last', async () => {
  const at = (asn: string | null): Line => ({
    ...(Object.fromEntries([...dimensionNames, 'ip'].map((name) => [name, null])) as Line),
    asn,
  });
  const asns = ['64510', null, '4200000000', '3', '64510'].map(at);
  const ofAsn = rollups.find(({ name }) => name === 'asn')!.id;
  const rows = (await count(asns)).filter(({ rollup }) => Number(rollup) === ofAsn);
  expect(rows.map(({ asn }) => asn)).toEqual(['3', '64510', '4200000000', null]);
});
