import { createHash } from 'node:crypto';
import { dayStatusTable, daysTable, feedStatusTable, feedsTable } from '@stats-portal/catalog';
import type { Database } from '../database/database.ts';
import type { Settings } from '../settings.ts';
import { statisticsTable } from '../statistics/statistics.ts';
import { reachDays } from './expectation.ts';
import { dayNumber, dayText, keyOf, type DayNumber, type Delivery, type FeedName } from './feed.ts';
import type { FeedDeliveries, Learned, Ledger, ToJudge } from './learned.ts';

const ledgerName = statisticsTable(daysTable);
const factsName = statisticsTable('feed_days');
const feedsName = statisticsTable(feedsTable);
const feedStatusName = statisticsTable(feedStatusTable);
const dayStatusName = statisticsTable(dayStatusTable);
const portalName = statisticsTable('portal');

/** Raised with every change of how days are judged: all are judged anew then. */
const judging = 1;

/** Zone of the days, and time of the last look at the eventDB; null: there was none. */
export async function readLastLook(
  statsdb: Database
): Promise<{ readonly zone: string; readonly lookedAt: Date | null }> {
  const [row] = await statsdb.rows<{ zone: string; looked: string | null }>(
    `SELECT zone, (extract(epoch FROM looked_at) * 1000)::bigint::text AS looked FROM ${portalName}`
  );
  const { zone, looked } = row!;
  return { zone, lookedAt: looked === null ? null : new Date(Number(looked)) };
}

export async function readLedger(
  statsdb: Database,
  { feeds, provisionalDays }: Pick<Settings, 'feeds' | 'provisionalDays'>
): Promise<Ledger> {
  const counted = await statsdb.rows<{ day: string; numbers: string }>(
    `SELECT day::date::text AS day, concat_ws(' ', version, source) AS numbers FROM ${ledgerName}`
  );
  const judged = await statsdb.rows<{ day: string; judged: string }>(
    `SELECT day::date::text AS day, judged FROM ${dayStatusName}`
  );
  // Versions begin anew with another id.
  const [portal] = await statsdb.rows<{ id: string; zone: string }>(`SELECT id::text, zone FROM ${portalName}`);
  const rules = JSON.stringify([judging, portal, feeds, provisionalDays]);
  return {
    counted: new Map(counted.map(({ day, numbers }) => [dayNumber(day), numbers])),
    judged: new Map(judged.map(({ day, judged: stamp }) => [dayNumber(day), stamp])),
    rules: createHash('sha256').update(rules).digest('hex').slice(0, 12),
  };
}

type Named<More extends string> = Record<'provider' | 'feed' | 'code', string | null> & Record<More, string>;

/** All feeds, with the deliveries that the judgement of the days from `first` on depends on. */
export async function readFeeds(statsdb: Database, first: DayNumber): Promise<FeedDeliveries[]> {
  const since = first - reachDays;
  // A row for each feed: thousands of short ones would take longer to read.
  const facts = await statsdb.rows<Named<'days' | 'events' | 'lags'>>(
    `SELECT provider, feed, feed_code AS code, array_agg(day::date - date '1970-01-01')::text AS days,
            array_agg(events)::text AS events, array_agg(coalesce(lag_hours, -1))::text AS lags
     FROM ${factsName} WHERE day >= $1::timestamp GROUP BY 1, 2, 3`,
    [dayText(since)]
  );
  const recent = facts.map(({ days, events, lags, ...name }) => {
    const [eventsOf, lagOf] = [numbersIn(events), numbersIn(lags)];
    const deliveries = new Map<DayNumber, Delivery>(
      numbersIn(days).map((day, at) => {
        const lag = lagOf[at]!;
        return [day, { events: eventsOf[at]!, lagHours: lag < 0 ? null : lag }];
      })
    );
    return { ...name, ...ends([...deliveries.keys()]), deliveries };
  });
  const earlier = new Map(
    (await readEarlier(statsdb, since, new Set(recent.map(keyOf)))).map((one) => [keyOf(one), one])
  );
  const known = recent.map((one) => {
    const before = earlier.get(keyOf(one));
    earlier.delete(keyOf(one));
    return { ...one, first: before?.first ?? one.first };
  });
  return [...known, ...[...earlier.values()].map((one) => ({ ...one, deliveries: new Map<DayNumber, Delivery>() }))];
}

type Ends = FeedName & { readonly first: DayNumber; readonly last: DayNumber };

