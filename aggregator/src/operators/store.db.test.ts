import fc from 'fast-check';
import { eachDatabase } from '../../../test/environment/index.ts';
import type { Database } from '../database/database.ts';
import { migrate } from '../statistics/migrate.ts';
import { addressArbitrary, asnArbitrary, constituencyArbitrary } from './constituency.fixture.ts';
import { emptyConstituency, sorted, type Constituency } from './constituency.ts';
import { isEmpty } from './difference.ts';
import { attributionName, matcher } from './match.ts';
import { readAttribution, readConstituency, storeConstituency } from './store.ts';

const now = new Date('2026-02-10T04:00:00Z');

const alpha: Constituency = {
  operators: [{ key: 'alpha', name: 'Alpha' }],
  asns: [{ operator: 'alpha', asn: 64496, addresses: 256, isPrimary: false }],
  networks: [{ operator: 'alpha', network: '192.0.2.0/24', isPrimary: false }],
};

const store = (statsdb: Database, constituency: Constituency, at = now): ReturnType<typeof storeConstituency> =>
  storeConstituency(statsdb, constituency, { source: 'test', now: at });

const tables = ['operators', 'operator_asns', 'operator_networks'];

/** All rows of all tables, as texts. */
async function everything(statsdb: Database): Promise<string[]> {
  const all = await Promise.all(
    ['constituencies', ...tables].map((table) => statsdb.query(`SELECT t::text FROM stats.${table} t ORDER BY 1`))
  );
  return all.flatMap(({ rows }) => rows.map(([row]) => row!));
}

