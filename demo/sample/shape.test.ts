import { dayOf, distinct, events, ipOf, problemOf, share, shareOf, total, typeOf } from './figures.ts';
import { type SampleEvent, sampleStory } from './index.ts';

describe('the shape', () => {
  test('has one provider, one taxonomy and four identifiers that hide the rest', () => {
    const counts = new Map<string | undefined, number>();
    for (const { 'classification.identifier': identifier } of events) {
      counts.set(identifier, (counts.get(identifier) ?? 0) + 1);
    }
    const leading = [...counts.values()].sort((one, other) => other - one).slice(0, 4);
    const fraud = events.filter((event) => event['classification.taxonomy'] === 'fraud').length;
    expect(share((event) => event['feed.provider'] === sampleStory.provider)).toBeCloseTo(0.92, 1);
    expect(share((event) => event['classification.taxonomy'] === 'vulnerable')).toBeCloseTo(0.9, 1);
    expect(leading.reduce((sum, one) => sum + one, 0) / events.length).toBeCloseTo(0.6, 1);
    expect(fraud).toBeGreaterThan(0);
    expect(fraud).toBeLessThan(50);
  });

  test('has as many different names as a CSIRT', () => {
    const different = (field: keyof SampleEvent) => new Set(events.map((event) => event[field])).size;
    const families = new Set(events.map((event) => event['malware.name']));
    const identifiers = new Set(events.map((event) => event['classification.identifier']));
    expect([...identifiers].filter((one) => !families.has(one)).length).toBeGreaterThan(95);
    expect(families.size).toBeGreaterThan(70);
    expect(different('feed.provider')).toBe(11);
    expect(different('feed.code')).toBeGreaterThan(90);
    expect(different('source.asn')).toBeGreaterThan(200);
    expect(different('source.network')).toBeGreaterThan(1000);
    expect(different('source.geolocation.cc')).toBeGreaterThan(30);
    expect(share((event) => event['source.geolocation.cc'] === 'AT')).toBeCloseTo(0.85, 1);
  });

  test('has addresses in several classes and feeds, so that sums of distincts are too large', () => {
    const classes = distinct(events, ipOf, problemOf);
    classes.delete(undefined);
    expect(shareOf(classes, (size) => size >= 2)).toBeGreaterThan(0.25);
    expect(shareOf(classes, (size) => size >= 2)).toBeLessThan(0.4);
    expect(shareOf(classes, (size) => size > 5)).toBeLessThan(0.05);
    const feeds = distinct(events, ipOf, (event) => event['feed.code']);
    expect(shareOf(feeds, (size) => size >= 2)).toBeGreaterThan(0.25);
    const truth = total(distinct(events, dayOf, ipOf));
    expect(total(distinct(events, (event) => `${dayOf(event)} ${typeOf(event)}`, ipOf)) / truth).toBeGreaterThan(1.2);
    const byFeed = distinct(events, (event) => `${dayOf(event)} ${event['feed.code']}`, ipOf);
    expect(total(byFeed) / truth).toBeGreaterThan(1.3);
  });

  test('has infected addresses that are mostly short-lived, and exposed ones that stay', () => {
    const infected = events.filter((event) => typeOf(event) === 'infected-system');
    const exposed = events.filter((event) => event['classification.taxonomy'] === 'vulnerable');
    const briefly = (list: readonly SampleEvent[]) => shareOf(distinct(list, ipOf, dayOf), (size) => size <= 2);
    expect(briefly(infected)).toBeGreaterThan(0.4);
    expect(briefly(infected)).toBeLessThan(0.62);
    expect(briefly(exposed)).toBeLessThan(0.2);
    const truth = total(distinct(infected, dayOf, ipOf));
    const cells = distinct(
      infected,
      (event) => [dayOf(event), event['feed.code'], event['malware.name'], event['source.port']].join(' '),
      ipOf
    );
    expect(total(cells) / truth).toBeGreaterThan(1.6);
  });

  test('has the gaps of real data', () => {
    expect(share((event) => event['classification.taxonomy'] === undefined)).toBeCloseTo(0.002, 3);
    expect(share((event) => event['source.ip']?.includes(':') === true)).toBeCloseTo(0.03, 1);
    expect(share((event) => event['source.ip'] === undefined)).toBeCloseTo(0.003, 2);
    expect(share((event) => event['classification.identifier'] === undefined)).toBeGreaterThan(0.005);
    expect(events.filter((event) => dayOf(event) === 'undated')).toHaveLength(10);
    expect(events.filter((event) => !event['time.source'] && event['time.observation']).length).toBeGreaterThan(30);
  });

  test('tells hours to two days later', () => {
    const timed = events.filter((event) => event['time.source'] && event['time.observation']);
    const lags = timed.map((event) => Date.parse(event['time.observation']!) - Date.parse(event['time.source']!));
    const hours = lags.map((lag) => lag / 3_600_000).sort((one, other) => one - other);
    expect(hours[0]).toBeGreaterThan(0);
    expect(hours.at(-1)).toBeLessThan(48);
    expect(hours[hours.length >> 1]).toBeGreaterThan(12);
  });

  test('has the port of the service in scans, and ephemeral ports in sinkholes', () => {
    const ports = (identifier: string) =>
      new Set(events.filter((one) => one['classification.identifier'] === identifier).map((one) => one['source.port']));
    expect(ports('dns-open-resolver')).toEqual(new Set([53, 8053]));
    expect(ports('conficker').size).toBeGreaterThan(100);
  });

  test('has feeds that come weekly, and some that come on some days', () => {
    const daysOf = (feed: string) => new Set(events.filter((one) => one['feed.name'] === feed).map(dayOf));
    const weekly = [...daysOf(sampleStory.weekly.feed)].filter((day) => day !== 'undated');
    expect(weekly.every((day) => new Date(day).getUTCDay() === sampleStory.weekly.weekday + 1)).toBe(true);
    expect(weekly.length).toBeGreaterThan(10);
    expect(daysOf('Feodo-Tracker').size).toBeLessThan(60);
  });
});