/**
 * Feeds with deliveries before this day, and the first and last of these. What was learned last knows them: days before it
 * have not changed since, or they would have to be judged. Only where that is lost all deliveries are looked through.
 */
async function readEarlier(statsdb: Database, since: DayNumber, recent: ReadonlySet<string>): Promise<Ends[]> {
  const learned = await readEnds(
    statsdb,
    `SELECT provider, feed, feed_code AS code, first_day::date::text AS first, last_day::date::text AS last FROM ${feedsName}`
  );
  const before = learned.filter(({ first }) => first < since);
  if (learned.length > 0 && before.every((one) => one.last < since || recent.has(keyOf(one)))) {
    return before;
  }
  return readEnds(
    statsdb,
    `SELECT provider, feed, feed_code AS code, min(day)::date::text AS first, max(day)::date::text AS last
     FROM ${factsName} WHERE day < $1::timestamp GROUP BY 1, 2, 3`,
    [dayText(since)]
  );
}

async function readEnds(statsdb: Database, sql: string, values: readonly string[] = []): Promise<Ends[]> {
  const rows = await statsdb.rows<Named<'first' | 'last'>>(sql, values);
  return rows.map(({ first, last, ...name }) => ({ ...name, first: dayNumber(first), last: dayNumber(last) }));
}

/** Of an array of PostgreSQL as text: `{1,2}`. */
const numbersIn = (array: string): number[] => array.slice(1, -1).split(',').map(Number);

const ends = (days: readonly DayNumber[]): { first: DayNumber; last: DayNumber } => ({
  first: Math.min(...days),
  last: Math.max(...days),
});

/** Puts what was learned in place of what is there, in one transaction. */
export async function writeLearned(statsdb: Database, { feeds, days }: Learned, { gone }: ToJudge): Promise<void> {
  await statsdb.transaction({}, async () => {
    await statsdb.execute(`DELETE FROM ${feedsName}`);
    await insert(statsdb, feedsName, feeds.map(feedRow));
    const dates = [...gone, ...days.map(({ day }) => day)].map(dayText);
    for (const table of [feedStatusName, dayStatusName]) {
      await statsdb.query(`DELETE FROM ${table} WHERE day = ANY ($1::text[]::timestamp[])`, [dates]);
    }
    await insert(statsdb, dayStatusName, days.map(dayRow));
    await insert(statsdb, feedStatusName, days.flatMap(statusRows));
  });
}

/** By the names of columns. */
type Row = Readonly<Record<string, string | number | boolean | null>>;

const names = ({ provider, feed, code }: FeedName): Row => ({ provider, feed, feed_code: code });

const feedRow = ({ rule, expectation, ...feed }: Learned['feeds'][number]): Row => ({
  ...names(feed),
  method: rule.method,
  first_day: dayText(feed.first),
  last_day: dayText(feed.last),
  ends_on: rule.ends === null ? null : dayText(rule.ends),
  delivers: feed.delivers,
  weekdays: feed.weekdays,
  delivered_days: expectation?.cadence.delivered ?? 0,
  of_days: expectation?.cadence.days ?? 0,
  lag_hours: feed.lagHours,
  usual_events: expectation?.band?.usual ?? null,
  low_events: expectation?.band?.low ?? null,
  high_events: expectation?.band?.high ?? null,
});

const dayRow = ({ day, closing, shareIn, expected, missing, thin, stamp }: Learned['days'][number]): Row => ({
  day: dayText(day),
  closing,
  share_in: shareIn,
  expected_feeds: expected,
  missing_feeds: missing,
  thin_feeds: thin,
  judged: stamp,
});

const statusRows = ({ day, feeds }: Learned['days'][number]): Row[] =>
  feeds.map((one) => ({
    day: dayText(day),
    ...names(one),
    closing: one.closing,
    status: one.status,
    expected: one.isExpected,
    events: one.events,
    usual_events: one.expectation?.band?.usual ?? null,
  }));

const rowsAtOnce = 10_000;

async function insert(statsdb: Database, table: string, rows: readonly Row[]): Promise<void> {
  for (let at = 0; at < rows.length; at += rowsAtOnce) {
    await statsdb.query(`INSERT INTO ${table} SELECT * FROM json_populate_recordset(NULL::${table}, $1::json)`, [
      JSON.stringify(rows.slice(at, at + rowsAtOnce)),
    ]);
  }
}
