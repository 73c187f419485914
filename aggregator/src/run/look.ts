import { literal, qualified } from '@stats-portal/catalog';
import type { Database } from '../database/database.ts';
import { eventsOf, momentOf } from '../day/source.ts';
import { readMarks } from '../watch/marks.ts';
import { frontierFits, newerThan, snapshot, type Frontier } from './frontier.ts';
import { calendarDay, hasDay, hasNoDay, since } from './moments.ts';
import type { EventsSource } from './source.ts';
import { dayBounds } from './zone.ts';

/** What a look found for one day. */
export interface SeenDay {
  readonly events: number;
  /** A row version that the last look cannot have seen. */
  readonly newer: boolean;
}

export interface Look {
  readonly frontier: Frontier;
  /** First day that was compared in full; null: all of them. */
  readonly since: string | null;
  /** Days from `since` on, by `YYYY-MM-DD`. A day that is not here has no events. */
  readonly days: ReadonlyMap<string, SeenDay>;
  /** All days as other zones cut them, by zone, where all days were compared. */
  readonly daysOf: ReadonlyMap<string, ReadonlyMap<string, SeenDay>>;
  /** Days before `since` that new events came for, and how many. */
  readonly lateDays: ReadonlyMap<string, number>;
  /** Days before `since` whose events were changed, as the watch has it: they are compared too. */
  readonly markedDays: ReadonlySet<string>;
  /** Events with neither source nor observation time, or with an impossible one. */
  readonly undated: number;
}

/** Ids are given out in order but committed in any order: so far below the last known one is looked again. */
const idSlack = 100_000n;

/** With more marked days than this, comparing all days is quicker than counting them one by one. */
const mostMarkedDays = 100;

/**
 * One look at the events, in one snapshot, with SELECT rights only (docs/decisions: the frontier).
 * `since` is the first day of the window; without a frontier that fits, or with `everything`, all days are compared.
 */
export async function lookAtEvents(
  eventdb: Database,
  source: EventsSource,
  options: {
    readonly zone: string;
    readonly since: { readonly day: string; readonly from: string };
    readonly frontier: Frontier | null;
    readonly everything: boolean;
    /** Events of each day at the last look, where they are known for all days. */
    readonly expected: ReadonlyMap<string, number> | null;
    /** Days that a last look marked and nobody has counted yet: what is expected of them is not what they have. */
    readonly waiting: readonly string[];
    /** Zones of days that were counted before the portal's zone was changed. */
    readonly otherZones: readonly string[];
  }
): Promise<Look> {
  return eventdb.transaction({ isolation: 'repeatable read', readOnly: true }, async () => {
    // Compiling takes longer than what it would save.
    await eventdb.query('SET LOCAL jit = off');
    const now = await snapshot(eventdb, source);
    const known = options.frontier;
    const fits = known !== null && frontierFits(known, source, now.xmin);
    const marks =
      options.everything || !fits || !source.isWatched ? null : await readMarks(eventdb, options.zone, known.xmin);
    const marked = (marks?.days ?? []).filter((day) => day < options.since.day);
    const whole = options.everything || !fits || marks?.everything === true || marked.length > mostMarkedDays;
    const newer = fits && source.hasVersions ? newerThan(known) : source.hasVersions ? 'true' : 'false';
    const { expected } = options;
    const quick =
      whole || !source.hasVersions || expected === null
        ? null
        : await countNewerDays(eventdb, source, { ...options, expected }, newer);
    const days = quick ?? (await countDays(eventdb, source, options.zone, newer, whole ? null : options.since.from));
    const daysOf = new Map<string, ReadonlyMap<string, SeenDay>>();
    for (const zone of whole ? options.otherZones : []) {
      daysOf.set(zone, await countDays(eventdb, source, zone, 'false', null));
    }
    const lateDays =
      whole || !source.hasId
        ? new Map<string, number>()
        : await lateDaysOf(
            eventdb,
            source,
            options,
            source.hasVersions
              ? { id: smaller(known.lastId, now.lastId) - idSlack, newer }
              : { id: smaller(known.lastId, now.lastId), newer: 'true' }
          );
    const markedDays = new Set(whole ? [] : marked);
    for (const day of markedDays) {
      const events = await countDay(eventdb, source, options.zone, day);
      if (events > 0) {
        days.set(day, { events, newer: true });
      }
    }
    return {
      frontier: { source: source.identity, xmin: now.xmin, lastId: now.lastId },
      since: whole ? null : options.since.day,
      markedDays,
      days,
      daysOf,
      lateDays,
      undated: await countUndated(eventdb, source),
    };
  });
}

