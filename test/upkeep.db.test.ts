import type { Database } from '../aggregator/src/database/database.ts';
import { migrate } from '../aggregator/src/statistics/migrate.ts';
import { readStatus } from '../aggregator/src/statistics/status.ts';
import type { Settings } from '../aggregator/src/settings.ts';
import { eachDatabase, embeddedDatabase } from './environment/index.ts';
import type { TestEvent } from './events.ts';
import { withFault } from './faults.ts';
import { claimed, event, useSite, type Ran, type Site } from './site.ts';

const now = '2026-02-10T04:00:00Z';

function useStorage(site: Site, storage: Partial<Settings['statsdb']>): void {
  site.settings = { ...site.settings, statsdb: { ...site.settings.statsdb, ...storage } };
}

/** What upkeep said. */
const upkept = ({ news }: Ran): string[] => news.flatMap((one) => (one.kind === 'upkeep' ? [one.what] : []));

const tooOld = ({ news }: Ran): unknown[] => news.filter(({ kind }) => kind === 'too old');

/** Chunks of the big table, the oldest first: whether they are in the columnstore, and whether rows lie beside it. */
async function chunks(statsdb: Database): Promise<string[]> {
  const rows = await statsdb.rows<{ state: string }>(`
    SELECT CASE WHEN status & 1 = 0 THEN 'rows' WHEN status & 8 = 0 THEN 'columnstore' ELSE 'both' END AS state
    FROM timescaledb_information.chunks JOIN _timescaledb_catalog.chunk ON table_name = chunk_name
    WHERE hypertable_name = 'rollups' ORDER BY range_start`);
  return rows.map(({ state }) => state);
}

/** Addresses under several classes and networks, so that a sum of distincts would be wrong. */
const varied = (day: string): TestEvent[] =>
  Array.from({ length: 40 }, (_, n) =>
    event(day, {
      'source.ip': `192.0.2.${n % 7}`,
      'source.asn': String(64496 + (n % 3)),
      'classification.identifier': ['open-redis', 'open-ntp', undefined][n % 3]!,
      'feed.provider': n % 2 === 0 ? 'Shadowserver' : 'Größe \\N',
      'source.network': ['192.0.2.0/24', '192.0.2.0/25'][n % 2]!,
    })
  );

eachDatabase('Statistics with a retention', (open) => {
  const site = useSite(open);

  test('forget old days for good, with all that knew of them', async () => {
    await site().insert(event('2025-08-01'), event('2025-11-01'), event('2026-01-10'), event('2026-01-11'));
    await site().run(now);
    await site().statsdb.execute(`INSERT INTO stats.dirty_days VALUES ('2025-07-01', 'forced', now())`);
    useStorage(site(), { retentionDays: 30 });
    expect(upkept(await site().run(now))).toContain('forgot 3 days before 2026-01-11');
    expect(await site().days()).toEqual({ '2026-01-11': 1 });
    expect(await site().waiting()).toEqual({});
    const left = await site().statsdb.query('SELECT DISTINCT day::date FROM stats.rollups');
    expect(left.rows).toEqual([['2026-01-11']]);
    expect(await site().statsdb.query('SELECT * FROM stats.removed_days')).toMatchObject({ rows: [] });

    const quiet = await site().run(now);
    expect(quiet.news).toEqual([{ kind: 'claimed', days: [], undated: 0 }]);
    expect(upkept(await site().run('2026-02-11T04:00:00Z'))).toEqual(['forgot 1 day before 2026-01-12']);
    expect(await site().days()).toEqual({});
  });

  test('count and tell what comes for a forgotten day, and never bring it back', async () => {
    useStorage(site(), { retentionDays: 60 });
    await site().insert(event('2025-06-01'), event('2025-06-01'), event('2026-02-01'));
    const first = await site().run(now);
    expect(claimed(first)).toEqual({ '2026-02-01': 'not counted yet' });
    expect(tooOld(first)).toEqual([{ kind: 'too old', days: ['2025-06-01'], events: 2 }]);
    const before = await site().statistics();

    await site().insert(event('2025-06-01'), event('2025-06-01'), event('2025-06-01'), event('2025-07-01'));
    const late = await site().run(now);
    expect(claimed(late)).toEqual({});
    expect(tooOld(late)).toEqual([{ kind: 'too old', days: ['2025-06-01', '2025-07-01'], events: 4 }]);
    expect(late).toMatchObject({ tooOldEvents: 4, days: 0 });
    const journal = await site().statsdb.query('SELECT too_old_events FROM stats.runs ORDER BY id');
    expect(journal.rows).toEqual([['2'], ['4']]);

    const alias = { when: { type: 'other' }, use: { type: 'new' } };
    site().settings = { ...site().settings, aliases: [alias, ...site().settings.aliases] };
    expect(claimed(await site().run(now))).toEqual({ '2026-02-01': 'counting changed: aliases or catalog' });
    expect(claimed(await site().run(now, { forced: { from: '2025-01-01', to: '2026-02-09' } }))).toEqual({
      '2026-02-01': 'forced',
    });
    await site().statsdb.execute(`INSERT INTO stats.dirty_days VALUES ('2025-06-01', 'changed', now())`);
    expect(claimed(await site().run(now))).toEqual({});
    expect(await site().days()).toEqual(before.days);
    expect((await site().statistics()).rows).toHaveLength(before.rows.length);
  });

  test('look no further back than they keep, also where the window is longer', async () => {
    useStorage(site(), { retentionDays: 10 });
    await site().insert(event('2026-01-20'), event('2026-02-01'));
    await site().run(now);
    await site().insert(event('2026-01-20'), event('2026-02-02'));
    const next = await site().run(now);
    expect(claimed(next)).toEqual({ '2026-02-02': 'not counted yet' });
    expect(tooOld(next)).toEqual([{ kind: 'too old', days: ['2026-01-20'], events: 1 }]);
    expect((await site().run(now)).news).toEqual([{ kind: 'claimed', days: [], undated: 0 }]);
  });

  test.each(['begun', 'ending', 'committed'])(
    'forget a day as a whole, or not yet: stopped at forget.%s',
    async (moment) => {
      const rowsAndLedger = async (): Promise<unknown[]> => {
        const { rows } = await site().statsdb.query('SELECT DISTINCT day::date FROM stats.rollups ORDER BY 1');
        return [rows.flat(), Object.keys(await site().days())];
      };
      await site().insert(...['2025-12-30', '2025-12-31', '2026-01-01', '2026-02-01'].map((day) => event(day)));
      await site().run(now);
      useStorage(site(), { retentionDays: 30 });
      // Days go one by one, but chunks go as a whole.
      const nth = site().statsdb.kind === 'embedded' ? 1 : 2;
      await expect(withFault(`forget.${moment}=throw:${nth}`, () => site().run(now))).rejects.toThrow('fault');
      const [rows, ledger] = await rowsAndLedger();
      expect(rows).toEqual(ledger);
      await site().run(now);
      expect(await rowsAndLedger()).toEqual([['2026-02-01'], ['2026-02-01']]);
    }
  );

  test('do not believe a clock that is years ahead', async () => {
    await site().insert(event('2026-02-01'));
    await site().run(now);
    useStorage(site(), { retentionDays: 3_650 });
    await site().run('2046-02-10T04:00:00Z');
    expect(await site().days()).toEqual({ '2026-02-01': 1 });
  });
});

