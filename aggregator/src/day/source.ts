import { dimensionNames, dimensions, identifier, literal, qualified, type DimensionName } from '@stats-portal/catalog';
import { lagSteps } from '../feeds/lag.ts';

/** The live table of events. */
export interface EventsSource {
  /** Its name as in the settings, with or without a schema. */
  readonly table: string;
  /** Its columns by name, with their types as the database prints them. */
  readonly columns: ReadonlyMap<string, { readonly type: string }>;
}

/** A calendar day of the portal's zone. */
export interface DayBounds {
  /** `YYYY-MM-DD`. */
  readonly day: string;
  /** First moment of the day, as a text that PostgreSQL reads as timestamptz. */
  readonly from: string;
  /** First moment of the next day: 23, 24 or 25 hours later. */
  readonly to: string;
}

const time = identifier('time.source');
const fallback = identifier('time.observation');

function hasFallback({ columns }: EventsSource): boolean {
  return columns.has('time.observation');
}

/** The moment that an event belongs to, as an SQL expression (timestamptz; NULL for an undated event). */
export function momentOf(source: EventsSource): string {
  return hasFallback(source) ? `coalesce(${time}, ${fallback})` : time;
}

/**
 * SQL condition of the events of [from, to). The same as `momentOf` in that range, but written so that the two
 * single-column indexes of IntelMQ can be used (BitmapOr), in each partition too.
 */
export function eventsOf(source: EventsSource, { from, to }: Pick<DayBounds, 'from' | 'to'>): string {
  const within = (column: string) =>
    `${column} >= CAST(${literal(from)} AS timestamptz) AND ${column} < CAST(${literal(to)} AS timestamptz)`;
  return hasFallback(source) ? `(${within(time)} OR ${time} IS NULL AND ${within(fallback)})` : `(${within(time)})`;
}

/** Dimensions that are told apart by number; all others but the operator are texts. */
export const directDimensions = ['asn', 'network', 'port'] as const satisfies DimensionName[];

/** What the ASN is called; no dimension, as it says nothing that the number does not. */
const asNameField = 'source.as_name';

/** A dimension that the events do not have: it comes from the constituency. */
export const operatorDimension = 'operator' satisfies DimensionName;

/** The class as the event has it, before aliases. */
const reportedDimensions = ['reported_taxonomy', 'reported_type', 'reported_identifier'] as const;

/** Dimensions that are read from the events as texts; the class among them is the reported one. */
export const textDimensions = dimensionNames.filter(
  (name) =>
    name !== operatorDimension &&
    !(directDimensions as readonly string[]).includes(name) &&
    !(reportedDimensions as readonly string[]).includes(name)
);

/**
 * The SELECT that reads what counting needs of a day: the texts, ASN, network, AS name, arrival, port, and last the address.
 * To be the inner part of a COPY; needs the right to read the table and nothing else.
 */
export function daySelect(source: EventsSource, day: Pick<DayBounds, 'from' | 'to'>): string {
  const value = (name: DimensionName): string => eventValue(source, name);
  const asName = source.columns.has(asNameField) ? `${identifier(asNameField)}::text` : 'NULL';
  const values = [...textDimensions, 'asn' as const, 'network' as const].map(value);
  return `SELECT ${[...values, asName, arrival(source, day), value('port')].join(', ')}, ${identifier('source.ip')}
FROM ${qualified(source.table)} WHERE ${eventsOf(source, day)}`;
}

/**
 * When an event was observed: the step of its lag after the end of its day. A look into a short list, made once: the
 * difference of the two times took twice as long (docs/decisions/0010-feeds.md).
 */
function arrival(source: EventsSource, { to }: Pick<DayBounds, 'to'>): string {
  return hasFallback(source)
    ? `width_bucket(${fallback}::timestamptz, ARRAY(SELECT CAST(${literal(to)} AS timestamptz) + step * interval '1 hour' ` +
        `FROM unnest(ARRAY[${lagSteps.join(', ')}]) AS step ORDER BY step))`
    : 'NULL';
}

/** A dimension's value as the event has it, in the dimension's type; NULL where the live table lacks the column. */
function eventValue({ columns }: EventsSource, dimension: DimensionName): string {
  const { field, type } = dimensions[dimension];
  if (field === null || !columns.has(field)) {
    return 'NULL';
  }
  const column = identifier(field);
  if (dimension === 'family') {
    return `family(${column})`;
  }
  // As it is written again: inet has many spellings, and reading them is PostgreSQL's business.
  return dimension === 'network' ? `inet_send(${column}::inet)` : `${column}::${type}`;
}
