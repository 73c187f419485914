import {
  annotationsTable,
  daysTable,
  feedStatusTable,
  feedsTable,
  identifier,
  literal,
  rollupByName,
} from '@stats-portal/catalog';
import type { Database } from '../database/database.ts';
import { countingChanged } from '../run/claim.ts';
import { statisticsTable } from '../statistics/statistics.ts';
import { silenceDays } from './expectation.ts';
import { dayText, type DayNumber } from './feed.ts';

const table = statisticsTable(annotationsTable);
const ledger = statisticsTable(daysTable);
const feeds = statisticsTable(feedsTable);
const feedStatus = statisticsTable(feedStatusTable);
const rollups = statisticsTable('rollups');
const revisions = statisticsTable('revisions');
const identifiers = rollupByName('identifier').id;

/** What an annotation says, in the order in which the finders below give it. */
const columns = [
  'kind',
  'day',
  'last_day',
  'provider',
  'feed',
  'feed_code',
  'taxonomy',
  'type',
  'identifier',
  'text',
].map(identifier);

/** What comes in the first days of the statistics was not new then. */
const begun = `(SELECT min(day) + interval '14 days' FROM ${ledger})`;
/** A problem that was not reported for so long is new. */
const newAfterDays = 365;
/** And had so many addresses on a day: every day has a rare one that is new. */
const newFromAddresses = 10;
/** So much more, as a share of what there was, makes a late arrival a back-fill. */
const backfillShare = 0.2;

const nulls = (types: readonly string[]): string => types.map((type) => `NULL::${type}`).join(', ');
const anyFeed = nulls(['text', 'text', 'text']);
const anyClass = anyFeed;
const feedInWords = `concat_ws(' ', coalesce(provider, '(no provider)'), coalesce(feed, feed_code, '(no name)'))`;

/** Finds annotations of some kinds. $1 is the first day that was judged anew. */
interface Finder {
  readonly kinds: readonly string[];
  readonly select: string;
  /** Those that are there and might not be found again: condition of their rows. */
  readonly scope: string;
}

/** Days on which a feed was missing, with no delivery between them. None is longer than the silence after which it ended. */
const missingFeeds: Finder = {
  kinds: ['feed missing'],
  scope: `(last_day IS NULL OR last_day >= $1::timestamp - interval '1 day')`,
  select: `
    SELECT 'feed missing', min(day), CASE WHEN bool_and(is_over) THEN max(day) END, provider, feed, feed_code, ${anyClass},
           ${feedInWords} || ' is missing'
    FROM (
      SELECT told.*, count(*) FILTER (WHERE status <> 'missing') OVER (PARTITION BY provider, feed, feed_code ORDER BY day) AS spell,
             coalesce(day < max(day) FILTER (WHERE status <> 'missing') OVER (PARTITION BY provider, feed, feed_code), false)
             OR NOT EXISTS (SELECT FROM ${feeds} AS now WHERE delivers <> 'ended'
               AND (now.provider, now.feed, now.feed_code) IS NOT DISTINCT FROM (told.provider, told.feed, told.feed_code)) AS is_over
      FROM ${feedStatus} AS told
      WHERE status IN ('missing', 'delivered', 'thin') AND day >= $1::timestamp - interval '${silenceDays + 1} days') AS spells
    WHERE status = 'missing' GROUP BY provider, feed, feed_code, spell
    HAVING max(day) >= $1::timestamp - interval '1 day' OR NOT bool_and(is_over)`,
};

/** First days of feeds. */
const newFeeds: Finder = {
  kinds: ['new feed', 'new report'],
  scope: 'true',
  select: `
    SELECT CASE WHEN is_known THEN 'new report' ELSE 'new feed' END, first_day, first_day, provider, feed, feed_code, ${anyClass},
           'first day of ' || ${feedInWords}
    FROM (SELECT *, EXISTS (SELECT FROM ${feeds} AS other WHERE other.provider = feeds.provider
                            AND other.first_day < feeds.first_day) AS is_known FROM ${feeds} AS feeds) AS feeds
    WHERE first_day >= ${begun}`,
};

/** The week before the first day that was judged anew: what is new is told once there is enough of it. */
const newSince = `($1::timestamp - interval '7 days')`;

