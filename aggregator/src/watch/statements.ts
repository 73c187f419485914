import { identifier, literal, qualified } from '@stats-portal/catalog';
import type { EventsSource } from '../day/source.ts';
import { marksTable, triggers, unmarkedDays, watchSchema, watchTable } from './names.ts';

const schema = identifier(watchSchema);
const named = (name: string): string => qualified(`${watchSchema}.${name}`);
const onChange = named('mark_changed');
const onUpdate = named('mark_updated');
const onTruncate = named('mark_truncated');

/** The moment of an event, whatever the zone of the session that writes it. */
function moment({ columns }: EventsSource): string {
  const fields = ['time.source', 'time.observation'].filter((name) => columns.has(name));
  const moments = fields.map((name) =>
    columns.get(name)!.type.includes('without time zone')
      ? `${identifier(name)} AT TIME ZONE ${literal('UTC')}`
      : identifier(name)
  );
  return `coalesce(${moments.join(', ')})`;
}

/**
 * A trigger's function. It runs as its owner, with names that nobody else can take, so that whoever writes events needs
 * no right on the marks. Undated events (as in the look) concern no day.
 */
function markFunction(name: string, body: string): string {
  return `CREATE OR REPLACE FUNCTION ${name}() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $mark$
BEGIN
${body}
  RETURN NULL;
END
$mark$;
REVOKE ALL ON FUNCTION ${name}() FROM PUBLIC;`;
}

/**
 * Marks the hours of these rows. Two sessions never write one row, so that no writer waits for another; one session
 * writes one again and again, so that their number is bounded, and once in a transaction only.
 */
function markHours(rows: string): string {
  return `  INSERT INTO ${marksTable} AS mark (hour, session, xid, marked_at)
  SELECT hour, pg_backend_pid(), pg_current_xact_id(), clock_timestamp()
  FROM (SELECT DISTINCT date_trunc('hour', moment, 'UTC') AS hour FROM (${rows}) AS changed WHERE ${isOld}) AS hours
  ON CONFLICT (hour, session) DO UPDATE SET xid = excluded.xid, marked_at = excluded.marked_at
    WHERE mark.xid <> excluded.xid;`;
}

const isOld = `moment < clock_timestamp() - interval '${unmarkedDays} days' AND moment >= timestamptz '1970-01-01 00:00Z'`;

function functions(source: EventsSource): string[] {
  const momentsOf = (table: string): string => `SELECT ${moment(source)} AS moment FROM ${table}`;
  return [
    markFunction(
      onChange,
      `  -- Most statements insert events of today: nothing more to do.
  IF NOT EXISTS (SELECT FROM (${momentsOf('changed_rows')}) AS changed WHERE ${isOld}) THEN
    RETURN NULL;
  END IF;
${markHours(momentsOf('changed_rows'))}`
    ),
    markFunction(onUpdate, markHours(`${momentsOf('old_rows')} UNION ALL ${momentsOf('new_rows')}`)),
    markFunction(
      onTruncate,
      `  -- No hour in particular: the next look compares everything.
  INSERT INTO ${marksTable} AS mark (hour, session, xid, marked_at)
  VALUES ('-infinity', pg_backend_pid(), pg_current_xact_id(), clock_timestamp())
  ON CONFLICT (hour, session) DO UPDATE SET xid = excluded.xid, marked_at = excluded.marked_at;`
    ),
  ];
}

function triggersOn(relation: string): string[] {
  const table = qualified(relation);
  const trigger = (event: keyof typeof triggers, rows: string, work: string): string =>
    `DROP TRIGGER IF EXISTS ${triggers[event]} ON ${table};
CREATE TRIGGER ${triggers[event]} AFTER ${event.toUpperCase()} ON ${table}${rows === '' ? '' : ` REFERENCING ${rows}`}
  FOR EACH STATEMENT EXECUTE FUNCTION ${work}();`;
  return [
    trigger('insert', 'NEW TABLE AS changed_rows', onChange),
    trigger('update', 'OLD TABLE AS old_rows NEW TABLE AS new_rows', onUpdate),
    trigger('delete', 'OLD TABLE AS changed_rows', onChange),
    trigger('truncate', '', onTruncate),
  ];
}

/**
 * SQL that puts the watch on a table and its partitions, or puts it there again. A trigger for statements fires for the
 * table that the statement names: so that writing into a partition by its own name is seen, each has its own.
 */
export function installStatements(source: EventsSource, relations: readonly string[], reader: string | null): string[] {
  const grants =
    reader === null
      ? []
      : [
          `GRANT USAGE ON SCHEMA ${schema} TO ${identifier(reader)};`,
          `GRANT SELECT ON ${marksTable}, ${watchTable} TO ${identifier(reader)};`,
        ];
  return [
    `CREATE SCHEMA IF NOT EXISTS ${schema};`,
    // Room for the new version of a row beside the old one: an update then leaves the index alone.
    `CREATE TABLE IF NOT EXISTS ${marksTable} (
  hour timestamptz NOT NULL,
  session integer NOT NULL,
  xid xid8 NOT NULL,
  marked_at timestamptz NOT NULL,
  PRIMARY KEY (hour, session)
) WITH (fillfactor = 50);`,
    `CREATE TABLE IF NOT EXISTS ${watchTable} (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  pruned_xid xid8 NOT NULL
);`,
    `INSERT INTO ${watchTable} (pruned_xid) VALUES ('0') ON CONFLICT DO NOTHING;`,
    ...functions(source),
    ...relations.flatMap(triggersOn),
    ...grants,
  ];
}

export function dropTriggers(relations: readonly string[]): string[] {
  return relations.flatMap((relation) =>
    Object.values(triggers).map((name) => `DROP TRIGGER IF EXISTS ${name} ON ${qualified(relation)};`)
  );
}

/** SQL that takes the watch away from these relations, and everything with it. */
export function removeStatements(relations: readonly string[]): string[] {
  return [
    ...dropTriggers(relations),
    ...[onChange, onUpdate, onTruncate].map((name) => `DROP FUNCTION IF EXISTS ${name}();`),
    ...[marksTable, watchTable].map((table) => `DROP TABLE IF EXISTS ${table};`),
    `DROP SCHEMA IF EXISTS ${schema};`,
  ];
}

/** SQL that forgets marks of so many days ago. Whoever has not looked since then compares everything once. */
export function pruneStatements(keepDays: number): string[] {
  return [
    `WITH pruned AS (
  DELETE FROM ${marksTable} WHERE (hour, session) IN (
    -- Marks that a writer holds are no old ones.
    SELECT hour, session FROM ${marksTable} WHERE marked_at < clock_timestamp() - interval '${keepDays} days'
    FOR UPDATE SKIP LOCKED)
  RETURNING xid::text::numeric AS xid)
UPDATE ${watchTable} SET pruned_xid = greatest(pruned_xid::text::numeric, found.last)::text::xid8
FROM (SELECT max(xid) AS last FROM pruned) AS found WHERE found.last IS NOT NULL;`,
  ];
}
