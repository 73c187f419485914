import { addDays } from '@stats-portal/query';
import type { Database } from '../database/database.ts';
import { ConfigurationError } from '../errors.ts';
import { faultPoint } from '../fault.ts';
import { claim, type LedgerDay } from './claim.ts';
import { closeUntil, markDirty, moveFrontier, noteSeen, readDirtyDays, readLedger } from './ledger.ts';
import { lookAtEvents, type Look } from './look.ts';
import { retainedSince } from './rules.ts';
import type { Work } from './run.ts';
import { firstKeptDay } from '../statistics/retention.ts';
import { unmarkedDays } from '../watch/names.ts';
import { dayBounds } from './zone.ts';

/** What marking found beside the days, which wait in the statistics database afterwards. */
export interface Marked {
  readonly undated: number;
  /** Days that keep their numbers from now on: their events are gone. */
  readonly kept: readonly string[];
  /** Events of days that the statistics do not keep any more. */
  readonly tooOldEvents: number;
}

/** Marks what a look finds, and moves the frontier, in one transaction. */
export async function markByLook(work: Work): Promise<Marked> {
  const { statsdb, settings, now, today, tell } = work;
  const counting = work.counting.name;
  const { lookedOn } = work.portal;
  if (lookedOn !== null && today < lookedOn) {
    tell({ kind: 'behind', lookedOn });
  }
  const ledger = await readLedger(statsdb);
  const look = await lookFrom(work, ledger, firstDayOfLook(work), work.portal.counting !== counting);
  await faultPoint('look.done', statsdb);
  const found = claim(look, ledger, {
    counting,
    zone: settings.timezone,
    retainedSince: retainedSince(settings, today),
    keptSince: firstKeptDay(settings.statsdb, today),
  });
  for (const [day, eventsSeen] of found.kept) {
    tell({ kind: 'kept', day, events: eventsSeen, eventsSeen });
  }
  const tooOldEvents = [...found.tooOld.values()].reduce((sum, events) => sum + events, 0);
  if (tooOldEvents > 0) {
    tell({ kind: 'too old', days: [...found.tooOld.keys()].sort(), events: tooOldEvents });
  }
  const marked = { undated: look.undated, kept: [...found.kept.keys()], tooOldEvents };
  if (work.dryRun === true) {
    const waiting = new Map((await readDirtyDays(statsdb)).map(({ day, reason }) => [day, reason]));
    const days = [...new Map([...found.dirty, ...waiting])].map(([day, reason]) => ({ day, reason }));
    tell({ kind: 'claimed', days: days.sort((a, b) => b.day.localeCompare(a.day)), undated: look.undated });
    return marked;
  }
  await statsdb.transaction({ name: 'mark' }, async () => {
    await markDirty(statsdb, found.dirty, now);
    await noteSeen(statsdb, found.kept);
    await moveFrontier(statsdb, look.frontier, {
      counting,
      undated: look.undated,
      closedUntil: addDays(today, -settings.provisionalDays),
      now,
    });
  });
  return marked;
}

/** Marks the asked days. Throws a ConfigurationError where that would lose numbers, before anything is changed. */
export async function markForced(work: Work, { from, to }: { from: string; to: string }): Promise<Marked> {
  const { statsdb, settings, now, today, tell } = work;
  const ledger = await readLedger(statsdb);
  const look = await lookFrom(work, ledger, from, false);
  await faultPoint('look.done', statsdb);
  const first = firstKeptDay(settings.statsdb, today) ?? from;
  const days = new Set(
    [...look.days.keys(), ...ledger.keys()].filter((day) => day >= from && day >= first && day <= to)
  );
  const losing = [...days].filter((day) => (look.days.get(day)?.events ?? 0) < (ledger.get(day)?.events ?? 0)).sort();
  if (losing.length > 0 && work.allowLoss !== true) {
    throw new ConfigurationError(
      `${losing.length} of these days have fewer events than their statistics (first: ${losing[0]}). Counting them anew would lose numbers.`,
      {
        advice: 'Leave these days out, or say --allow-loss if the events were deleted on purpose. Nothing was changed.',
      }
    );
  }
  if (work.dryRun === true) {
    tell({
      kind: 'claimed',
      days: [...days]
        .sort()
        .reverse()
        .map((day) => ({ day, reason: 'forced' })),
      undated: look.undated,
    });
  } else {
    const closed = addDays(today, -settings.provisionalDays);
    await statsdb.transaction({ name: 'mark' }, async () => {
      await markDirty(statsdb, new Map([...days].map((day) => [day, 'forced'])), now);
      await closeUntil(statsdb, to < closed ? to : closed);
    });
  }
  return { undated: look.undated, kept: [], tooOldEvents: 0 };
}

/** After a pause the window reaches back from the last look: not every table tells late events by their ids. */
function firstDayOfLook({ portal, today, settings, source }: Work): string {
  const lastLook = portal.lookedOn !== null && portal.lookedOn < today ? portal.lookedOn : today;
  const windowDays = Math.max(settings.windowDays, source.isWatched ? unmarkedDays + 1 : 0);
  const first = addDays(lastLook, -windowDays);
  const firstKept = firstKeptDay(settings.statsdb, today) ?? first;
  return first > firstKept ? first : firstKept;
}

async function lookFrom(
  { eventdb, statsdb, source, portal, settings, forced }: Work,
  ledger: ReadonlyMap<string, LedgerDay>,
  firstDay: string,
  everything: boolean
): Promise<Look> {
  const zone = settings.timezone;
  const [since] = await dayBounds(statsdb, zone, [firstDay]);
  const zones = new Set([...ledger.values()].map((day) => day.zone));
  return lookAtEvents(eventdb, source, {
    zone,
    since: since!,
    frontier: portal.frontier,
    everything,
    expected: await expectedEvents(statsdb, ledger),
    waiting: (await readDirtyDays(statsdb)).map(({ day }) => day),
    otherZones: forced === undefined ? [...zones].filter((other) => other !== zone) : [],
  });
}

/** Events of each day at the last look; null where a run was stopped, and days wait that have more than the ledger. */
async function expectedEvents(
  statsdb: Database,
  ledger: ReadonlyMap<string, LedgerDay>
): Promise<Map<string, number> | null> {
  const waiting = await readDirtyDays(statsdb);
  return waiting.length > 0 ? null : new Map([...ledger].map(([day, { eventsSeen }]) => [day, eventsSeen]));
}
