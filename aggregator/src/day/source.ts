import { dimensionNames, dimensions, identifier, literal, type DimensionName } from '@stats-portal/catalog';

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

/** Dimensions whose values are numbers or addresses; they are few bytes and need no dictionary. */
export const directDimensions = ['asn', 'network', 'port'] as const satisfies DimensionName[];

/** The class as the event has it, before aliases. */
const reportedDimensions = ['reported_taxonomy', 'reported_type', 'reported_identifier'] as const;

/** Dimensions that are read from the events and stand in the dictionary of text tuples. */
export const tupleDimensions = dimensionNames.filter(
  (name) =>
    !(directDimensions as readonly string[]).includes(name) && !(reportedDimensions as readonly string[]).includes(name)
);

/**
 * A dimension's value as the event has it, as an SQL expression of exactly the dimension's type.
 * NULL where the live table lacks the column. Texts compare byte by byte: that is what "the same text" means, and it
 * spares the server the rules of a language.
 */
export function eventValue({ columns }: EventsSource, dimension: DimensionName): string {
  const { field, type } = dimensions[dimension];
  if (!columns.has(field)) {
    return emptyValue(dimension);
  }
  const column = identifier(field);
  const value = dimension === 'family' ? `family(${column})` : column;
  return type === 'text' ? `${value}::text COLLATE ${identifier('C')}` : `${value}::${type}`;
}

/** NULL of the dimension's type. */
export function emptyValue(dimension: DimensionName): string {
  const { type } = dimensions[dimension];
  return type === 'text' ? `NULL::text COLLATE ${identifier('C')}` : `NULL::${type}`;
}
