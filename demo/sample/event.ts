/** A harmonised event as IntelMQ writes it. What is undefined is NULL in the eventDB. */
export interface SampleEvent {
  readonly 'time.source': string | undefined;
  readonly 'time.observation': string | undefined;
  readonly 'source.ip': string | undefined;
  readonly 'source.port': number | undefined;
  readonly 'source.asn': number | undefined;
  readonly 'source.as_name': string | undefined;
  readonly 'source.network': string | undefined;
  readonly 'source.geolocation.cc': string | undefined;
  readonly 'source.fqdn': string | undefined;
  readonly 'source.domain_suffix': string | undefined;
  readonly 'classification.taxonomy': string | undefined;
  readonly 'classification.type': string | undefined;
  readonly 'classification.identifier': string | undefined;
  readonly 'malware.name': string | undefined;
  readonly 'protocol.application': string | undefined;
  readonly 'protocol.transport': string | undefined;
  readonly 'destination.port': number | undefined;
  readonly 'feed.provider': string | undefined;
  readonly 'feed.name': string | undefined;
  readonly 'feed.code': string | undefined;
  readonly 'feed.accuracy': number | undefined;
  readonly 'event_description.text': string | undefined;
  /** A JSON object as text. */
  readonly extra: string | undefined;
}

/** Name of a field of the sample. */
export type SampleField = keyof SampleEvent;
