import type { Database } from '../database/database.ts';
import { statisticsTable } from '../statistics/statistics.ts';
import { parseNetwork, printNetwork } from './address.ts';
import { sorted, type Constituency } from './constituency.ts';
import { differenceOf, isEmpty, type Changes, type Difference } from './difference.ts';
import { attributionName } from './match.ts';
import { sizesOf, writeSizes } from './sizes.ts';

const imports = statisticsTable('constituencies');
const operators = statisticsTable('operators');
const asns = statisticsTable('operator_asns');
const networks = statisticsTable('operator_networks');

/** The constituency that is valid now. One statement, so that no import comes in between. */
export async function readConstituency(statsdb: Database): Promise<Constituency> {
  const rows = await statsdb.rows<
    Record<'operator', string> & Record<'name' | 'asn' | 'addresses' | 'network' | 'primary', string | null>
  >(
    `SELECT operator, name, NULL AS asn, NULL AS addresses, NULL AS network, NULL AS "primary"
     FROM ${operators} WHERE valid_to IS NULL
     UNION ALL SELECT operator, NULL, asn::text, addresses::text, NULL, is_primary::text FROM ${asns} WHERE valid_to IS NULL
     UNION ALL SELECT operator, NULL, NULL, NULL, network::text, is_primary::text FROM ${networks} WHERE valid_to IS NULL`
  );
  return sorted({
    operators: rows.flatMap(({ operator, name }) => (name === null ? [] : [{ key: operator, name }])),
    asns: rows.flatMap(({ operator, asn, addresses, primary }) =>
      asn === null
        ? []
        : [
            {
              operator,
              asn: Number(asn),
              addresses: addresses === null ? null : Number(addresses),
              isPrimary: primary === 'true',
            },
          ]
    ),
    networks: rows.flatMap(({ operator, network, primary }) =>
      network === null
        ? []
        : // PostgreSQL writes some IPv6 networks in another way.
          [{ operator, network: printNetwork(parseNetwork(network)!), isPrimary: primary === 'true' }]
    ),
  });
}

/** Name of the attribution that is valid now: as `attributionName` of the constituency, without reading all of it. */
export async function readAttribution(statsdb: Database): Promise<string> {
  const [row] = await statsdb.rows<{ attribution: string }>(
    `SELECT attribution FROM ${imports} ORDER BY id DESC LIMIT 1`
  );
  return row?.attribution ?? '';
}

/**
 * Makes this constituency the valid one: what is gone ends, what is new begins, in one transaction. The same one again
 * writes nothing. `source` says where it came from, without a password.
 */
export async function storeConstituency(
  statsdb: Database,
  wanted: Constituency,
  { source, now }: { readonly source: string; readonly now: Date }
): Promise<Difference> {
  return statsdb.transaction({ name: 'operators' }, async () => {
    // Two imports at once follow one another; reading goes on meanwhile.
    await statsdb.execute(`LOCK TABLE ${imports} IN SHARE ROW EXCLUSIVE MODE`);
    const difference = differenceOf(await readConstituency(statsdb), wanted);
    if (!isEmpty(difference)) {
      await write(statsdb, difference, await noteImport(statsdb, wanted, source, now));
    }
    // Also where nothing else is new: what sizes are made of may be, and an older program stored none.
    await writeSizes(statsdb, sizesOf(wanted));
    return difference;
  });
}

/** Notes the import and gives its moment: later than all before it, also if a clock went back. */
async function noteImport(statsdb: Database, wanted: Constituency, source: string, now: Date): Promise<string> {
  const [row] = await statsdb.rows<{ moment: string }>(
    `INSERT INTO ${imports} (imported_at, source, attribution, operators, asns, networks)
     SELECT greatest($1::timestamptz, max(imported_at) + interval '1 microsecond'), $2, $3, $4::integer, $5::integer,
            $6::integer FROM ${imports}
     RETURNING imported_at::text AS moment`,
    [
      now.toISOString(),
      source,
      attributionName(wanted),
      wanted.operators.length,
      wanted.asns.length,
      wanted.networks.length,
    ]
  );
  return row!.moment;
}

async function write(statsdb: Database, difference: Difference, moment: string): Promise<void> {
  await replace(statsdb, difference.operators, moment, {
    table: operators,
    key: { operator: ['text', ({ key }) => key] },
    rest: { name: ['text', ({ name }) => name] },
  });
  await replace(statsdb, difference.asns, moment, {
    table: asns,
    key: { operator: ['text', ({ operator }) => operator], asn: ['bigint', ({ asn }) => String(asn)] },
    rest: {
      is_primary: ['boolean', ({ isPrimary }) => String(isPrimary)],
      addresses: ['bigint', ({ addresses }) => String(addresses ?? '')],
    },
  });
  await replace(statsdb, difference.networks, moment, {
    table: networks,
    key: { operator: ['text', ({ operator }) => operator], network: ['cidr', ({ network }) => network] },
    rest: { is_primary: ['boolean', ({ isPrimary }) => String(isPrimary)] },
  });
}

/** Columns with their types, and the text of their values; an empty one is NULL. */
type Columns<Row> = Readonly<Record<string, readonly [type: string, textOf: (row: Row) => string]>>;

interface Target<Row> {
  readonly table: string;
  /** What tells valid rows apart. */
  readonly key: Columns<Row>;
  readonly rest: Columns<Row>;
}

async function replace<Row>(
  statsdb: Database,
  { ended, begun }: Changes<Row>,
  moment: string,
  { table, key, rest }: Target<Row>
): Promise<void> {
  const isSame = Object.entries(key).map(([name, [type]]) => `present.${name} = ended.${name}::${type}`);
  await statsdb.query(
    `UPDATE ${table} AS present SET valid_to = $1::timestamptz FROM ${rowsOf(key, 'ended')}
     WHERE present.valid_to IS NULL AND ${isSame.join(' AND ')}`,
    [moment, ...valuesOf(key, ended)]
  );
  const all = { ...key, ...rest };
  const values = Object.entries(all).map(([name, [type]]) => `nullif(${name}, '')::${type}`);
  await statsdb.query(
    `INSERT INTO ${table} (${Object.keys(all).join(', ')}, valid_from)
     SELECT ${values.join(', ')}, $1::timestamptz FROM ${rowsOf(all, 'begun')}`,
    [moment, ...valuesOf(all, begun)]
  );
}

/** The parameters from $2 on, an array of texts for each column, as rows. */
function rowsOf<Row>(columns: Columns<Row>, alias: string): string {
  const names = Object.keys(columns);
  return `unnest(${names.map((_, position) => `$${position + 2}::text[]`).join(', ')}) AS ${alias} (${names.join(', ')})`;
}

function valuesOf<Row>(columns: Columns<Row>, rows: readonly Row[]): string[][] {
  return Object.values(columns).map(([, textOf]) => rows.map((row) => textOf(row)));
}