/** The last known id; none or a smaller one means that the table was empty, or was emptied, and is filled again. */
function smaller(known: string | null, now: string | null): bigint {
  const [one, other] = [BigInt(known ?? 0), BigInt(now ?? 0)];
  return one < other ? one : other;
}

/**
 * The days of the window as a whole instead of day by day, which costs a third. Rows that the last look cannot have
 * seen are grouped by day; those days, and the days that still wait, are counted one by one. If all others together
 * have as many events as at the last look, each of them has: without a new row its number can only have fallen.
 * Null where they do not: some were deleted, and every day has to be counted.
 */
async function countNewerDays(
  eventdb: Database,
  source: EventsSource,
  options: {
    readonly zone: string;
    readonly since: { readonly day: string; readonly from: string };
    readonly expected: ReadonlyMap<string, number>;
    readonly waiting: readonly string[];
  },
  newer: string
): Promise<Map<string, SeenDay> | null> {
  const rows = await eventdb.rows<{ day: string | null; events: string }>(
    `SELECT CASE WHEN ${newer} THEN ${calendarDay(source)} END AS day, count(*)::text AS events
     FROM ${qualified(source.table)} WHERE ${since(source, options.since.from)} AND ${hasDay(source)} GROUP BY 1`,
    [options.zone]
  );
  const days = new Map<string, SeenDay>();
  const changed = rows.flatMap(({ day }) => day ?? []);
  const uncertain = [...changed, ...options.waiting.filter((day) => day >= options.since.day)];
  for (const day of new Set(uncertain)) {
    const events = await countDay(eventdb, source, options.zone, day);
    if (events > 0) {
      days.set(day, { events, newer: changed.includes(day) });
    }
  }
  let others = rows.reduce((sum, { events }) => sum + Number(events), 0);
  for (const { events } of days.values()) {
    others -= events;
  }
  for (const [day, events] of options.expected) {
    if (day >= options.since.day && !uncertain.includes(day) && events > 0) {
      days.set(day, { events, newer: false });
      others -= events;
    }
  }
  return others === 0 ? days : null;
}

async function countDay(eventdb: Database, source: EventsSource, zone: string, day: string): Promise<number> {
  const [bounds] = await dayBounds(eventdb, zone, [day]);
  const [row] = await eventdb.rows<{ events: string }>(
    `SELECT count(*)::text AS events FROM ${qualified(source.table)} WHERE ${eventsOf(source, bounds!)}`
  );
  return Number(row!.events);
}

async function countDays(
  eventdb: Database,
  source: EventsSource,
  zone: string,
  newer: string,
  from: string | null
): Promise<Map<string, SeenDay>> {
  const rows = await eventdb.rows<{ day: string; events: string; newer: string }>(
    `SELECT ${calendarDay(source)} AS day, count(*)::text AS events, bool_or(${newer})::text AS newer
     FROM ${qualified(source.table)}
     WHERE ${from === null ? hasDay(source) : `${since(source, from)} AND ${hasDay(source)}`}
     GROUP BY 1`,
    [zone]
  );
  return new Map(rows.map((row) => [row.day, { events: Number(row.events), newer: row.newer === 'true' }]));
}

async function lateDaysOf(
  eventdb: Database,
  source: EventsSource,
  options: { readonly zone: string; readonly since: { readonly from: string } },
  after: { readonly id: bigint; readonly newer: string }
): Promise<Map<string, number>> {
  const rows = await eventdb.rows<{ day: string; events: string }>(
    `SELECT ${calendarDay(source)} AS day, count(*)::text AS events
     FROM ${qualified(source.table)}
     WHERE id > $2::bigint AND ${after.newer} AND ${momentOf(source)} < ${literal(options.since.from)}::timestamptz AND ${hasDay(source)}
     GROUP BY 1`,
    [options.zone, after.id]
  );
  return new Map(rows.map(({ day, events }) => [day, Number(events)]));
}

async function countUndated(eventdb: Database, source: EventsSource): Promise<number> {
  const [row] = await eventdb.rows<{ events: string }>(
    `SELECT count(*)::text AS events FROM ${qualified(source.table)} WHERE ${hasNoDay(source)}`
  );
  return Number(row!.events);
}