/** Identifiers that were reported in so many days before: hashed once, however many are asked for. */
const reported = (days: number): string => `
      SELECT identifier FROM ${rollups} WHERE rollup = ${identifiers} AND identifier IS NOT NULL
        AND day < ${newSince} AND day >= ${newSince} - interval '${days} days'`;

/** First days of problems that have some weight in their first week. Most were there in the month before: the year is read for the others. */
const newIdentifiers: Finder = {
  kinds: ['new identifier'],
  scope: `day >= ${newSince}`,
  select: `
    SELECT 'new identifier', day, day, ${anyFeed}, taxonomy, type, identifier, 'first day of ' || identifier
    FROM (SELECT identifier, min(day) AS day, (array_agg(taxonomy ORDER BY day, ips DESC))[1] AS taxonomy,
                 (array_agg(type ORDER BY day, ips DESC))[1] AS type
          FROM (SELECT *, min(day) OVER (PARTITION BY identifier) AS first FROM ${rollups}
                WHERE rollup = ${identifiers} AND day >= ${newSince} AND identifier IS NOT NULL) AS cells
          WHERE day < first + interval '7 days' GROUP BY identifier HAVING max(ips) >= ${newFromAddresses}) AS found
    WHERE day >= ${begun} AND identifier NOT IN (${reported(28)})
      AND identifier NOT IN (${reported(newAfterDays)})`,
};

/** When closed days were counted in another way: what they say has another meaning since. */
const countings: Finder = {
  kinds: ['counting'],
  scope: 'true',
  select: `
    SELECT 'counting', day, day, ${anyFeed}, ${anyClass},
           'counted in another way (aliases, catalogue or operators): ' || days || CASE days WHEN 1 THEN ' day' ELSE ' days' END || ' changed'
    FROM (SELECT date_trunc('day', revised_at AT TIME ZONE zone) AS day, count(DISTINCT revisions.day) AS days
          FROM ${revisions} AS revisions, ${statisticsTable('portal')} WHERE cause = ${literal(countingChanged)} GROUP BY 1) AS told`,
};

/** Classes that were told under another name from a day on (changes/reclassified.ts). Where both names have a part in common, it is about that. */
const reclassified: Finder = {
  kinds: ['reclassification'],
  scope: 'true',
  select: `
    SELECT 'reclassification', day, day, ${anyFeed}, ${['taxonomy', 'type', 'identifier']
      .map((name) => `CASE WHEN ${name} IS NOT DISTINCT FROM before_${name} THEN ${name} END`)
      .join(', ')}, text
    FROM ${statisticsTable('reclassifications')}`,
};

/** Closed days of which many events came later. */
const backfills: Finder = {
  kinds: ['back-fill'],
  scope: 'true',
  select: `
    SELECT 'back-fill', day, day, ${anyFeed}, ${anyClass}, 'came late: ' || sum(events_after - events_before) || ' events'
    FROM ${revisions} WHERE rollup = ${rollupByName('total').id} AND cause <> ${literal(countingChanged)}
    GROUP BY day
    HAVING sum(events_after - events_before) > ${backfillShare} * (array_agg(events_before ORDER BY id))[1]`,
};

/**
 * Puts the annotations that can be found now in place of those that a run found before; what stays keeps its number. What
 * people wrote is left alone.
 */
export async function annotate(statsdb: Database, since: DayNumber, now: Date): Promise<void> {
  const isSame = columns.map((name) => `present.${name} IS NOT DISTINCT FROM found.${name}`).join(' AND ');
  await statsdb.transaction({}, async () => {
    for (const { kinds, select, scope } of [
      missingFeeds,
      newFeeds,
      newIdentifiers,
      reclassified,
      countings,
      backfills,
    ]) {
      await statsdb.query(
        `WITH found (${columns.join(', ')}) AS (${select}),
              gone AS (DELETE FROM ${table} AS present
                       WHERE kind IN (${kinds.map(literal).join(', ')}) AND ${scope} AND $1::timestamp <= 'infinity'
                         AND NOT EXISTS (SELECT FROM found WHERE ${isSame}))
         INSERT INTO ${table} (${columns.join(', ')}, made_at)
         SELECT found.*, $2::timestamptz FROM found WHERE NOT EXISTS (SELECT FROM ${table} AS present WHERE ${isSame})`,
        [dayText(since), now.toISOString()]
      );
    }
  });
}
