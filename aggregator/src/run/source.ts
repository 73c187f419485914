import { dimensions, qualified } from '@stats-portal/catalog';
import type { Database } from '../database/database.ts';
import { ConfigurationError } from '../errors.ts';
import type { EventsSource as DaySource } from '../day/source.ts';
import { liveColumns } from '../events/live.ts';
import { triggers } from '../watch/names.ts';

/** The table or view of events as it is on the server. */
export interface EventsSource extends DaySource {
  /** Which server, database and table it is: another one is looked at from the start. */
  readonly identity: string;
  /** Rows carry the transaction that wrote them; a view's do not. */
  readonly hasVersions: boolean;
  readonly hasId: boolean;
  /** Triggers mark the days of old events that were changed (`stats-portal watch`). */
  readonly isWatched: boolean;
}

/** Without these there is nothing to count by; all others may be missing. */
const required = [
  'time.source',
  ...new Set(Object.values(dimensions).flatMap((dimension) => ('required' in dimension ? [dimension.field] : []))),
];

const kinds: Readonly<Record<string, RegExp>> = {
  'time.source': /^timestamp/,
  'time.observation': /^timestamp/,
  'source.ip': /^inet$/,
  'source.network': /^(inet|cidr)$/,
  'source.asn': /^(integer|bigint|smallint|numeric)/,
  'source.port': /^(integer|bigint|smallint)/,
};

/** Looks at the live table. Throws a ConfigurationError that names every column that is missing or of a wrong type. */
export async function describeSource(eventdb: Database, table: string): Promise<EventsSource> {
  const columns = await liveColumns(eventdb, table);
  if (columns === null) {
    throw new ConfigurationError(`There is no table or view ${table} in ${eventdb.name}.`, {
      advice: 'Set eventdb.table to the table that IntelMQ writes, or make it with: stats-portal load',
    });
  }
  const faults = [
    ...required.filter((name) => !columns.has(name)).map((name) => `column "${name}" is missing`),
    ...Object.entries(kinds).flatMap(([name, kind]) => {
      const type = columns.get(name)?.type;
      return type === undefined || kind.test(type) ? [] : [`column "${name}" has the type ${type}`];
    }),
  ];
  if (faults.length > 0) {
    throw new ConfigurationError(`The table ${table} in ${eventdb.name} cannot be counted: ${faults.join('; ')}.`, {
      advice: "Statistics need IntelMQ's column names and types; a view can give them. Nothing was changed.",
    });
  }
  const [identity] = await eventdb.rows<Record<'identity' | 'kind' | 'watch', string>>(
    `SELECT concat_ws('/', (SELECT system_identifier FROM pg_control_system()), pg_database.oid, pg_class.oid) AS identity,
            relkind::text AS kind,
            (SELECT count(*) FROM pg_trigger WHERE tgrelid = pg_class.oid AND tgname = ANY ($2::text[]) AND tgenabled <> 'D')::text AS watch
     FROM pg_class, pg_database WHERE pg_class.oid = to_regclass($1) AND datname = current_database()`,
    [qualified(table), Object.values(triggers)]
  );
  return {
    table,
    columns,
    identity: identity!.identity,
    hasVersions: identity!.kind === 'r' || identity!.kind === 'p',
    hasId: /^(bigint|integer)$/.test(columns.get('id')?.type ?? ''),
    isWatched: Number(identity!.watch) === Object.keys(triggers).length,
  };
}
