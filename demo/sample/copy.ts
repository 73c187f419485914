import type { SampleEvent, SampleField } from './event.ts';

/** Columns of the lines of `copyLines`, in their order. */
export const copyColumns: readonly SampleField[] = [
  'time.source',
  'time.observation',
  'source.ip',
  'source.port',
  'source.asn',
  'source.as_name',
  'source.network',
  'source.geolocation.cc',
  'source.fqdn',
  'source.domain_suffix',
  'classification.taxonomy',
  'classification.type',
  'classification.identifier',
  'malware.name',
  'protocol.application',
  'protocol.transport',
  'destination.port',
  'feed.provider',
  'feed.name',
  'feed.code',
  'feed.accuracy',
  'event_description.text',
  'extra',
];

/** A driver's write per line would cost more than the line. */
const chunkLength = 65_536;

const special = /[\\\t\n\r]/;

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/**
 * A value as PostgreSQL's COPY reads it in its text format.
 * Source: PostgreSQL's manual, COPY, "Text Format".
 */
export function copyValue(value: string | number | undefined): string {
  if (typeof value === 'string') {
    return special.test(value) ? value.replace(/[\\\t\n\r]/g, (character) => escapes[character]!) : value;
  }
  return value === undefined ? '\\N' : String(value);
}

/** Lines for `COPY events (…) FROM STDIN`, columns as in `copyColumns`, in chunks of whole lines of about 64 kB. */
export function* copyLines(events: Iterable<SampleEvent>): Generator<string, void> {
  let chunk = '';
  for (const event of events) {
    let line = copyValue(event[copyColumns[0]!]);
    for (let index = 1; index < copyColumns.length; index++) {
      line += '\t' + copyValue(event[copyColumns[index]!]);
    }
    chunk += line + '\n';
    if (chunk.length >= chunkLength) {
      yield chunk;
      chunk = '';
    }
  }
  if (chunk !== '') {
    yield chunk;
  }
}
