import { randomBytes } from 'node:crypto';
import { chmod, copyFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { hostDimensions, identifier, literal } from '@stats-portal/catalog';
import fc from 'fast-check';
import { rewrite } from '../aggregator/src/bundle/bundle.fixture.ts';
import { importBundle, prepareImport } from '../aggregator/src/bundle/import.ts';
import { storeConstituency } from '../aggregator/src/operators/store.ts';
import type { Settings } from '../aggregator/src/settings.ts';
import { pairFor, told } from './bundles.ts';
import { temporaryFolder, eachDatabase } from './environment/index.ts';
import { eventArbitrary, type TestEvent } from './events.ts';
import { constituency, countedEvents, type Counted } from './oracle.ts';
import { claimed, event, useSite, type Site } from './site.ts';
import { verified } from './verified.ts';

const now = '2026-02-10T04:00:00Z';
const days = ['2026-01-28', '2026-01-29', '2026-02-01', '2026-02-02', '2026-02-06'];

/** A file with a new key. */
async function newKey(): Promise<string> {
  const file = join(await temporaryFolder(), 'hosts.key');
  await writeFile(file, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 });
  return file;
}

function keep(site: Site, hosts: Partial<Settings['hosts']>): void {
  site.settings = { ...site.settings, hosts: { ...site.settings.hosts, ...hosts } };
}

/** Different addresses in a range, by some dimensions, of those with one of these values. */
interface Asked {
  readonly from: string;
  readonly to: string;
  readonly by: ReadonlyArray<(typeof hostDimensions)[number]>;
  readonly filter: {
    readonly dimension: (typeof hostDimensions)[number];
    readonly values: ReadonlyArray<string | null>;
  };
}

async function stored({ statsdb }: Site, { from, to, by, filter }: Asked, what = 'host'): Promise<string[]> {
  const of = (name: string): string => `${identifier(name)}::text`;
  const values = filter.values.filter((value) => value !== null).map(literal);
  const conditions = [
    ...(values.length > 0 ? [`${of(filter.dimension)} IN (${values.join(', ')})`] : []),
    ...(filter.values.includes(null) ? [`${identifier(filter.dimension)} IS NULL`] : []),
  ];
  const { rows } = await statsdb.query(
    `SELECT ${[...by.map(of), `count(DISTINCT ${what})::text`].join(', ')} FROM stats.hosts
     WHERE day >= '${from}' AND day <= '${to}' AND (${conditions.join(' OR ')}) GROUP BY ${by.length === 0 ? '()' : by.map(identifier).join(', ')}
     HAVING count(*) > 0`
  );
  return rows.map((row) => JSON.stringify(row)).sort();
}

function truth(all: readonly Counted[], { from, to, by, filter }: Asked): string[] {
  const groups = new Map<string, Set<string>>();
  for (const { day, ip, values } of all) {
    if (day >= from && day <= to && ip !== null && filter.values.includes(values[filter.dimension])) {
      const key = JSON.stringify(by.map((name) => values[name]));
      groups.set(key, (groups.get(key) ?? new Set()).add(ip));
    }
  }
  return [...groups].map(([key, { size }]) => JSON.stringify([...(JSON.parse(key) as unknown[]), String(size)])).sort();
}

const anyBatch = fc.array(eventArbitrary(days), { maxLength: 30 });

/** Several questions to one history: a range, dimensions, and a filter whose values are taken from the events. */
const anyQuestions = fc.array(
  fc.record({
    range: fc.tuple(fc.constantFrom(...days), fc.constantFrom(...days)).map((two) => [...two].sort()),
    by: fc.subarray([...hostDimensions]),
    dimension: fc.constantFrom(...hostDimensions),
    picks: fc.infiniteStream(fc.boolean()),
  }),
  { minLength: 12, maxLength: 12 }
);

