import { addDays } from '@stats-portal/query';
import { toObjects } from '../aggregator/src/answer/table.ts';
import type { Database } from '../aggregator/src/database/database.ts';
import { setUpReading } from '../aggregator/src/statistics/statistics.ts';
import { build } from '../dashboards/index.ts';
import { cleanUp } from '../dashboards/cleanUp.ts';
import { sampleEvents, sampleStory } from '../demo/sample/index.ts';
import { compile, panelSql } from '../src/datasource/compile.ts';
import { describePostgres, postgresDatabase } from './environment/index.ts';
import { setUp, testSettings } from './portal.ts';

const lastDay = '2026-09-30';
const days = { from: addDays(lastDay, -59), to: lastDay };

/** Who was seen of the demo's exposed and vulnerable hosts, as presence has it. */
function presence(): string {
  const rows = new Map<string, object>();
  for (const event of sampleEvents({ seed: 1, lastDay, days: 60, eventsPerDay: 3000 })) {
    const [time, host] = [event['time.source'], event['source.ip']];
    if (event['classification.taxonomy'] === 'vulnerable' && time !== undefined && host !== undefined) {
      const { 'feed.provider': provider, 'feed.name': feed, 'source.asn': asn } = event;
      const row = { day: time.slice(0, 10), provider, feed, asn, host };
      rows.set(JSON.stringify(row), row);
    }
  }
  return JSON.stringify([...rows.values()]);
}

describePostgres('The league', () => {
  let statsdb: Database;

  beforeAll(async () => {
    statsdb = await postgresDatabase();
    await setUp(statsdb, await testSettings());
    await statsdb.query(
      `INSERT INTO stats.hosts (day, taxonomy, provider, feed, asn, host)
       SELECT day, 'vulnerable', provider, feed, asn, hashtextextended(host, 0)
       FROM jsonb_to_recordset($1::jsonb) AS seen (day timestamp, provider text, feed text, asn bigint, host text)`,
      [presence()]
    );
    await statsdb.execute(
      `INSERT INTO stats.feed_status (day, provider, feed, closing, status, expected, events)
       SELECT day, provider, feed, 'closed', 'delivered', true, count(*) FROM stats.hosts GROUP BY day, provider, feed;
       ANALYZE stats.hosts, stats.feed_status`
    );
    await setUpReading(statsdb);
  });

  test('on the demo’s data has the network that cleans up first, and the one that does not last', async () => {
    const { panels = [] } = build(cleanUp);
    const panel = panels.find(({ title }) => title === 'Networks compared');
    const [target] = (panel as { targets?: unknown[] }).targets ?? [];
    const variables = (): 'all' => 'all';
    const compiled = compile(target, { days, maxDataPoints: 800, filters: [], hosts: days, variables });
    if (compiled.kind === 'faults') {
      throw new Error(compiled.faults.join('; '));
    }
    const answer = toObjects(await statsdb.query(panelSql(compiled.plan, lastDay)));
    const ranked = answer.filter(({ rank }) => rank !== null);
    expect(ranked.length).toBeGreaterThan(20);
    expect(Number(ranked[0]!.asn)).toBe(sampleStory.fastCleaner.asn);
    expect(Number(ranked.at(-1)!.asn)).toBe(sampleStory.slowCleaner.asn);
  });
});
