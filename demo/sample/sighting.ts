import { dayNumber, stamp } from './calendar.ts';
import type { Delivery } from './delivery.ts';
import type { SampleEvent } from './event.ts';
import type { Feed } from './feeds.ts';
import type { Case } from './population.ts';
import type { Class, Problem } from './problem.ts';
import { below, pick, type Random } from './random.ts';
import { spellingBefore } from './spelling.ts';
import { sampleStory, storyDays } from './story.ts';

const secondsOfDay = 86_400;

/** Moments of `storyDays` in seconds since 1970, and the numbers of days without the feed. */
export interface Turns {
  readonly upgrade: number;
  readonly reclassified: number;
  readonly outage: ReadonlySet<number>;
}

/** When the range's story turns. */
export function turnsOf(range: { readonly lastDay: string; readonly days: number }): Turns {
  const { upgrade, reclassified, outage } = storyDays(range);
  return {
    upgrade: Date.parse(upgrade) / 1000,
    reclassified: dayNumber(reclassified) * secondsOfDay,
    outage: new Set(outage.map(dayNumber)),
  };
}

function classOn(problem: Problem, observed: number, turns: Turns): Class {
  const { identifier, from } = sampleStory.reclassified;
  const today: Class =
    problem.identifier === identifier && observed < turns.reclassified ? [problem.class[0], from] : problem.class;
  return observed < turns.upgrade ? (problem.before ?? spellingBefore(today)) : today;
}

/** Of one case on one day: what the feed tells, none to a few events. Times count in seconds from the start of the day. */
export function sightings(
  random: Random,
  one: Case,
  feed: Feed,
  { chance, arrival }: Delivery,
  day: number,
  turns: Turns
): SampleEvent[] {
  const events: SampleEvent[] = [];
  if (random() >= chance) {
    return events;
  }
  const repeats = one.problem.repeats ?? 0;
  const again = repeats / (1 + repeats);
  do {
    const seconds = below(random, secondsOfDay);
    const observed = arrival === undefined ? seconds + 600 + below(random, 6 * 3600) : arrival + below(random, 900);
    events.push(event(random, one, feed, day, seconds, observed, events.length, turns));
  } while (random() < again);
  return events;
}

function event(
  random: Random,
  { host, problem, family }: Case,
  feed: Feed,
  day: number,
  seconds: number,
  observed: number,
  nth: number,
  turns: Turns
): SampleEvent {
  // One number decides which of the rare faults of real data this event has.
  const fault = random();
  const isUndetermined = fault < 0.0002;
  const hasNoTaxonomy = fault < 0.002;
  const hasNoSourceTime = fault >= 0.002 && fault < 0.0026;
  const isAttributed = host.ip !== undefined && !feed.unattributed;
  // Without a source time the observation decides the day, so it has to lie within it.
  const told = hasNoSourceTime ? Math.min(observed, secondsOfDay - 1) : observed;
  const [taxonomy, type] = classOn(problem, day * secondsOfDay + told, turns);
  const identifier = problem.unidentified || feed.unattributed ? undefined : (problem.identifier ?? family);
  return {
    'time.source': hasNoSourceTime ? undefined : stamp(day, seconds),
    'time.observation': stamp(day, told),
    'source.ip': host.ip,
    'source.port': portOf(random, problem, nth),
    'source.asn': isAttributed ? host.system.asn : undefined,
    'source.as_name': isAttributed ? host.system.name : undefined,
    'source.network': isAttributed ? host.network : undefined,
    'source.geolocation.cc': feed.otherGeolocation ? host.otherCountry : host.country,
    'source.fqdn': host.fqdn,
    'source.domain_suffix': host.suffix,
    'classification.taxonomy': hasNoTaxonomy ? undefined : taxonomy,
    'classification.type': isUndetermined ? undefined : type,
    'classification.identifier': isUndetermined ? undefined : identifier,
    'malware.name': family,
    'protocol.application': problem.application,
    'protocol.transport': problem.transport,
    'destination.port': problem.target,
    'feed.provider': feed.provider,
    'feed.name': feed.name,
    'feed.code': feed.code,
    'feed.accuracy': feed.accuracy,
    'event_description.text': problem.text,
    extra: problem.extra && random() < 0.3 ? pick(random, problem.extra) : undefined,
  };
}

/** The service's port, of a second instance another one; for who contacts something the ephemeral one. */
function portOf(random: Random, { port, target }: Problem, nth: number): number | undefined {
  if (port !== undefined) {
    return nth === 0 ? port : 8000 + (port % 1000);
  }
  return target === undefined ? undefined : 1024 + below(random, 64_512);
}
