import fc from 'fast-check';
import type { Database } from '../aggregator/src/database/database.ts';
import { copyLine } from '../aggregator/src/events/copy.ts';
import { createEventsTable } from '../aggregator/src/events/columns.ts';
import { identifier, qualified } from '@stats-portal/catalog';

/** An event as the tests make it: IntelMQ's names, absent is NULL. */
export type TestEvent = Readonly<Partial<Record<string, string>>>;

const fields = [
  'time.source',
  'time.observation',
  'source.ip',
  'source.asn',
  'source.as_name',
  'source.network',
  'source.port',
  'source.geolocation.cc',
  'source.domain_suffix',
  'classification.taxonomy',
  'classification.type',
  'classification.identifier',
  'malware.name',
  'protocol.application',
  'protocol.transport',
  'feed.provider',
  'feed.name',
  'feed.code',
] as const;

export async function createEvents(database: Database, table = 'events'): Promise<void> {
  await database.execute(createEventsTable(table));
}

/** Inserts events with one COPY; fields that `columns` does not name are left out. */
export async function insertEvents(
  database: Database,
  events: readonly TestEvent[],
  { table = 'events', columns = fields } = {}
): Promise<void> {
  const target = `${qualified(table)} (${columns.map(identifier).join(', ')})`;
  const text = events.map((event) => copyLine(columns.map((field) => event[field] ?? null))).join('');
  await database.copyIn(target, [new TextEncoder().encode(text)]);
}

const maybe = (...values: readonly string[]): fc.Arbitrary<string | undefined> =>
  fc.option(fc.constantFrom(...values), { nil: undefined, freq: 5 });

/** Classes with old and new names, some of which become one. */
const classes = [
  { taxonomy: 'vulnerable', type: 'vulnerable-system', identifier: 'ssl-poodle' },
  { taxonomy: 'vulnerable', type: 'weak-crypto', identifier: 'ssl-poodle' },
  { taxonomy: 'vulnerable', type: 'vulnerable service', identifier: 'openredis' },
  { taxonomy: 'Vulnerable', type: 'vulnerable-system', identifier: 'open-redis' },
  { taxonomy: 'malicious code', type: 'infected system', identifier: undefined },
  { taxonomy: 'malicious-code', type: 'infected-system', identifier: undefined },
  { taxonomy: 'malicious code', type: 'botnet drone', identifier: 'botnet' },
  { taxonomy: 'intrusions', type: 'defacement', identifier: undefined },
  { taxonomy: 'other', type: 'vulnerable-system', identifier: 'O\'Hara \\ "$1" [[x]]' },
  { taxonomy: undefined, type: 'c2-server', identifier: undefined },
  { taxonomy: undefined, type: undefined, identifier: undefined },
] as const;

/** Few values each, so that addresses meet themselves under several classes, feeds and networks. */
export function eventArbitrary(days: readonly string[]): fc.Arbitrary<TestEvent> {
  return fc
    .record({
      day: fc.constantFrom(...days),
      time: fc.constantFrom('00:00:00', '11:59:59.9', '23:59:59.999999'),
      source: fc.constantFrom('source', 'source', 'source', 'observation'),
      class: fc.constantFrom(...classes),
      'source.ip': maybe('192.0.2.1', '192.0.2.2', '192.0.2.3', '198.51.100.7', '2001:db8::1', '2001:DB8:0::2'),
      'source.asn': maybe('64496', '64497', '4294967295'),
      'source.network': maybe('192.0.2.0/24', '192.0.2.0/25', '2001:db8::/32'),
      'source.port': maybe('443', '6379', '51234'),
      'source.geolocation.cc': maybe('AT', 'DE'),
      'source.domain_suffix': maybe('at', 'co.at'),
      'malware.name': maybe('mirai', 'emotet', 'iotrdp'),
      'protocol.application': maybe('http', 'redis'),
      'protocol.transport': maybe('tcp', 'udp'),
      'feed.provider': maybe('Shadowserver', "Team 'Cymru'"),
      'feed.name': maybe('Open-Redis', 'Sinkhole\tEvents', 'Größe'),
      'feed.code': maybe('a', ''),
    })
    .map(({ day, time, source, class: { taxonomy, type, identifier: name }, ...event }) => {
      const defined = {
        [`time.${source}`]: `${day} ${time}+00`,
        'classification.taxonomy': taxonomy,
        'classification.type': type,
        'classification.identifier': name,
        ...event,
      };
      return Object.fromEntries(Object.entries(defined).filter(([, value]) => value !== undefined));
    });
}
