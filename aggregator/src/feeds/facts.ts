import { literal, rollupByName } from '@stats-portal/catalog';
import type { Database } from '../database/database.ts';
import { statisticsTable } from '../statistics/statistics.ts';
import type { Delivery, FeedName } from './feed.ts';

const table = statisticsTable('feed_days');
const days = statisticsTable('days');

/** Puts these deliveries in place of those of the day. In the day's transaction, after its ledger row. */
export async function replaceDeliveries(
  statsdb: Database,
  day: string,
  deliveries: ReadonlyArray<FeedName & Delivery>
): Promise<void> {
  await statsdb.query(`DELETE FROM ${table} WHERE day = $1::timestamp`, [day]);
  await statsdb.query(
    `INSERT INTO ${table} (day, provider, feed, feed_code, version, source, events, lag_hours)
     SELECT day, provider, feed, code, version, source, given.events, given."lagHours"
     FROM ${days}, json_to_recordset($2::json)
       AS given (provider text, feed text, code text, events bigint, "lagHours" integer)
     WHERE day = $1::timestamp`,
    [day, JSON.stringify(deliveries)]
  );
}

/**
 * Makes up for days whose deliveries are missing or of another version: counted by an earlier program, or imported. From
 * their cells, so without lags. Each is a statement of its own: whoever is stopped goes on there.
 */
export async function completeDeliveries(statsdb: Database): Promise<void> {
  // From day to day by way of the index: there are a hundred rows of each.
  await statsdb.execute(
    `WITH RECURSIVE known AS (
       SELECT min(day) AS day FROM ${table}
       UNION ALL SELECT (SELECT min(day) FROM ${table} AS next WHERE next.day > known.day) FROM known WHERE day IS NOT NULL)
     DELETE FROM ${table} WHERE day IN (SELECT day FROM known WHERE day NOT IN (SELECT day FROM ${days}))`
  );
  const lacking = await statsdb.rows<{ day: string }>(
    `SELECT day::date::text AS day FROM ${days} AS days
     WHERE NOT EXISTS (SELECT FROM ${table} AS fact WHERE fact.day = days.day AND fact.version = days.version
                       AND fact.source IS NOT DISTINCT FROM days.source) ORDER BY days.day DESC`
  );
  for (const { day } of lacking) {
    await statsdb.execute(
      `DELETE FROM ${table} WHERE day = ${literal(day)}::timestamp;
       INSERT INTO ${table} (day, provider, feed, feed_code, version, source, events)
       SELECT cells.day, provider, feed, feed_code, min(version), min(source::text)::uuid, sum(cells.events)
       FROM ${statisticsTable('rollups')} AS cells JOIN ${days} AS days ON days.day = cells.day
       WHERE rollup = ${rollupByName('feed_object').id} AND cells.day = ${literal(day)}::timestamp
       GROUP BY cells.day, provider, feed, feed_code`
    );
  }
}
