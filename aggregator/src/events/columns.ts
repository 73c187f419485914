import { identifier, qualified } from '@stats-portal/catalog';

/** What is known of one column of IntelMQ's `events` table. */
export interface EventField {
  /** PostgreSQL type as `intelmq_psql_initdb` writes it. */
  readonly type: string;
  /** Type in IntelMQ's harmonization.conf: it says how a value is spelled (upper case, lower case, a network …). */
  readonly harmonization: string;
  readonly note?: string;
}

/**
 * The columns of IntelMQ 3.5's `events` table without its key `id`, in the table's order.
 * A live table may have fewer and more: this list says how values are spelled, never what a table has.
 *
 * ASN columns are bigint here and integer at IntelMQ: an ASN goes to 4294967295, an integer to 2147483647.
 * `product.*` and `severity` came with 3.5, all others are older.
 * Source: harmonization.conf and intelmq/bin/intelmq_psql_initdb.py of https://github.com/certtools/intelmq
 */
export const eventFields: Readonly<Record<string, EventField>> = {
  'classification.identifier': { type: 'text', harmonization: 'String' },
  'classification.taxonomy': { type: 'varchar(100)', harmonization: 'ClassificationTaxonomy' },
  'classification.type': { type: 'text', harmonization: 'ClassificationType' },
  comment: { type: 'text', harmonization: 'String' },
  'destination.abuse_contact': { type: 'text', harmonization: 'LowercaseString' },
  'destination.account': { type: 'text', harmonization: 'String' },
  'destination.allocated': { type: 'timestamp with time zone', harmonization: 'DateTime' },
  'destination.as_name': { type: 'text', harmonization: 'String' },
  'destination.asn': { type: 'bigint', harmonization: 'ASN' },
  'destination.domain_suffix': { type: 'text', harmonization: 'FQDN' },
  'destination.fqdn': { type: 'text', harmonization: 'FQDN' },
  'destination.geolocation.cc': { type: 'varchar(2)', harmonization: 'UppercaseString' },
  'destination.geolocation.city': { type: 'text', harmonization: 'String' },
  'destination.geolocation.country': { type: 'text', harmonization: 'String' },
  'destination.geolocation.latitude': { type: 'real', harmonization: 'Float' },
  'destination.geolocation.longitude': { type: 'real', harmonization: 'Float' },
  'destination.geolocation.region': { type: 'text', harmonization: 'String' },
  'destination.geolocation.state': { type: 'text', harmonization: 'String' },
  'destination.ip': { type: 'inet', harmonization: 'IPAddress' },
  'destination.local_hostname': { type: 'text', harmonization: 'String' },
  'destination.local_ip': { type: 'inet', harmonization: 'IPAddress' },
  'destination.network': { type: 'inet', harmonization: 'IPNetwork' },
  'destination.port': { type: 'integer', harmonization: 'Integer' },
  'destination.registry': { type: 'varchar(7)', harmonization: 'Registry' },
  'destination.reverse_dns': { type: 'text', harmonization: 'FQDN' },
  'destination.tor_node': { type: 'boolean', harmonization: 'Boolean' },
  'destination.url': { type: 'text', harmonization: 'URL' },
  'destination.urlpath': { type: 'text', harmonization: 'String' },
  'event_description.target': { type: 'text', harmonization: 'String' },
  'event_description.text': { type: 'text', harmonization: 'String' },
  'event_description.url': { type: 'text', harmonization: 'URL' },
  event_hash: { type: 'varchar(40)', harmonization: 'UppercaseString' },
  extra: {
    type: 'json',
    harmonization: 'JSONDict',
    note: 'everything the other fields have no place for; jsonb with --jsonb',
  },
  'feed.accuracy': { type: 'real', harmonization: 'Accuracy' },
  'feed.code': { type: 'varchar(100)', harmonization: 'String' },
  'feed.documentation': { type: 'text', harmonization: 'String' },
  'feed.name': { type: 'text', harmonization: 'String' },
  'feed.provider': { type: 'text', harmonization: 'String' },
  'feed.url': { type: 'text', harmonization: 'URL' },
  'malware.hash.md5': { type: 'varchar(200)', harmonization: 'String' },
  'malware.hash.sha1': { type: 'varchar(200)', harmonization: 'String' },
  'malware.hash.sha256': { type: 'varchar(200)', harmonization: 'String' },
  'malware.name': { type: 'text', harmonization: 'LowercaseString' },
  'malware.version': { type: 'text', harmonization: 'String' },
  'misp.attribute_uuid': { type: 'varchar(36)', harmonization: 'LowercaseString' },
  'misp.event_uuid': { type: 'varchar(36)', harmonization: 'LowercaseString' },
  output: { type: 'json', harmonization: 'JSON', note: 'jsonb with --jsonb' },
  'product.full_name': { type: 'text', harmonization: 'String' },
  'product.name': { type: 'text', harmonization: 'LowercaseString' },
  'product.vendor': { type: 'text', harmonization: 'LowercaseString' },
  'product.version': { type: 'text', harmonization: 'LowercaseString' },
  'product.vulnerabilities': {
    type: 'text',
    harmonization: 'LowercaseString',
    note: 'CVE ids in lower case, joined by `;`',
  },
  'protocol.application': { type: 'varchar(100)', harmonization: 'LowercaseString' },
  'protocol.transport': { type: 'varchar(11)', harmonization: 'LowercaseString' },
  raw: { type: 'text', harmonization: 'Base64', note: 'base64; lives in a table of its own with --separate-raws' },
  rtir_id: { type: 'integer', harmonization: 'Integer' },
  screenshot_url: { type: 'text', harmonization: 'URL' },
  severity: {
    type: 'varchar(10)',
    harmonization: 'LowercaseString',
    note: 'critical, high, medium, low, info or undefined',
  },
  'source.abuse_contact': { type: 'text', harmonization: 'LowercaseString' },
  'source.account': { type: 'text', harmonization: 'String' },
  'source.allocated': { type: 'timestamp with time zone', harmonization: 'DateTime' },
  'source.as_name': { type: 'text', harmonization: 'String' },
  'source.asn': { type: 'bigint', harmonization: 'ASN' },
  'source.domain_suffix': { type: 'text', harmonization: 'FQDN' },
  'source.fqdn': { type: 'text', harmonization: 'FQDN' },
  'source.geolocation.cc': { type: 'varchar(2)', harmonization: 'UppercaseString' },
  'source.geolocation.city': { type: 'text', harmonization: 'String' },
  'source.geolocation.country': { type: 'text', harmonization: 'String' },
  'source.geolocation.cymru_cc': { type: 'varchar(2)', harmonization: 'UppercaseString' },
  'source.geolocation.geoip_cc': { type: 'varchar(2)', harmonization: 'UppercaseString' },
  'source.geolocation.latitude': { type: 'real', harmonization: 'Float' },
  'source.geolocation.longitude': { type: 'real', harmonization: 'Float' },
  'source.geolocation.region': { type: 'text', harmonization: 'String' },
  'source.geolocation.state': { type: 'text', harmonization: 'String' },
  'source.ip': { type: 'inet', harmonization: 'IPAddress' },
  'source.local_hostname': { type: 'text', harmonization: 'String' },
  'source.local_ip': { type: 'inet', harmonization: 'IPAddress' },
  'source.network': {
    type: 'inet',
    harmonization: 'IPNetwork',
    note: 'the announced prefix; inet, so host bits may be set',
  },
  'source.port': {
    type: 'integer',
    harmonization: 'Integer',
    note: 'often the ephemeral port of a client, at sinkholes and honeypots',
  },
  'source.registry': { type: 'varchar(7)', harmonization: 'Registry' },
  'source.reverse_dns': { type: 'text', harmonization: 'FQDN' },
  'source.tor_node': { type: 'boolean', harmonization: 'Boolean' },
  'source.url': { type: 'text', harmonization: 'URL' },
  'source.urlpath': { type: 'text', harmonization: 'String' },
  status: { type: 'text', harmonization: 'String' },
  'time.observation': {
    type: 'timestamp with time zone',
    harmonization: 'DateTime',
    note: 'when IntelMQ collected it',
  },
  'time.source': {
    type: 'timestamp with time zone',
    harmonization: 'DateTime',
    note: 'when it happened; partition key where the table is partitioned',
  },
  tlp: { type: 'text', harmonization: 'TLP', note: 'WHITE, GREEN, AMBER or RED' },
};

