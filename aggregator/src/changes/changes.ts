import { annotationsTable, changesTable, feedStatusTable, rollupByName } from '@stats-portal/catalog';
import type { Database } from '../database/database.ts';
import { statisticsTable } from '../statistics/statistics.ts';
import { splitMoves, type FeedShare, type Move, type Renamed } from './split.ts';

const table = statisticsTable(changesTable);
const rollups = statisticsTable('rollups');
const annotations = statisticsTable(annotationsTable);
const of = (name: 'identifier' | 'feed_classification'): string => `rollup = ${rollupByName(name).id}`;

/** A move is larger than this, in events or addresses of an average day, and than this share of the larger side. */
const [leastMove, leastShare] = [10, 0.2];
/** Largest first. */
const most = 200;
/** What is usual is what came on the days on which all of the feed came. */
const usualDays = 56;

const closed = `(SELECT closed_until FROM ${statisticsTable('portal')})`;
const inBlocks = (day: string): string => `${day} > ${closed} - interval '14 days' AND ${day} <= ${closed}`;
const isAfter = (day: string): string => `${day} > ${closed} - interval '7 days'`;
const perDay = (value: string, day = 'day'): { readonly before: string; readonly after: string } => ({
  before: `coalesce(sum(${value}) FILTER (WHERE NOT ${isAfter(day)}), 0) / 7.0`,
  after: `coalesce(sum(${value}) FILTER (WHERE ${isAfter(day)}), 0) / 7.0`,
});
/** Names may be empty, and joins by "is not distinct from" compare everything with everything. */
const classKey = `jsonb_build_array(taxonomy, type, identifier)::text`;
const feedKey = `jsonb_build_array(provider, feed)::text`;
const feedInWords = `concat_ws(' ', coalesce(provider, '(no provider)'), coalesce(feed, '(no name)'))`;
const events = perDay('events');
const ips = perDay('ips');

/** Classes that moved from the last but one closed week to the last one. */
const moved = `
  SELECT taxonomy, type, identifier, ${classKey} AS key, concat_ws(' / ', coalesce(taxonomy, '(none)'),
           coalesce(type, '(none)'), coalesce(identifier, '(none)')) AS name,
         ${events.before} AS events_before, ${events.after} AS events_after, ${ips.before} AS ips_before, ${ips.after} AS ips_after
  FROM ${rollups} WHERE ${of('identifier')} AND ${inBlocks('day')}
  GROUP BY taxonomy, type, identifier`;

const isLarge = (name: string): string =>
  `abs(${name}_after - ${name}_before) >= greatest(${leastMove}, ${leastShare} * greatest(${name}_after, ${name}_before))`;

const movedClasses = `
  SELECT * FROM (${moved}) AS moved WHERE ${isLarge('events')} OR ${isLarge('ips')}
  ORDER BY abs(events_after - events_before) DESC, key LIMIT ${most}`;

/** Feeds whose first day is in these two weeks. */
const newFeeds = `
  SELECT DISTINCT ${feedKey} AS feed_key FROM ${annotations}
  WHERE kind IN ('new feed', 'new report') AND ${inBlocks('day')}`;

/** What each feed gave of each of these classes. */
const shares = `
  WITH moved AS (${movedClasses}), fresh AS (${newFeeds})
  SELECT key, ${feedInWords} AS feed, ${feedKey} AS feed_key, ${events.before}::float8 AS before, ${events.after}::float8 AS after,
         (${feedKey} IN (SELECT feed_key FROM fresh))::text AS is_new
  FROM (SELECT cells.*, ${classKey} AS key FROM ${rollups} AS cells
        WHERE ${of('feed_classification')} AND ${inBlocks('day')}) AS cells
  WHERE key IN (SELECT key FROM moved)
  GROUP BY key, provider, feed`;

