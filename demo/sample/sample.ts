import { dayNumber, stamp } from './calendar.ts';
import { Deliveries } from './delivery.ts';
import type { SampleEvent } from './event.ts';
import { parts } from './parts.ts';
import { seeded } from './random.ts';
import { sightings, turnsOf } from './sighting.ts';

/** What to generate. */
export interface SampleOptions {
  /** The same options give the same events. */
  readonly seed: number;
  /** Last day of `time.source`, `YYYY-MM-DD`. */
  readonly lastDay: string;
  readonly days: number;
  /** On an ordinary day, within 15 %. */
  readonly eventsPerDay: number;
  /** The CSIRT's country, two capital letters; AT if absent. */
  readonly country?: string;
  /** Events observed later are left out: at 04:00 yesterday is not complete. Without it nothing is left out. */
  readonly now?: string;
}

/**
 * Events of a CSIRT, day by day, oldest first, unordered within the day.
 * Hosts persist from day to day. What is planted is named in `sampleStory`.
 */
export function* sampleEvents(options: SampleOptions): Generator<SampleEvent, void> {
  const now = options.now === undefined ? undefined : momentOf(options.now);
  for (const event of allEvents(options)) {
    const observed = event['time.observation'];
    // Both are UTC in one format: texts compare like times.
    if (now === undefined || observed === undefined || observed <= now) {
      yield event;
    }
  }
}

/** Throws a RangeError for what is no time. */
function momentOf(text: string): string {
  const time = Date.parse(text);
  if (Number.isNaN(time)) {
    throw new RangeError(`not a time: ${JSON.stringify(text)}`);
  }
  return stamp(0, Math.floor(time / 1000));
}

function* allEvents(options: SampleOptions): Generator<SampleEvent, void> {
  const random = seeded(options.seed);
  const turns = turnsOf(options);
  const all = parts(random, options.eventsPerDay, options.country ?? 'AT');
  const first = dayNumber(options.lastDay) - options.days + 1;
  for (let index = 0; index < options.days; index++) {
    const day = first + index;
    const progress = options.days === 1 ? 0 : index / (options.days - 1);
    const deliveries = new Deliveries(random, day, turns.outage.has(day));
    let isUndated = index % 9 === 4;
    for (const { population, share } of all) {
      population.step(day, options.eventsPerDay * share(progress));
      for (const one of population.cases) {
        for (const { feed } of one.sources) {
          for (const event of sightings(random, one, feed, deliveries.of(feed), day, turns)) {
            yield isUndated ? undated(event) : event;
            isUndated = false;
          }
        }
      }
    }
  }
}

/** Neither time: a handful of those is in every eventDB, and belongs to no day. */
function undated(event: SampleEvent): SampleEvent {
  return { ...event, 'time.source': undefined, 'time.observation': undefined };
}