eachDatabase('The stored constituency', (open) => {
  let statsdb: Database;

  beforeAll(async () => {
    statsdb = await open();
    await migrate(statsdb, { zone: 'UTC', rezone: false });
  });

  beforeEach(() =>
    statsdb.execute(`TRUNCATE stats.constituencies, ${tables.map((table) => `stats.${table}`).join(', ')}`)
  );

  test('is what was imported last; the same again writes nothing', async () => {
    expect(await readConstituency(statsdb)).toEqual(emptyConstituency);
    const first = await store(statsdb, alpha);
    expect(first.changesAttribution).toBe(true);
    expect(await readConstituency(statsdb)).toEqual(alpha);
    const before = await everything(statsdb);
    expect(isEmpty(await store(statsdb, alpha, new Date('2026-02-11T04:00:00Z')))).toBe(true);
    expect(await everything(statsdb)).toEqual(before);
  });

  test('ends what is gone, and keeps since when the rest is', async () => {
    await store(statsdb, alpha);
    const changed = { ...alpha, networks: [{ ...alpha.networks[0]!, network: '198.51.100.0/24' }] };
    const { changesAttribution } = await store(statsdb, changed, new Date('2026-02-11T04:00:00Z'));
    expect(changesAttribution).toBe(true);
    const { rows } = await statsdb.query(
      `SELECT network::text, valid_from::text, valid_to::text FROM stats.operator_networks ORDER BY network`
    );
    expect(rows).toEqual([
      ['192.0.2.0/24', '2026-02-10 04:00:00+00', '2026-02-11 04:00:00+00'],
      ['198.51.100.0/24', '2026-02-11 04:00:00+00', null],
    ]);
    const kept = await statsdb.query('SELECT valid_from::text, valid_to::text FROM stats.operator_asns');
    expect(kept.rows).toEqual([['2026-02-10 04:00:00+00', null]]);
  });

  test('says how large each operator is, also after an older program stored it without', async () => {
    const sizes = async (): Promise<unknown> =>
      (await statsdb.query('SELECT t::text FROM stats.operator_sizes t')).rows;
    await store(statsdb, alpha);
    expect(await sizes()).toEqual([['(alpha,256)']]);
    await statsdb.execute('TRUNCATE stats.operator_sizes');
    await store(statsdb, alpha);
    expect(await sizes()).toEqual([['(alpha,256)']]);
    await store(statsdb, { ...alpha, networks: [{ ...alpha.networks[0]!, network: '192.0.2.0/23' }] });
    expect(await sizes()).toEqual([['(alpha,512)']]);
    await store(statsdb, emptyConstituency);
    expect(await sizes()).toEqual([]);
  });

  test('can have another name without any event being another’s', async () => {
    await store(statsdb, alpha);
    const { changesAttribution } = await store(statsdb, { ...alpha, operators: [{ key: 'alpha', name: 'Alpha Ltd' }] });
    expect(changesAttribution).toBe(false);
    const { rows } = await statsdb.query('SELECT attribution, count(*)::text FROM stats.constituencies GROUP BY 1');
    expect(rows).toMatchObject([[expect.any(String), '2']]);
  });

  test('does not change where an import fails half-way', async () => {
    await store(statsdb, alpha);
    const before = await everything(statsdb);
    const twice = { ...alpha, networks: [...alpha.networks, { ...alpha.networks[0]!, isPrimary: true }] };
    await expect(store(statsdb, twice)).rejects.toMatchObject({ code: '23505' });
    expect(await everything(statsdb)).toEqual(before);
  });

  test('goes forward, also if a clock went back', async () => {
    await store(statsdb, alpha);
    await store(statsdb, emptyConstituency, new Date('2026-02-09T04:00:00Z'));
    await store(statsdb, alpha, new Date('2026-02-08T04:00:00Z'));
    expect(await readConstituency(statsdb)).toEqual(alpha);
    const { rows } = await statsdb.query('SELECT valid_from::text, valid_to::text FROM stats.operators ORDER BY 1');
    expect(rows).toEqual([
      ['2026-02-10 04:00:00+00', '2026-02-10 04:00:00.000001+00'],
      ['2026-02-10 04:00:00.000002+00', null],
    ]);
  });

  const seed = Number(process.env.SEED ?? 20_261_124);

  test(`was at each moment what was imported last before it (SEED=${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(constituencyArbitrary, { minLength: 1, maxLength: 5 }), async (imports) => {
        await statsdb.execute(`TRUNCATE stats.constituencies, ${tables.map((table) => `stats.${table}`).join(', ')}`);
        const momentOf = (day: number): Date => new Date(Date.UTC(2026, 0, day + 1));
        for (const [day, constituency] of imports.entries()) {
          await store(statsdb, constituency, momentOf(day));
          expect(await readConstituency(statsdb)).toEqual(constituency);
          expect(await readAttribution(statsdb)).toBe(attributionName(constituency));
        }
        for (const [day, constituency] of imports.entries()) {
          expect(await readAt(statsdb, momentOf(day))).toEqual(constituency);
        }
      }),
      { seed, numRuns: 25 }
    );
  });

  test(`says of each event what PostgreSQL says, with the networks that it has (SEED=${seed})`, async () => {
    const event = fc.tuple(fc.option(addressArbitrary), fc.option(asnArbitrary.map(String)));
    await fc.assert(
      fc.asyncProperty(
        constituencyArbitrary,
        fc.array(event, { minLength: 20, maxLength: 20 }),
        async (some, events) => {
          await store(statsdb, some);
          const { rows } = await statsdb.query(
            `SELECT host(ip), asn::text, CASE WHEN around IS NOT NULL THEN ${sqlOwner('operator_networks', 'network = around')}
             ELSE ${sqlOwner('operator_asns', 'claim.asn = event.asn')} END AS operator
           FROM (SELECT nullif(ip, '')::inet AS ip, nullif(asn, '')::bigint AS asn
                 FROM unnest($1::text[], $2::text[]) AS event (ip, asn)) AS event
           CROSS JOIN LATERAL (SELECT (SELECT network FROM stats.operator_networks
             WHERE valid_to IS NULL AND network >>= ip ORDER BY masklen(network) DESC LIMIT 1) AS around) AS longest`,
            [events.map(([address]) => address ?? ''), events.map(([, asn]) => asn ?? '')]
          );
          const { operators, operatorOf } = matcher(await readConstituency(statsdb));
          for (const [address, asn, operator] of rows) {
            expect([address, asn, operators[operatorOf(address!, asn!)] ?? null]).toEqual([address, asn, operator]);
          }
        }
      ),
      { seed, numRuns: 25 }
    );
  });
});

/** Whose all the claims are together that this condition picks, as SQL. */
function sqlOwner(table: string, condition: string): string {
  return `(SELECT CASE WHEN count(*) = 1 THEN min(operator) WHEN count(*) FILTER (WHERE is_primary) = 1
    THEN min(operator) FILTER (WHERE is_primary) END FROM stats.${table} AS claim WHERE valid_to IS NULL AND ${condition})`;
}

/** As somebody reads it who knows the tables only. */
async function readAt(statsdb: Database, moment: Date): Promise<Constituency> {
  const rows = async (table: string, columns: string): Promise<ReadonlyArray<ReadonlyArray<string | null>>> =>
    (
      await statsdb.query(
        `SELECT ${columns} FROM stats.${table} WHERE valid_from <= $1 AND (valid_to IS NULL OR valid_to > $1)`,
        [moment.toISOString()]
      )
    ).rows;
  const [operators, asns, networks] = [
    await rows('operators', 'operator, name'),
    await rows('operator_asns', 'operator, asn::text, addresses::text, is_primary::text'),
    await rows('operator_networks', 'operator, network::text, is_primary::text'),
  ];
  return sorted({
    operators: operators.map(([key, name]) => ({ key: key!, name: name! })),
    asns: asns.map(([operator, asn, addresses, isPrimary]) => ({
      operator: operator!,
      asn: Number(asn),
      addresses: addresses === null ? null : Number(addresses),
      isPrimary: isPrimary === 'true',
    })),
    networks: networks.map(([operator, network, isPrimary]) => ({
      operator: operator!,
      network: network!,
      isPrimary: isPrimary === 'true',
    })),
  });
}