/** The columns with an index of their own, all btree and none composite. */
const indexed = [
  'classification.identifier',
  'classification.taxonomy',
  'classification.type',
  'feed.code',
  'feed.name',
  'source.abuse_contact',
  'source.asn',
  'source.ip',
  'source.fqdn',
  'time.observation',
  'time.source',
];

/**
 * Statements that make an events table as `intelmq_psql_initdb` does, but for the ASN columns (see `eventFields`).
 * Without `indices` they are left for `createEventsIndices`, after a large load: that takes a third of the time.
 * `table` may carry a schema; a TypeError says that it is no name.
 */
export function createEventsTable(table: string, { indices = true } = {}): string {
  const columns = Object.entries(eventFields).map(([name, { type }]) => `${identifier(name)} ${type}`);
  const lines = [`${identifier('id')} BIGSERIAL PRIMARY KEY`, ...columns].map((line) => `  ${line}`);
  return `CREATE TABLE ${qualified(table)} (\n${lines.join(',\n')}\n);\n${indices ? createEventsIndices(table) : ''}`;
}

/**
 * The indices of a table called `events` have IntelMQ's names; PostgreSQL names those of any other, as the two may
 * share a schema.
 */
export function createEventsIndices(table: string): string {
  const isEvents = table.split('.').at(-1) === 'events';
  const indices = indexed.map((column) => {
    const name = isEvents ? `${identifier(`idx_events_${column}`)} ` : '';
    return `CREATE INDEX ${name}ON ${qualified(table)} USING btree (${identifier(column)});`;
  });
  return `${indices.join('\n')}\n`;
}
