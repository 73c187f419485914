import {
  aliases,
  applyAliases,
  identifier,
  rollupsTable,
  type AliasRule,
  type Classified,
} from '@stats-portal/catalog';
import fc from 'fast-check';
import type { Database } from '../database/database.ts';
import { liveColumns } from '../events/live.ts';
import { matcher } from '../operators/match.ts';
import { attribute } from './attribute.ts';
import { constituency, sortedRows, todayColumns } from './naive.fixture.ts';
import { readDay } from './read.ts';
import { rowColumns, rowsOf } from './rows.ts';
import { daySelect, type DayBounds, type EventsSource } from './source.ts';

export type Event = Record<string, string | number | null>;

export const day: DayBounds = { day: '2026-01-10', from: '2026-01-10T00:00:00+00:00', to: '2026-01-11T00:00:00+00:00' };

/** As IntelMQ creates it, with the columns that are counted. */
const columnTypes: Readonly<Record<string, string>> = {
  'classification.identifier': 'text',
  'classification.taxonomy': 'varchar(100)',
  'classification.type': 'text',
  'feed.code': 'varchar(100)',
  'feed.name': 'text',
  'feed.provider': 'text',
  'malware.name': 'text',
  'protocol.application': 'varchar(100)',
  'protocol.transport': 'varchar(11)',
  'source.asn': 'integer',
  'source.domain_suffix': 'text',
  'source.geolocation.cc': 'varchar(2)',
  'source.ip': 'inet',
  'source.network': 'inet',
  'source.port': 'integer',
  'time.observation': 'timestamptz',
  'time.source': 'timestamptz',
};

/** A site may have dropped all others. */
export const needed = ['classification.taxonomy', 'classification.type', 'source.ip', 'time.source'];

/** Texts that are read wrong somewhere. */
export const odd = ['', 'a', 'A', "it's", '"', 'x\ty', 'x\ny', 'x\\y', '\\N', '$1', '$$', 'ü', '😀', ' ', 'null'];
const names = (field: keyof Classified) =>
  aliases.flatMap(({ when, use }) => [when[field], field in use ? use[field as keyof typeof use] : undefined]);
const from = (values: ReadonlyArray<string | number | undefined>, count = values.length) =>
  fc.option(fc.constantFrom(...values.filter((value) => value !== undefined).slice(0, count)), { freq: 6 });

/** Few values of each kind, so that groups have several events. */
export const anyEvent: fc.Arbitrary<Event> = fc.record({
  'classification.identifier': from(
    ['ssl-freak', 'SSL-FREAK', 'openrdp', 'ignore me', ...odd, ...names('identifier')],
    30
  ),
  'classification.taxonomy': from(['vulnerable', 'Vulnerable', 'malicious code', 'other', ...names('taxonomy')]),
  'classification.type': from(['vulnerable client', 'vulnerable-system', 'botnet drone', ...names('type')]),
  'feed.code': from(['code', '']),
  'feed.name': from(['n6', 'Feed', ...odd]),
  'feed.provider': from(['Provider', 'provider', 'other']),
  'malware.name': from(['mirai', 'iotrdp', ...odd, ...names('malware')], 24),
  'protocol.application': from(['http', 'rdp']),
  'protocol.transport': from(['tcp', 'udp']),
  'source.asn': from([64500, 64501]),
  'source.domain_suffix': from(['at', 'co.at']),
  'source.geolocation.cc': from(['AT', 'DE']),
  'source.ip': from([
    '192.0.2.1',
    '192.0.2.1/24',
    '192.0.2.2',
    '2001:db8::1',
    '192.0.2.3',
    '198.51.100.7',
    '::ffff:192.0.2.2',
  ]),
  'source.network': from(['192.0.2.0/24', '192.0.2.0/25', '2001:db8::/32']),
  'source.port': from([80, 443]),
  'time.observation': from(['2026-01-10T05:00:00+00:00', '2026-01-11T00:00:00+00:00']),
  'time.source': from(['2026-01-10T00:00:00+00:00', '2026-01-10T23:59:59.999999+00:00', '2026-01-11T00:00:00+00:00']),
});

/** With the class of today beside what was reported. */
function classified(rules: readonly AliasRule[], event: Event): Event {
  const text = (field: string) => (event[field] ?? null) as string | null;
  const { taxonomy, type, identifier } = applyAliases(rules, {
    taxonomy: text('classification.taxonomy'),
    type: text('classification.type'),
    identifier: text('classification.identifier'),
    malware: text('malware.name'),
    feed: text('feed.name'),
  });
  const { taxonomy: t, type: y, identifier: i } = todayColumns;
  return { ...event, [t]: taxonomy, [y]: type, [i]: identifier };
}

/** An empty table of events. */
export async function createEvents(
  database: Database,
  columns = Object.keys(columnTypes),
  partitions = ''
): Promise<EventsSource> {
  const own = columns.map((name) => `"${name}" ${columnTypes[name]!}`);
  const added = Object.values(todayColumns).map((name) => `"${name}" text`);
  await database.execute(`CREATE TABLE events (${[...own, ...added].join(', ')}) ${partitions}`);
  return { table: 'events', columns: (await liveColumns(database, 'events'))! };
}

/** What is left of the event in a table without some columns: aliases cannot look at the others. */
export function stored({ columns }: EventsSource, event: Event): Event {
  return Object.fromEntries(Object.entries(event).filter(([name]) => columns.has(name)));
}

/** Puts these events in place of all others. */
export async function fill(database: Database, events: readonly Event[], rules = aliases): Promise<void> {
  const rows = JSON.stringify(events.map((event) => classified(rules, event)));
  await database.execute('TRUNCATE events');
  await database.query('INSERT INTO events SELECT * FROM json_populate_recordset(NULL::events, $1::json)', [rows]);
}

/** The rows that counting gives, with no more rights than reading, as the statistics hold them. */
export async function dayRows(
  database: Database,
  source: EventsSource,
  { rules = aliases, bounds = day }: { rules?: readonly AliasRule[]; bounds?: DayBounds } = {}
): Promise<string[]> {
  const read = await database.transaction({ readOnly: true }, () =>
    readDay(database.copyOut(daySelect(source, bounds)))
  );
  const events = attribute(read, matcher(constituency));
  const columns = rollupsTable.columns.map(({ name, type }) => `${identifier(name)} ${type}`);
  await database.execute(`CREATE TABLE counted (${columns.join(', ')})`);
  try {
    const target = `counted (${rowColumns.map(identifier).join(', ')})`;
    await database.copyIn(target, rowsOf(events, bounds.day, rules), 'binary');
    const { rows } = await database.query('SELECT * FROM counted');
    return sortedRows(rows);
  } finally {
    await database.execute('DROP TABLE counted');
  }
}
