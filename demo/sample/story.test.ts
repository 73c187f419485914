import { byDay, dayOf, days, distinct, events, ipOf, mean, ofSystem, options, turns, typeOf } from './figures.ts';
import { type SampleEvent, sampleEvents, sampleStory } from './index.ts';
import { judgeTrends } from '../../query/trend.fixture.ts';

function ipv4(text: string): number {
  return text.split('.').reduce((number, part) => number * 256 + Number(part), 0);
}

describe('the story', () => {
  test('gives the operator a decent share of everything', () => {
    const { asn } = sampleStory.operator;
    const own = events.filter(ofSystem(asn));
    const different = (field: keyof SampleEvent) => new Set(own.map((event) => event[field])).size;
    expect(own.length / events.length).toBeCloseTo(sampleStory.operator.share, 2);
    expect(different('classification.taxonomy')).toBeGreaterThan(5);
    expect(new Set(own.map(typeOf)).size).toBeGreaterThan(8);
    expect(different('malware.name')).toBeGreaterThan(10);
    expect(different('classification.identifier')).toBeGreaterThan(50);
    expect(different('source.network')).toBeGreaterThan(3);
  });

  test('has another system within a network of the operator', () => {
    const [address = '', length] = sampleStory.customer.network.split('/');
    const block = (ip: string) => Math.floor(ipv4(ip) / 2 ** (32 - Number(length)));
    const inside = events.filter((event) => ipOf(event)?.includes('.') && block(ipOf(event)!) === block(address));
    const { customer } = sampleStory;
    expect(inside.length).toBeGreaterThan(100);
    // Feeds without ASN see them too.
    expect(inside.every((event) => (event['source.asn'] ?? customer.asn) === customer.asn)).toBe(true);
  });

  test('lets one system rise steadily, the country decline slowly', () => {
    const weeks = (condition: (event: SampleEvent) => boolean) => {
      const numbers = [...byDay(condition).values()];
      return Array.from({ length: 12 }, (_, week) => mean(numbers.slice(6 + week * 7, 13 + week * 7)));
    };
    const rising = weeks(ofSystem(sampleStory.rising.asn));
    const pairs = rising.flatMap((one, index) => rising.slice(index + 1).map((later) => later > one));
    expect(pairs.filter(Boolean).length / pairs.length).toBeGreaterThan(0.9);
    expect(rising.at(-1)! / rising[0]!).toBeGreaterThan(2);
    const nation = weeks(({ 'classification.identifier': identifier }) => identifier !== sampleStory.wave.identifier);
    expect(nation.at(-1)! / nation[0]!).toBeGreaterThan(0.83);
    expect(nation.at(-1)! / nation[0]!).toBeLessThan(0.95);
  });

  test('in as many events as the demo has, that system alone is told as rising', () => {
    const addresses = new Map<number | undefined, Map<string, Set<string>>>();
    const add = (asn: number | undefined, day: string, ip: string): void => {
      const perDay = addresses.get(asn) ?? new Map<string, Set<string>>();
      addresses.set(asn, perDay);
      perDay.set(day, (perDay.get(day) ?? new Set()).add(ip));
    };
    for (const event of sampleEvents({ ...options, eventsPerDay: 4000 })) {
      const { 'source.ip': ip, 'source.asn': asn } = event;
      if (ip !== undefined) {
        add(undefined, dayOf(event), ip);
        add(asn ?? 0, dayOf(event), ip);
      }
    }
    const closed = days.slice(-86, -2);
    const counts = (asn: number | undefined): number[] => closed.map((day) => addresses.get(asn)!.get(day)?.size ?? 0);
    const networks = [...addresses.keys()].filter((asn) => asn !== undefined && asn !== 0);
    const judged = judgeTrends(networks.map(counts), counts(undefined));
    const rising = networks.filter((_, place) => judged[place]!.direction === 'rising');
    expect(rising).toEqual([sampleStory.rising.asn]);
    expect(judged[networks.indexOf(sampleStory.rising.asn)]!.evidence).toBe('clear');
  });

  test('loses one feed for four days, and its hosts are there again afterwards', () => {
    const { feed, provider } = sampleStory.outage;
    const lost = (event: SampleEvent) => event['feed.name'] === feed && event['feed.provider'] === provider;
    const numbers = byDay(lost);
    expect([...numbers].filter(([, number]) => number === 0).map(([day]) => day)).toEqual(turns.outage);
    const addresses = distinct(events.filter(lost), dayOf, ipOf);
    const before = addresses.get(days[days.indexOf(turns.outage[0]!) - 1])!;
    const after = addresses.get(days[days.indexOf(turns.outage[3]!) + 1])!;
    expect([...before].filter((ip) => after.has(ip)).length / before.size).toBeGreaterThan(0.7);
  });

  test('renames with the upgrade, and keeps the series', () => {
    const old =
      /^(malicious code|infected system|intrusion attempts|vulnerable service|c2server|information gathering)$/;
    for (const event of events.filter((one) => one['time.observation'])) {
      const names = [event['classification.taxonomy'], event['classification.type']];
      const isOld = names.some((name) => name !== undefined && old.test(name));
      const isNew = names.some((name) => /^(malicious-code|intrusion-attempts|vulnerable-system)$/.test(name ?? ''));
      if (isOld ? event['time.observation']! >= turns.upgrade : isNew && event['time.observation']! < turns.upgrade) {
        throw new Error(JSON.stringify(event));
      }
    }
    const types = distinct(events, dayOf, (event) => event['classification.type']);
    const before = days.slice(0, days.indexOf(turns.rename)).flatMap((day) => [...types.get(day)!]);
    expect(before).toContain('infected system');
    expect(before).not.toContain('infected-system');
    const both = new Set(
      events.filter((event) => dayOf(event) === turns.rename).map((one) => one['classification.type'])
    );
    expect([...both]).toEqual(expect.arrayContaining(['infected system', 'infected-system']));
    const numbers = [...byDay((event) => typeOf(event) === 'vulnerable-system').values()];
    const at = days.indexOf(turns.rename);
    const step = mean(numbers.slice(at, at + 14)) / mean(numbers.slice(at - 14, at));
    expect(Math.abs(step - 1)).toBeLessThan(0.15);
  });

  test('reclassifies one identifier late, without a change of its number', () => {
    const { identifier, from, to } = sampleStory.reclassified;
    const list = events.filter((one) => one['classification.identifier'] === identifier && one['time.observation']);
    const types = distinct(list, (one) => String(one['time.observation']! >= turns.reclassified), typeOf);
    expect(types.get('false')).toEqual(new Set([from]));
    expect(types.get('true')).toEqual(new Set([to]));
  });

  test('sends a wave through the last third', () => {
    const { identifier, share: part } = sampleStory.wave;
    const numbers = byDay((event) => event['classification.identifier'] === identifier);
    const before = [...numbers].filter(([day]) => day < turns.wave).map(([, number]) => number);
    expect(Math.max(...before)).toBe(0);
    expect(numbers.get(turns.last)! / options.eventsPerDay).toBeCloseTo(part, 2);
  });

  test('has systems that clean up fast and one that does not', () => {
    const stay = ({ asn }: { asn: number }) => {
      const sets = [...distinct(events.filter(ofSystem(asn)), ipOf, dayOf).values()];
      return mean(sets.map(({ size }) => size));
    };
    expect(stay(sampleStory.slowCleaner)).toBeGreaterThan(3 * stay(sampleStory.fastCleaner));
  });

  test('has an ASN beyond int4', () => {
    const { asn } = sampleStory.largeAsn;
    expect(asn).toBeGreaterThan(2 ** 31);
    expect(events.some(ofSystem(asn))).toBe(true);
  });

  test('has a feed without ASN for addresses that others attribute', () => {
    const without = events.filter((event) => event['feed.name'] === sampleStory.unattributed.feed && ipOf(event));
    const attributed = new Set(events.filter((event) => event['source.asn'] !== undefined).map(ipOf));
    expect(without.every((event) => event['source.asn'] === undefined && !event['source.network'])).toBe(true);
    const shared = new Set(without.map(ipOf));
    expect([...shared].filter((ip) => attributed.has(ip)).length / shared.size).toBeGreaterThan(0.3);
  });

  test('has two opinions on the country of some addresses', () => {
    const { feeds } = sampleStory.otherGeolocation;
    const isOther = (event: SampleEvent) => (feeds as readonly unknown[]).includes(event['feed.name']);
    const country = (event: SampleEvent) => event['source.geolocation.cc'];
    const usual = distinct(
      events.filter((event) => !isOther(event)),
      ipOf,
      country
    );
    const other = [...distinct(events.filter(isOther), ipOf, country)].filter(([ip]) => usual.has(ip));
    const disputed = other.filter(([ip, countries]) => ![...countries].every((one) => usual.get(ip)!.has(one)));
    expect(disputed.length / other.length).toBeGreaterThan(0.002);
    expect(disputed.length / other.length).toBeLessThan(0.06);
  });
});
