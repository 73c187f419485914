import { type SampleEvent, sampleEvents, storyDays } from './index.ts';

/** The sample that the tests look at: small enough to be made for every suite. */
export const options = { seed: 1, lastDay: '2026-01-31', days: 90, eventsPerDay: 2000 };
export const turns = storyDays(options);
export const events: readonly SampleEvent[] = [...sampleEvents(options)];

type Value = (event: SampleEvent) => string | undefined;
type Condition = (event: SampleEvent) => boolean;

/** The day of the source, where it has no time that of the observation. */
export function dayOf(event: SampleEvent): string {
  return (event['time.source'] ?? event['time.observation'] ?? 'undated').slice(0, 10);
}

export const days = [...new Set(events.map(dayOf))].filter((day) => day !== 'undated').sort();

export function ipOf(event: SampleEvent): string | undefined {
  return event['source.ip'];
}

/** The type under its name of today, of the two largest that were renamed. */
export function typeOf(event: SampleEvent): string | undefined {
  const type = event['classification.type'];
  return type === 'infected system' ? 'infected-system' : type === 'vulnerable service' ? 'vulnerable-system' : type;
}

/** The finest class. */
export function problemOf(event: SampleEvent): string {
  return `${typeOf(event)} ${event['classification.identifier'] ?? event['malware.name']}`;
}

export function ofSystem(asn: number): Condition {
  return (event) => event['source.asn'] === asn;
}

/** Different values by key; events without the value are left out. */
export function distinct(list: readonly SampleEvent[], key: Value, value: Value): Map<string | undefined, Set<string>> {
  const sets = new Map<string | undefined, Set<string>>();
  for (const event of list) {
    const one = value(event);
    if (one !== undefined) {
      const name = key(event);
      sets.set(name, (sets.get(name) ?? new Set()).add(one));
    }
  }
  return sets;
}

/** What summing distinct counts gives. */
export function total(sets: Map<unknown, Set<string>>): number {
  return [...sets.values()].reduce((sum, { size }) => sum + size, 0);
}

/** Share of the sets whose size fulfils the condition. */
export function shareOf(sets: Map<unknown, Set<string>>, condition: (size: number) => boolean): number {
  return [...sets.values()].filter(({ size }) => condition(size)).length / sets.size;
}

/** Share of all events. */
export function share(condition: Condition): number {
  return events.filter(condition).length / events.length;
}

/** Number of events of every day of the range, in its order. */
export function byDay(condition: Condition): Map<string, number> {
  const counts = new Map<string, number>(days.map((day) => [day, 0]));
  for (const event of events.filter((one) => dayOf(one) !== 'undated' && condition(one))) {
    counts.set(dayOf(event), counts.get(dayOf(event))! + 1);
  }
  return counts;
}

export function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
}
