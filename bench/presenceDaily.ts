import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identifier } from '@stats-portal/catalog';
import { connect } from '../aggregator/src/database/connect.ts';
import { createEventsTable } from '../aggregator/src/events/columns.ts';
import { run } from '../aggregator/src/run/run.ts';
import { readSettings } from '../aggregator/src/settings.ts';
import { migrate } from '../aggregator/src/statistics/migrate.ts';
import { copyColumns, copyLines, sampleEvents } from '../demo/sample/index.ts';
import { postgresServer } from '../test/environment/postgresServer.js';
import { median, milliseconds, printTable } from './report.ts';

/** A day counted anew with presence and without, in turn, and the whole run around it. */
export async function presenceOfDay(): Promise<void> {
  const urls = [await postgresServer.createDatabase(), await postgresServer.createDatabase()] as const;
  const [eventdb, statsdb] = [await connect(urls[0]), await connect(urls[1])];
  const folder = await mkdtemp(join(tmpdir(), 'stats-portal-presence-'));
  const keyFile = join(folder, 'hosts.key');
  await writeFile(keyFile, 'ab'.repeat(32), { mode: 0o600 });
  await eventdb.execute(createEventsTable('events'));
  const options = { seed: 1, lastDay: '2026-02-09', days: 8, eventsPerDay: 120_000, now: '2026-02-10T04:00:00Z' };
  const encoder = new TextEncoder();
  await eventdb.copyIn(
    `events (${copyColumns.map(identifier).join(', ')})`,
    (function* () {
      for (const some of copyLines(sampleEvents(options))) {
        yield encoder.encode(some);
      }
    })()
  );
  await eventdb.execute('VACUUM ANALYZE events');
  await migrate(statsdb, { zone: 'UTC', rezone: false });
  const times = { none: [] as number[][], hashed: [] as number[][] };
  for (let time = 0; time < 6; time++) {
    for (const addresses of ['none', 'hashed'] as const) {
      const settings = await readSettings({
        file: undefined,
        environment: { STATS_PORTAL_HOSTS_ADDRESSES: addresses, STATS_PORTAL_HOSTS_KEY_FILE: keyFile },
      });
      // The first of each is the whole history.
      const forced = time === 0 ? {} : { forced: { from: '2026-02-05', to: '2026-02-05' } };
      const started = performance.now();
      let counted = 0;
      await run({
        eventdb,
        statsdb,
        settings,
        now: new Date(options.now),
        ...forced,
        tell: (news) => (counted += news.kind === 'counted' ? news.milliseconds : 0),
      });
      times[addresses].push([counted, performance.now() - started]);
      await statsdb.execute('VACUUM ANALYZE stats.rollups, stats.hosts');
    }
  }
  const figure = (addresses: 'none' | 'hashed', part: 0 | 1): number =>
    median(times[addresses].slice(1).map((time) => time[part]!));
  const row = (what: string, part: 0 | 1): string[] => [
    what,
    milliseconds(figure('none', part)),
    milliseconds(figure('hashed', part)),
    `+${Math.round((figure('hashed', part) / figure('none', part) - 1) * 100)} %`,
  ];
  const [size] = await statsdb.rows<{ rows: string; bytes: string }>(
    `SELECT count(*)::text AS rows, pg_total_relation_size('stats.hosts')::text AS bytes FROM stats.hosts`
  );
  printTable(
    `A day of 120,000 events; ${size!.rows} rows of presence in ${Math.round(Number(size!.bytes) / 2 ** 20)} MB for 8 days`,
    [
      row('counting the day, everything written', 0),
      row('the run', 1),
      ['8 days', ...(['none', 'hashed'] as const).map((addresses) => milliseconds(times[addresses][0]![1]!)), ''],
    ],
    ['what', 'without', 'with presence', 'more']
  );
  await Promise.all([eventdb.close(), statsdb.close()]);
  await rm(folder, { recursive: true });
  for (const url of urls) {
    await postgresServer.dropDatabase(url);
  }
}
