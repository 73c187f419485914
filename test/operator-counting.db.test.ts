import { rollupByName, type RollupName } from '@stats-portal/catalog';
import fc from 'fast-check';
import type { Constituency } from '../aggregator/src/operators/constituency.ts';
import { storeConstituency } from '../aggregator/src/operators/store.ts';
import { eventArbitrary } from './events.ts';
import { claimed, eachSite, event, kept, type Site } from './site.ts';
import { verified } from './verified.ts';

const now = '2026-02-10T04:00:00Z';

/** Alpha has a network, beta a part of it and an ASN, gamma nothing that is reported. */
const constituency: Constituency = {
  operators: ['alpha', 'beta', 'gamma'].map((key) => ({ key, name: key })),
  asns: [{ operator: 'beta', asn: 64496, isPrimary: false, addresses: null }],
  networks: [
    { operator: 'alpha', network: '192.0.2.0/24', isPrimary: false },
    { operator: 'beta', network: '192.0.2.128/25', isPrimary: false },
  ],
};

async function become(site: Site, wanted: Constituency): Promise<void> {
  await storeConstituency(site.statsdb, wanted, { source: 'test', now: new Date(now) });
}

/** Operator, events and addresses of a day. */
async function byOperator({ statsdb }: Site, day: string, rollup: RollupName = 'operator'): Promise<unknown[][]> {
  const { rows } = await statsdb.query(
    `SELECT operator, events::int, ips::int FROM stats.rollups WHERE rollup = ${rollupByName(rollup).id} AND day = $1::timestamp
     ORDER BY operator NULLS LAST`,
    [day]
  );
  return rows.map(([operator, events, ips]) => [operator, Number(events), Number(ips)]);
}

/** Days that could not be verified are among them. */
const differences = async (site: Site): Promise<unknown[]> => {
  const { news, found } = await verified(site);
  return [...news.filter(({ kind }) => kind === 'unverified'), ...found];
};

eachSite('Counting by operator', (site) => {
  beforeEach(() => become(site(), { operators: [], asns: [], networks: [] }));

  test('the longest network around the address, else the ASN, else nobody', async () => {
    await become(site(), constituency);
    await site().insert(
      event('2026-02-01', { 'source.ip': '192.0.2.1', 'source.asn': '64496' }),
      event('2026-02-01', { 'source.ip': '192.0.2.1', 'source.asn': '64496' }),
      event('2026-02-01', { 'source.ip': '192.0.2.200' }),
      event('2026-02-01', { 'source.ip': '198.51.100.1', 'source.asn': '64496' }),
      event('2026-02-01', { 'source.ip': '198.51.100.1', 'source.asn': '64497' })
    );
    await site().run(now);
    expect(await byOperator(site(), '2026-02-01')).toEqual([
      ['alpha', 2, 1],
      ['beta', 2, 2],
      [null, 1, 1],
    ]);
    expect(await byOperator(site(), '2026-02-01', 'operator_type')).toHaveLength(3);
  });

  test('another constituency counts the days anew whose events are there; older days keep whose they were', async () => {
    await become(site(), constituency);
    await site().insert(event('2026-01-20'), event('2026-02-01'));
    await site().run(now);
    await site().eventdb.execute(`DELETE FROM events WHERE "time.source" < '2026-01-25 00:00:00+00'`);
    const [first, ...others] = constituency.networks;
    await become(site(), { ...constituency, networks: [{ ...first!, operator: 'gamma' }, ...others] });
    const ran = await site().run('2026-02-10T05:00:00Z');
    expect(Object.keys(claimed(ran))).toEqual(['2026-02-01']);
    expect(kept(ran)).toEqual(['2026-01-20']);
    expect(await byOperator(site(), '2026-02-01')).toEqual([['gamma', 1, 1]]);
    expect(await byOperator(site(), '2026-01-20')).toEqual([['alpha', 1, 1]]);
  });

  test('the same constituency again, or only another name to read, counts nothing anew', async () => {
    await become(site(), constituency);
    await site().insert(event('2026-02-01'));
    await site().run(now);
    const named = constituency.operators.map((operator) => ({ ...operator, name: `The ${operator.name}` }));
    await become(site(), { ...constituency, operators: named });
    expect(claimed(await site().run('2026-02-10T05:00:00Z'))).toEqual({});
  });

  test('without a constituency no operator has rows', async () => {
    await site().insert(event('2026-02-01'));
    await site().run(now);
    expect(await byOperator(site(), '2026-02-01')).toEqual([]);
    expect(await differences(site())).toEqual([]);
  });

  test('a second way of counting says the same, of any events', async () => {
    await become(site(), constituency);
    const events = fc.sample(eventArbitrary(['2026-01-30', '2026-02-01']), { numRuns: 150, seed: 3 });
    await site().insert(...events, event('2026-02-01', { 'source.ip': '::ffff:192.0.2.129' }));
    await site().run(now);
    expect(await differences(site())).toEqual([]);
    await site().statsdb.execute(`UPDATE stats.rollups SET operator = 'gamma' WHERE operator = 'beta'`);
    expect(await differences(site())).not.toEqual([]);
  });
});
