import type { Marked } from './mark.ts';
import type { RunResult } from './run.ts';
import type { CountedDay } from './workers.ts';

/** What a run has done so far. */
export class Tally {
  readonly #closedUntil: string | null;
  readonly #kept = new Set<string>();
  #days = 0;
  #events = 0;
  #lateEvents = 0;
  #undated = 0;
  #tooOldEvents = 0;

  /** Events that come for days up to the last closed one are late. */
  constructor(closedUntil: string | null) {
    this.#closedUntil = closedUntil;
  }

  marked({ undated, kept, tooOldEvents }: Marked): void {
    this.#undated = undated;
    this.#tooOldEvents = tooOldEvents;
    kept.forEach((day) => this.#kept.add(day));
  }

  counted({ day, kept, events, eventsBefore }: Omit<CountedDay, 'asNames'>): void {
    if (kept) {
      this.#kept.add(day);
      return;
    }
    this.#days += 1;
    this.#events += events;
    const wasClosed = this.#closedUntil !== null && day <= this.#closedUntil && eventsBefore > 0;
    this.#lateEvents += wasClosed ? Math.max(0, events - eventsBefore) : 0;
  }

  get result(): RunResult {
    return {
      days: this.#days,
      events: this.#events,
      lateEvents: this.#lateEvents,
      keptDays: this.#kept.size,
      undated: this.#undated,
      tooOldEvents: this.#tooOldEvents,
    };
  }
}