/** What each feed that was missing or thin would have given of each class besides. */
const lacking = `
  WITH status AS (
    SELECT day, ${feedKey} AS feed_key, bool_and(status = 'delivered') AS is_whole, bool_or(status IN ('missing', 'thin')) AS lacks
    FROM ${statisticsTable(feedStatusTable)}
    WHERE day > ${closed} - interval '${usualDays} days' AND day <= ${closed} AND status IN ('delivered', 'thin', 'missing')
    GROUP BY 1, 2
  ), feeds AS (
    SELECT feed_key, count(*) FILTER (WHERE is_whole) AS whole_days FROM status GROUP BY 1
    HAVING bool_or(lacks AND ${inBlocks('day')}) AND count(*) FILTER (WHERE is_whole) > 0
  ), cells AS (
    SELECT day, feed_key, key, sum(events) AS events
    FROM (SELECT day, ${feedKey} AS feed_key, ${classKey} AS key, events FROM ${rollups}
          WHERE ${of('feed_classification')} AND day > ${closed} - interval '${usualDays} days' AND day <= ${closed}
            AND EXISTS (SELECT FROM feeds)) AS cells
    WHERE feed_key IN (SELECT feed_key FROM feeds) GROUP BY 1, 2, 3
  ), usual AS (
    SELECT feed_key, key, sum(events) / min(whole_days) AS events
    FROM cells JOIN feeds USING (feed_key) JOIN status USING (day, feed_key) WHERE is_whole GROUP BY 1, 2
  )
  SELECT key, feed_key, ${perDay('greatest(usual.events - coalesce(cells.events, 0), 0)', 'status.day').before}::float8 AS before,
         ${perDay('greatest(usual.events - coalesce(cells.events, 0), 0)', 'status.day').after}::float8 AS after
  FROM usual JOIN status USING (feed_key) LEFT JOIN cells USING (day, feed_key, key)
  WHERE lacks AND ${inBlocks('status.day')} GROUP BY 1, 2`;

interface MovedClass extends Record<string, string | null> {
  readonly key: string;
  readonly name: string;
}

/** Compares the last closed week with the one before, and keeps what moved and why in place of what is there. */
export async function keepChanges(statsdb: Database): Promise<void> {
  const [known] = await statsdb.rows<{ last: string | null }>(
    // Two weeks and one more day: the statistics may have begun with the first.
    `SELECT ${closed}::date::text AS last FROM ${statisticsTable('days')} HAVING min(day) < ${closed} - interval '14 days'`
  );
  const classes = known === undefined ? [] : await statsdb.rows<MovedClass>(movedClasses);
  const split = splitMoves(await readMoves(statsdb, classes), await readRenamed(statsdb));
  const rows = classes.map(({ key: _, name, ...row }) => {
    const { byFeeds, byNew, byReclassification, remaining, why } = split.get(name)!;
    return {
      last_day: known!.last,
      ...row,
      by_feeds: byFeeds,
      by_new: byNew,
      by_reclassification: byReclassification,
      remaining,
      why,
    };
  });
  await statsdb.transaction({}, async () => {
    await statsdb.execute(`DELETE FROM ${table}`);
    await statsdb.query(`INSERT INTO ${table} SELECT * FROM json_populate_recordset(NULL::${table}, $1::json)`, [
      JSON.stringify(rows),
    ]);
  });
}

type Share = Record<'key' | 'feed_key' | 'feed' | 'before' | 'after' | 'is_new', string>;
type Lacking = Record<'key' | 'feed_key' | 'before' | 'after', string>;

async function readMoves(statsdb: Database, classes: readonly MovedClass[]): Promise<Move[]> {
  if (classes.length === 0) {
    return [];
  }
  const given = await statsdb.rows<Share>(shares);
  const absent = new Map(
    (await statsdb.rows<Lacking>(lacking)).map((one) => [JSON.stringify([one.key, one.feed_key]), one])
  );
  const fresh = await statsdb.rows<{ key: string }>(
    `SELECT DISTINCT ${classKey} AS key FROM ${annotations} WHERE kind = 'new identifier' AND ${inBlocks('day')}`
  );
  const isNew = new Set(fresh.map(({ key }) => key));
  const feedsOf = new Map<string, FeedShare[]>();
  for (const { key, feed_key: feedKeyOf, feed, before, after, is_new: isNewFeed } of given) {
    const lacks = absent.get(JSON.stringify([key, feedKeyOf]));
    feedsOf.set(key, [
      ...(feedsOf.get(key) ?? []),
      {
        feed,
        before: Number(before),
        after: Number(after),
        lackedBefore: Number(lacks?.before ?? 0),
        lackedAfter: Number(lacks?.after ?? 0),
        isNew: isNewFeed === 'true',
      },
    ]);
  }
  return classes.map(({ key, name }) => ({ name, isNew: isNew.has(key), feeds: feedsOf.get(key) ?? [] }));
}

/** Classes that became another one within the two weeks. What only changed its spelling did not move. */
async function readRenamed(statsdb: Database): Promise<Renamed[]> {
  const named = (prefix: string): string =>
    `concat_ws(' / ', ${['taxonomy', 'type', 'identifier'].map((name) => `coalesce(${prefix}${name}, '(none)')`).join(', ')})`;
  const rows = await statsdb.rows<{ from: string; to: string }>(
    `SELECT ${named('before_')} AS "from", ${named('')} AS "to" FROM ${statisticsTable('reclassifications')}
     WHERE NOT is_one_class AND ${inBlocks('day')} ORDER BY day`
  );
  return rows.map(({ from, to }) => ({ from, to }));
}
