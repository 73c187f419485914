import { connect } from '../aggregator/src/database/connect.ts';
import type { Database } from '../aggregator/src/database/database.ts';
import { createEventsTable } from '../aggregator/src/events/columns.ts';
import { apply, planInstall, planRemove } from '../aggregator/src/watch/watch.ts';
import { postgresServer } from '../test/environment/postgresServer.js';
import { machine, median } from './report.ts';

const inserts = 5000;
const bulk = 50_000;
const repetitions = 3;

const moment = `coalesce("time.source", "time.observation")`;
const isOld = (row: string): string => `${row} < clock_timestamp() - interval '2 days'`;
const mark = (hours: string): string => `
  INSERT INTO other.marks AS mark SELECT hour, pg_backend_pid(), pg_current_xact_id() FROM (${hours}) AS hours
  ON CONFLICT (hour, session) DO UPDATE SET xid = excluded.xid WHERE mark.xid <> excluded.xid;`;
const triggerFunction = (name: string, body: string): string => `
  CREATE FUNCTION other.${name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS $$ BEGIN ${body} RETURN NULL; END $$;`;

/** What else the triggers might have been. */
const alternatives = `
  CREATE SCHEMA other;
  CREATE TABLE other.log (hour timestamptz NOT NULL, xid xid8 NOT NULL);
  CREATE TABLE other.marks (hour timestamptz NOT NULL, session integer NOT NULL, xid xid8 NOT NULL, PRIMARY KEY (hour, session))
    WITH (fillfactor = 50);
  ${triggerFunction('append', `INSERT INTO other.log SELECT DISTINCT date_trunc('hour', ${moment}), pg_current_xact_id() FROM new_rows;`)}
  ${triggerFunction('every', mark(`SELECT DISTINCT date_trunc('hour', ${moment}) AS hour FROM new_rows`))}
  ${triggerFunction('one', mark(`SELECT date_trunc('hour', coalesce(NEW."time.source", NEW."time.observation")) AS hour`))}`;

const perStatement = (work: string): string =>
  `CREATE TRIGGER other AFTER INSERT ON events REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION other.${work}()`;

/** What is on the table while it is measured. */
const kinds: ReadonlyArray<{ readonly name: string; readonly watch?: true; readonly trigger?: string }> = [
  { name: 'nothing' },
  { name: '`watch install`', watch: true },
  { name: 'a row appended for each statement', trigger: perStatement('append') },
  { name: 'a row for hour and session, also of events of today', trigger: perStatement('every') },
  {
    name: 'a trigger for each row, old events only',
    trigger: `CREATE TRIGGER other AFTER INSERT OR UPDATE ON events FOR EACH ROW
      WHEN (${isOld('coalesce(NEW."time.source", NEW."time.observation")')}) EXECUTE FUNCTION other.one()`,
  },
];

const columns = [
  'on the table',
  'INSERT and COMMIT, of today',
  'INSERT and COMMIT, old',
  `${bulk.toLocaleString('en')} at once, of today`,
  `${bulk.toLocaleString('en')} at once, old`,
  `UPDATE of ${bulk.toLocaleString('en')} old ones`,
];

/** An event as feeds have it, `age` ago. */
const event = (age: string): string => `
  'open-redis', 'vulnerable', 'vulnerable-system', 'shadowserver', 'Open-Redis', 'Shadowserver', 'redis', 'tcp',
  repeat('c2hhZG93c2VydmVy', 20), 'abuse@example.com', 64496 + i % 16, 'AT', ('192.0.2.' || i % 255)::inet,
  '192.0.2.0/24'::inet, i % 65536, clock_timestamp(), clock_timestamp() - interval '${age}' - i % 3600 * interval '1 second',
  '{"hostname": "example.com", "tag": "redis", "version": "6.0.16", "redis_mode": "standalone"}'::json`;
const target = `events ("classification.identifier", "classification.taxonomy", "classification.type", "feed.code",
  "feed.name", "feed.provider", "protocol.application", "protocol.transport", raw, "source.abuse_contact", "source.asn",
  "source.geolocation.cc", "source.ip", "source.network", "source.port", "time.observation", "time.source", extra)`;

/** IntelMQ commits each event. */
const oneByOne = (age: string): string => `
  DO $$ BEGIN FOR i IN 1..${inserts} LOOP INSERT INTO ${target} VALUES (${event(age)}); COMMIT; END LOOP; END $$`;
const atOnce = (age: string): string =>
  `INSERT INTO ${target} SELECT ${event(age)} FROM generate_series(1, ${bulk}) AS i`;

/** Prints what `stats-portal watch` costs whoever writes events: processor time of the server's process. */
export async function measureWatch(): Promise<void> {
  const url = await postgresServer.createDatabase();
  const database = await connect(url);
  try {
    await database.execute(`SET synchronous_commit TO off; ${createEventsTable('events')} ${alternatives}`);
    const rows: string[][] = [];
    for (const kind of kinds) {
      await database.execute('TRUNCATE events');
      await apply(database, [
        ...(kind.watch === true ? await planInstall(database, 'events', null) : []),
        kind.trigger ?? '',
      ]);
      const costs = [
        await cost(database, inserts, oneByOne('1 hour')),
        await cost(database, inserts, oneByOne('1000 days')),
        await cost(database, bulk, atOnce('1 hour')),
        await cost(database, bulk, atOnce('1000 days')),
        await cost(database, bulk, `UPDATE events SET rtir_id = 1 WHERE id > (SELECT max(id) - ${bulk} FROM events)`),
      ];
      rows.push([kind.name, ...costs.map((microseconds) => microseconds.toFixed(1))]);
      await apply(database, ['DROP TRIGGER IF EXISTS other ON events;', ...(await planRemove(database))]);
    }
    const table = [columns, columns.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
    process.stdout.write(`${machine()}\n\nMicroseconds of processor time for each event\n\n${table.join('\n')}\n`);
  } finally {
    await database.close();
    await postgresServer.dropDatabase(url);
  }
}

/** Microseconds a row, the median of several: other work on the machine changes waiting, less so the processor's time. */
async function cost(database: Database, rows: number, statement: string): Promise<number> {
  const measured: number[] = [];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const before = await processorTime(database);
    await database.execute(statement);
    measured.push(((await processorTime(database)) - before) / rows);
  }
  return median(measured);
}

/** Microseconds that the server's process has worked for this connection. Linux counts in hundredths of a second. */
async function processorTime(database: Database): Promise<number> {
  const [row] = await database.rows<{ ticks: string }>(
    `SELECT (split_part(stat, ' ', 14)::bigint + split_part(stat, ' ', 15)::bigint)::text AS ticks
     FROM pg_read_file('/proc/self/stat') AS stat`
  );
  return Number(row!.ticks) * 10_000;
}
