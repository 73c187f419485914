import { addDays } from '@stats-portal/query';
import type { Look } from './look.ts';

/** A day of the ledger, as far as the claim needs it. */
export interface LedgerDay {
  readonly events: number;
  readonly eventsSeen: number;
  readonly counting: string;
  /** Zone in which the day was cut. */
  readonly zone: string;
}

/** Why a day is cut anew: only for this reason it may end with fewer events. */
export const zoneChanged = 'zone changed';

/** Why a day has other numbers although its events are the same. */
export const countingChanged = 'counting changed: aliases or catalog';

export interface Claim {
  /** Days to count anew, and why. */
  readonly dirty: ReadonlyMap<string, string>;
  /** Days that have fewer events than their statistics: they keep their numbers. New in this look. */
  readonly kept: ReadonlyMap<string, number>;
  /** Events of days that the statistics do not keep any more, by day: they are not counted. New in this look. */
  readonly tooOld: ReadonlyMap<string, number>;
}

/**
 * Which days a look makes dirty. Pure: the look, the ledger and the rules in, days and reasons out.
 * A day whose events have become fewer keeps its numbers (they were purged), unless it is younger than the eventDB's
 * retention (`youngerThan`): then they were deleted, and the day is counted again.
 */
export function claim(
  look: Look,
  ledger: ReadonlyMap<string, LedgerDay>,
  rules: {
    readonly counting: string;
    readonly zone: string;
    readonly retainedSince: string | null;
    /** First day that the statistics keep; null: all are kept. */
    readonly keptSince: string | null;
  }
): Claim {
  const dirty = new Map<string, string>();
  const kept = new Map<string, number>();
  const tooOld = new Map<string, number>();
  const isTooOld = (day: string): boolean => rules.keptSince !== null && day < rules.keptSince;
  const compared = (day: string): boolean => look.since === null || day >= look.since || look.markedDays.has(day);

  for (const [day, { events, newer }] of look.days) {
    const known = ledger.get(day);
    if (isTooOld(day)) {
      tooOld.set(day, events);
    } else if (known === undefined) {
      dirty.set(day, 'not counted yet');
    } else if (isCutAnew(day, known)) {
      dirty.set(day, zoneChanged);
    } else if (events < known.events) {
      judgeFewer(day, events, known);
    } else if (events > known.events) {
      dirty.set(day, 'new events');
    } else if (newer) {
      dirty.set(day, 'changed events');
    } else if (known.counting !== rules.counting) {
      dirty.set(day, countingChanged);
    }
  }
  for (const [day, known] of ledger) {
    if (compared(day) && !look.days.has(day) && !isTooOld(day)) {
      if (isCutAnew(day, known)) {
        dirty.set(day, zoneChanged);
      } else {
        judgeFewer(day, 0, known);
      }
    }
  }
  for (const [day, events] of look.lateDays) {
    if (isTooOld(day)) {
      tooOld.set(day, events);
    } else {
      dirty.set(day, 'late events');
    }
  }
  return { dirty, kept, tooOld };

  /** Days of another zone that lie in this one have to be there in full: what is purged cannot be cut anew. */
  function isCutAnew(day: string, { zone }: LedgerDay): boolean {
    const asCut = look.daysOf.get(zone);
    return (
      zone !== rules.zone &&
      asCut !== undefined &&
      [-1, 0, 1].every((distance) => {
        const near = addDays(day, distance);
        const known = ledger.get(near);
        return known?.zone !== zone || (asCut.get(near)?.events ?? 0) >= known.events;
      })
    );
  }

  function judgeFewer(day: string, events: number, known: LedgerDay): void {
    if (rules.retainedSince !== null && day > rules.retainedSince) {
      dirty.set(day, 'deleted events');
    } else if (events !== known.eventsSeen) {
      kept.set(day, events);
    }
  }
}
