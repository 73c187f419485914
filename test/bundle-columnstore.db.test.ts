import { upkeep } from '../aggregator/src/statistics/upkeep.ts';
import { pairFor, told } from './bundles.ts';
import { embeddedDatabase } from './environment/index.ts';
import { event, useSite } from './site.ts';

const now = '2026-02-10T04:00:00Z';

describe('A bundle for TimescaleDB', () => {
  const pair = pairFor(useSite(embeddedDatabase), embeddedDatabase, now);

  /** What import does afterwards. */
  const keepUp = (): Promise<void> => upkeep(pair().receiver, pair().sender.settings, new Date(now), () => undefined);

  /** Of each chunk: whether rows are in the columnstore, and whether rows lie beside it. */
  const chunks = async (): Promise<unknown> =>
    (
      await pair().receiver.query(`
        SELECT status & 1 = 1, status & 8 = 8
        FROM timescaledb_information.chunks JOIN _timescaledb_catalog.chunk ON table_name = chunk_name
        WHERE hypertable_name = 'rollups' ORDER BY range_start`)
    ).rows.map(([compressed, partial]) => ({ compressed, partial }));

  test('replaces, adds and takes away days of chunks that are in the columnstore', async () => {
    const { sender, receiver } = pair();
    await sender.insert(...['2025-08-01', '2025-08-02', '2025-08-03'].flatMap((day) => [event(day), event(day)]));
    await sender.run(now);
    await pair().import((await pair().export()).path);
    await keepUp();
    expect(await chunks()).toEqual([{ compressed: 't', partial: 'f' }]);

    await sender.insert(event('2025-08-02', { 'source.ip': '192.0.2.2', 'source.asn': '64496' }), event('2025-08-04'));
    await sender.eventdb.execute(
      `DELETE FROM events WHERE "time.source" >= '2025-08-03Z' AND "time.source" < '2025-08-04Z'`
    );
    await sender.run(now, { forced: { from: '2025-08-02', to: '2025-08-04' }, allowLoss: true });
    const { path } = await pair().export();
    expect(await pair().import(path)).toMatchObject({ applied: 2, removed: 1, unchanged: 0 });
    // Rows went into a chunk that is in the columnstore.
    expect(await chunks()).toEqual([{ compressed: 't', partial: 't' }]);
    expect(await told(receiver)).toEqual(await told(sender.statsdb));
    await keepUp();
    expect(await chunks()).toEqual([{ compressed: 't', partial: 'f' }]);
    expect(await told(receiver)).toEqual(await told(sender.statsdb));
    expect(await pair().import(path)).toMatchObject({ changed: false });
  });
});