describe('Statistics in TimescaleDB', () => {
  const site = useSite(embeddedDatabase);

  test('move old chunks into the columnstore, and again after late events', async () => {
    const { statsdb } = site();
    await site().insert(...['2025-08-01', '2025-08-02', '2025-11-01', '2026-02-09'].flatMap(varied));
    expect(upkept(await site().run(now))).toContain('moved 2 chunks into the columnstore');
    expect(await chunks(statsdb)).toEqual(['columnstore', 'columnstore', 'rows']);

    await site().insert(event('2025-08-02', { 'source.ip': '198.51.100.7' }), ...varied('2025-08-03'));
    await site().eventdb.query(`UPDATE events SET "source.asn" = 64499 WHERE "time.source" < '2025-08-02'`);
    expect(await site().run(now)).toMatchObject({ days: 3, lateEvents: 1 });
    expect(await chunks(statsdb)).toEqual(['columnstore', 'columnstore', 'rows']);
    const kept = await site().statistics();
    expect(kept.days).toEqual({
      '2025-08-01': 40,
      '2025-08-02': 41,
      '2025-08-03': 40,
      '2025-11-01': 40,
      '2026-02-09': 40,
    });
    const bytes = (await readStatus(statsdb)).tables.find(({ table }) => table === 'stats.rollups')!;
    expect(bytes.rows).toBe(kept.rows.length);
    expect(bytes.bytes).toBe(await sizeOnDisk(statsdb));
    expect(kept).toEqual(await site().rebuilt(now));
  });

  test('can be counted anew while a chunk is half in the columnstore', async () => {
    const { statsdb } = site();
    await site().insert(...['2025-08-01', '2025-08-02'].flatMap(varied));
    await site().run(now);
    await statsdb.execute(`INSERT INTO stats.rollups SELECT * FROM stats.rollups WHERE rollup = 1`);
    expect(await chunks(statsdb)).toEqual(['both']);
    await site().run(now, { forced: { from: '2025-08-01', to: '2025-08-02' } });
    expect(await chunks(statsdb)).toEqual(['columnstore']);
    expect(await site().statistics()).toEqual(await site().rebuilt(now));
  });

  test('change their jobs with the settings, at the next run or migrate', async () => {
    await site().run(now);
    useStorage(site(), { columnstoreAfterDays: 40, retentionDays: 400 });
    await site().insert(event('2025-12-20'), event('2025-12-31'));
    expect(upkept(await site().run(now))).toEqual([
      'no longer: the job that moves chunks of stats.rollups into the columnstore does so after 7 days, not after 40 days',
      'no longer: no job drops old chunks of stats.rollups',
      'no longer: the job that moves chunks of stats.hosts into the columnstore does so after 7 days, not after 40 days',
    ]);
    expect(await chunks(site().statsdb)).not.toContain('columnstore');
    expect(upkept(await site().run(now))).toEqual([]);
    await migrate(site().statsdb, { zone: 'UTC', rezone: false });
    const jobs = await site().statsdb.query(
      `SELECT config ->> 'compress_after' FROM timescaledb_information.jobs WHERE hypertable_name = 'rollups'`
    );
    expect(jobs.rows).toEqual([['7 days']]);
  });

  test('drop whole chunks at once', async () => {
    const { statsdb } = site();
    await site().insert(...['2025-03-01', '2025-03-02', '2025-08-01', '2026-02-01'].flatMap(varied));
    await site().run(now);
    const before = await chunks(statsdb);
    useStorage(site(), { retentionDays: 200 });
    expect(upkept(await site().run(now))).toContain('forgot 2 days before 2025-07-25');
    expect(await chunks(statsdb)).toHaveLength(before.length - 1);
    await site().insert(event('2025-03-01'));
    await site().run(now);
    expect(await chunks(statsdb)).toHaveLength(before.length - 1);
    expect(await site().days()).toEqual({ '2025-08-01': 40, '2026-02-01': 40 });
  });

  test('have chunks as long as the site is small', async () => {
    const { statsdb } = site();
    const length = async (): Promise<unknown> =>
      (
        await statsdb.query(
          `SELECT time_interval FROM timescaledb_information.dimensions WHERE hypertable_name = 'rollups'`
        )
      ).rows;
    await statsdb.query(`SELECT set_chunk_time_interval('stats.rollups', interval '30 days')`);
    await site().insert(event('2026-02-01'), event('2026-02-02'));
    await site().run(now);
    expect(await length()).toEqual([['30 days']]);
    await site().insert(event('2026-02-03'));
    expect(upkept(await site().run(now))).toContain('new chunks have 120 days, not 30');
    expect(await length()).toEqual([['120 days']]);
    expect(upkept(await site().run(now))).toEqual([]);
  });

  /** CREATE TABLE AS and its like are what nobody may do: timescale/timescaledb issue 10585. */
  test('read the same from the columnstore: SELECT, WITH, INSERT ... SELECT, COPY', async () => {
    const { statsdb } = site();
    await site().insert(...['2025-08-01', '2025-08-02', '2025-08-03'].flatMap(varied));
    useStorage(site(), { columnstoreAfterDays: 10_000 });
    await site().run(now);
    await statsdb.execute('CREATE TABLE public.copies (LIKE stats.rollups)');
    const looks = [
      'SELECT * FROM stats.rollups ORDER BY rollups::text',
      'SELECT rollup, day, asn, provider, sum(events), sum(ips), count(*) FROM stats.rollups GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4',
      `WITH days AS (SELECT day, asn, sum(ips) AS ips FROM stats.rollups WHERE rollup = 21 AND asn = 64497 GROUP BY 1, 2)
       SELECT * FROM days JOIN stats.rollups USING (day, asn) WHERE rollup = 33 ORDER BY rollups::text`,
      `SELECT DISTINCT provider FROM stats.rollups WHERE rollup = 4 AND provider LIKE 'Gr%' ORDER BY 1`,
      'SELECT DISTINCT ON (rollup) * FROM stats.rollups ORDER BY rollup, day DESC, rollups::text',
      'SELECT * FROM public.agg_ndim_day_all_tags ORDER BY agg_ndim_day_all_tags::text',
    ];
    const answers = async (): Promise<unknown[]> => {
      await statsdb.execute('TRUNCATE public.copies; INSERT INTO public.copies SELECT * FROM stats.rollups');
      const pieces: Uint8Array[] = [];
      for await (const piece of statsdb.copyOut('SELECT * FROM stats.rollups')) {
        pieces.push(piece);
      }
      const all: unknown[] = [Buffer.concat(pieces).toString().split('\n').sort()];
      for (const look of [...looks, 'SELECT * FROM public.copies ORDER BY copies::text']) {
        all.push((await statsdb.query(look)).rows);
      }
      return all;
    };
    const before = await answers();
    useStorage(site(), { columnstoreAfterDays: 7 });
    await site().run(now);
    expect(await chunks(statsdb)).toEqual(['columnstore']);
    expect(await answers()).toEqual(before);
    await statsdb.execute('DROP TABLE public.copies');
  });
});

/** Of the table, its chunks and what is in the columnstore. */
async function sizeOnDisk(statsdb: Database): Promise<number> {
  const [row] = await statsdb.rows<{ bytes: string }>(`
    SELECT sum(pg_total_relation_size(c.oid))::text AS bytes FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
    WHERE relkind = 'r' AND (nspname = 'stats' AND relname = 'rollups'
       OR nspname = '_timescaledb_internal' AND relname ~ '^(_hyper_|compress_hyper_|_compressed_hypertable)')`);
  return Number(row!.bytes);
}