eachDatabase('Presence', (open) => {
  const site = useSite(open);
  let key: string;
  beforeEach(async () => {
    key = await newKey();
  });

  test('counts the different addresses of any range, filter and grouping, after events came late and went', async () => {
    await storeConstituency(site().statsdb, constituency, { source: 'test', now: new Date(now) });
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(anyBatch, anyBatch),
        anyQuestions,
        fc.constantFrom('hashed' as const, 'plain' as const),
        async ([first, late], questions, addresses) => {
          await site().empty();
          keep(site(), { addresses, keyFile: key });
          await site().insert(...first);
          await site().run('2026-02-07T04:00:00Z');
          await site().insert(...late);
          // An address moves: what the day had of it before is gone.
          await site().eventdb.execute(
            `UPDATE events SET "source.asn" = 64511 WHERE "source.ip" = '192.0.2.3' AND "source.asn" = 64497`
          );
          await site().run(now);
          const moved = [...first, ...late].map((one): TestEvent =>
            one['source.ip'] === '192.0.2.3' && one['source.asn'] === '64497' ? { ...one, 'source.asn': '64511' } : one
          );
          const all = countedEvents(moved, site().settings.aliases);
          for (const { range, by, dimension, picks } of questions) {
            const values = [...new Set(all.map((one) => one.values[dimension]))].filter(() => picks.next().value);
            const asked: Asked = { from: range[0]!, to: range[1]!, by, filter: { dimension, values } };
            const expected = values.length === 0 ? [] : truth(all, asked);
            const found = values.length === 0 ? [] : await stored(site(), asked);
            expect(found).toEqual(expected);
            if (addresses === 'plain' && values.length > 0) {
              expect(await stored(site(), asked, 'address')).toEqual(expected);
            }
          }
          expect((await verified(site())).found).toEqual([]);
        }
      ),
      { numRuns: 5 }
    );
  });

  test('is made when it is switched on, of the days whose events are there, and goes when it is switched off', async () => {
    await site().insert(event('2026-02-03'), event('2026-02-04'));
    await site().run(now);
    expect(await rows(site())).toEqual({});
    await site().eventdb.execute(`DELETE FROM events WHERE "time.source" < '2026-02-04'`);
    keep(site(), { addresses: 'hashed', keyFile: key });
    await site().run(now);
    expect(await rows(site())).toEqual({ '2026-02-04': 1 });
    expect(claimed(await site().run(now))).toEqual({});
    keep(site(), { addresses: 'none' });
    await site().run(now);
    expect(await rows(site())).toEqual({});
  });

  test('of another key is made anew where events are there; the ledger tells the keys apart', async () => {
    await site().insert(event('2026-01-02'), event('2026-02-04'));
    keep(site(), { addresses: 'hashed', keyFile: key });
    await site().run(now);
    const before = await names(site());
    expect(new Set(Object.values(before)).size).toBe(1);
    await site().eventdb.execute(`DELETE FROM events WHERE "time.source" < '2026-02-01'`);
    keep(site(), { keyFile: await newKey() });
    await site().run(now);
    const after = await names(site());
    expect(after['2026-01-02']).toBe(before['2026-01-02']);
    expect(after['2026-02-04']).not.toBe(before['2026-02-04']);
    expect(Object.values(after)).toEqual([expect.stringMatching(/^hashed [0-9a-f]{12}$/), after['2026-02-04']]);
    expect((await site().statsdb.query('SELECT count(DISTINCT host)::text FROM stats.hosts')).rows).toEqual([['2']]);
  });

  test('is forgotten after its own time; counts stay', async () => {
    await site().insert(event('2026-01-20'), event('2026-01-30'), event('2026-02-04'));
    keep(site(), { addresses: 'hashed', keyFile: key, retentionDays: 12 });
    await site().run(now);
    expect(await rows(site())).toEqual({ '2026-01-30': 1, '2026-02-04': 1 });
    const { news } = await site().run('2026-02-13T04:00:00Z');
    expect(news).toContainEqual({ kind: 'upkeep', what: 'forgot the addresses of 1 day before 2026-02-01' });
    expect(await rows(site())).toEqual({ '2026-02-04': 1 });
    expect(Object.keys(await site().days())).toEqual(['2026-01-20', '2026-01-30', '2026-02-04']);
    expect((await verified(site(), { now: new Date('2026-02-13T05:00:00Z') })).found).toEqual([]);
    site().settings = { ...site().settings, statsdb: { ...site().settings.statsdb, retentionDays: 5 } };
    await site().run('2026-02-13T04:00:00Z');
    expect([await rows(site()), await site().days()]).toEqual([{}, {}]);
  });

  test('is verified: a row too few, too many, or of another address', async () => {
    await site().insert(
      ...['198.51.100.1', '198.51.100.2', '198.51.100.3'].map((ip) => event('2026-02-04', { 'source.ip': ip }))
    );
    keep(site(), { addresses: 'hashed', keyFile: key });
    await site().run(now);
    for (const [harm, kept] of [
      ['DELETE FROM stats.hosts WHERE host = (SELECT min(host) FROM stats.hosts)', 2],
      ['INSERT INTO stats.hosts SELECT * FROM stats.hosts', 6],
      ['UPDATE stats.hosts SET host = host + 1', 3],
    ] as const) {
      await site().run(now, { forced: { from: '2026-02-04', to: '2026-02-04' } });
      await site().statsdb.execute(harm);
      const { found } = await verified(site());
      expect(found).toMatchObject([{ rollup: 'hosts', stored: { ips: kept }, recounted: { ips: 3 } }]);
    }
  });

  describe('travels in bundles', () => {
    const pair = pairFor(site, open, now);

    test('with its days, whole or not at all, as far back as the receiver keeps it', async () => {
      const { receiver } = pair();
      keep(site(), { addresses: 'hashed', keyFile: key });
      await site().insert(event('2026-01-20'), event('2026-02-03', { 'source.ip': '2001:db8::1' }));
      await site().run(now);
      const { path, rows: count } = await pair().export();
      const forged = join(await temporaryFolder(), basename(path));
      await copyFile(path, forged);
      await rewrite(forged, ({ files }) =>
        files.set('hosts/2026-02-03.copy.gz', files.get('hosts/2026-01-20.copy.gz')!)
      );
      await expect(pair().import(forged)).rejects.toThrow('has not the 1 rows of 2026-02-03');
      expect((await receiver.query('SELECT * FROM stats.hosts')).rows).toEqual([]);

      await prepareImport(receiver);
      const rules = { statsdb: receiver, accept: false, keepSince: null, now: new Date(now) };
      await importBundle(path, { ...rules, hostsSince: '2026-02-01' });
      expect((await receiver.query('SELECT day::date FROM stats.hosts')).rows).toEqual([['2026-02-03']]);
      await importBundle((await pair().export({ days: 'new source' })).path, { ...rules, accept: true });
      expect(count).toBeGreaterThan(0);
      expect(await told(receiver)).toEqual(await told(site().statsdb));

      await site().eventdb.execute(`DELETE FROM events WHERE "time.source" > '2026-02-01'`);
      site().settings = { ...site().settings, eventdb: { ...site().settings.eventdb, retentionDays: 300 } };
      await site().run(now);
      await pair().import((await pair().export()).path);
      expect(await told(receiver)).toEqual(await told(site().statsdb));
    });
  });

  test('is refused without a good key, and nothing is changed', async () => {
    await site().insert(event('2026-02-04'));
    keep(site(), { addresses: 'hashed' });
    await expect(site().run(now)).rejects.toThrow('the file with the key is not set');
    await writeFile(key, 'secret');
    keep(site(), { keyFile: key });
    await expect(site().run(now)).rejects.toThrow('it must be 64 hexadecimal digits');
    await chmod(key, 0o644);
    await expect(site().run(now)).rejects.toThrow('may be read by others');
    expect(await site().days()).toEqual({});
  });
});

async function rows({ statsdb }: Site): Promise<Record<string, number>> {
  const found = await statsdb.query('SELECT day::date, count(*) FROM stats.hosts GROUP BY 1 ORDER BY 1');
  return Object.fromEntries(found.rows.map(([day, count]) => [day!, Number(count)]));
}

async function names({ statsdb }: Site): Promise<Record<string, string>> {
  const found = await statsdb.query('SELECT day::date, hosts FROM stats.days ORDER BY 1');
  return Object.fromEntries(found.rows.map(([day, name]) => [day!, name!]));
}
