import { identifier, rollupByName } from '@stats-portal/catalog';
import type { Database } from '../aggregator/src/database/database.ts';
import { openPostgres } from '../aggregator/src/database/postgres.ts';
import { createEvents } from './events.ts';
import { atEnd, describePostgres, eachDatabase, postgresDatabase, postgresUrl } from './environment/index.ts';
import { runAt, setUp, testSettings } from './portal.ts';
import { event, useSite } from './site.ts';

const now = '2026-02-10T04:00:00Z';

const oddTexts = {
  quotes: `O'Hara "x" ''' $$`,
  dollars: '$1 ${a} $__interval $tag$ [[x]]',
  backslashes: String.raw`\ \\ \N \. \t \x41 \u0041 \'`,
  'line breaks and tabs': 'a\tb\nc\r\nd\ve\f',
  'end of a COPY': '\\.\n\\.',
  'what looks like NULL': '\\N',
  'NULL as a word': 'NULL',
  'an empty text': '',
  blanks: '  x  ',
  SQL: `'); DROP TABLE stats.days; --`,
  'other scripts': 'Ünïcödé 日本語 العربية 👩‍🚀 e\u0301',
  'control characters': '\u0001\u0007\u007f\u009f',
  'what is not to be seen': '\ufeff\u200b\u202e\ufffd',
  'a megabyte': 'ÄÖ'.repeat(2 ** 19),
};

eachDatabase('Odd texts', (open) => {
  const site = useSite(open);

  test.each(Object.entries(oddTexts))('(%s) are one name each, unchanged', async (_, text) => {
    const others = [`${text}!`, text.slice(1), ''].filter((other) => other !== text);
    for (const name of [text, text, ...others]) {
      await site().eventdb.query(
        `INSERT INTO events ("time.source", "source.ip", "malware.name", "feed.provider")
         VALUES ('2026-02-01 12:00Z', '192.0.2.1', $1, $1)`,
        [name]
      );
    }
    expect(await site().run(now)).toMatchObject({ days: 1, events: 2 + others.length });
    for (const name of ['malware', 'provider'] as const) {
      const { rows } = await site().statsdb.query(
        `SELECT events, ips FROM stats.rollups WHERE rollup = $1 AND ${name} = $2`,
        [rollupByName(name).id, text]
      );
      expect(rows).toEqual([['2', '1']]);
    }
    expect(await site().run(now)).toMatchObject({ days: 0 });
  });
});

eachDatabase('Odd times', (open) => {
  const site = useSite(open);

  const at = (time: string) => event('', { 'time.source': time });

  test('of the future are days like others, and none of them is closed', async () => {
    await site().insert(event('2026-02-11'), event('2031-05-05'), event('2199-12-31'), at('2200-01-01 00:00Z'));
    expect(await site().run(now)).toMatchObject({ days: 3, events: 3, undated: 1 });
    expect(await site().days()).toEqual({ '2026-02-11': 1, '2031-05-05': 1, '2199-12-31': 1 });
    const closed = await site().statsdb.rows('SELECT closed_until::date::text AS day FROM freshness');
    expect(closed).toEqual([{ day: '2026-02-07' }]);
    await site().insert(event('2031-05-05'));
    expect(await site().run(now)).toMatchObject({ days: 1, events: 2, lateEvents: 0 });
    expect(await site().run(now)).toMatchObject({ days: 0 });
  });

  test.each([
    ['UTC', '2026-01-15 00:00Z'],
    ['Asia/Kathmandu', '2026-01-14 18:15Z'],
    ['America/St_Johns', '2026-01-15 03:30Z'],
    ['Pacific/Kiritimati', '2026-01-14 10:00Z'],
    ['Pacific/Niue', '2026-01-15 11:00Z'],
  ])('around midnight of %s belong to the day that begins then', async (zone, midnight) => {
    await site().useZone(zone);
    const [before] = await site().eventdb.rows<{ time: string }>(
      `SELECT ($1::timestamptz - interval '1 microsecond')::text AS time`,
      [midnight]
    );
    await site().insert(at(before!.time), at(midnight), at(midnight));
    await site().run(now);
    expect(await site().days()).toEqual({ '2026-01-14': 1, '2026-01-15': 2 });
    expect(await site().run(now)).toMatchObject({ days: 0, keptDays: 0 });
  });
});

describePostgres('Databases with settings of their own', () => {
  test('for time zone and formats give the same statistics', async () => {
    const settings = await testSettings();
    const site = await twoDatabases();
    await site.eventdb.query(`INSERT INTO events ("time.source", "source.ip", "source.network", "source.asn") VALUES
      ('2026-02-01 00:00Z', '192.0.2.1', '192.0.2.0/24', 4294967295), ('2026-02-01 23:59:59.999999Z', '2001:db8::1', '2001:db8::/32', 64496),
      ('2026-03-29 01:30Z', '192.0.2.1', NULL, NULL), ('2026-02-02 00:00Z', NULL, NULL, NULL)`);
    await runAt(now, { ...site, settings });
    const before = await rowsOf(site.statsdb);
    await site.statsdb.execute('TRUNCATE stats.rollups, stats.days; UPDATE stats.portal SET source = NULL');

    for (const database of [site.eventdb, site.statsdb]) {
      const name = identifier(new URL(database.name).pathname.slice(1));
      for (const setting of [
        `idle_in_transaction_session_timeout TO '1ms'`,
        `TimeZone TO 'America/St_Johns'`,
        `DateStyle TO 'SQL, DMY'`,
        `IntervalStyle TO 'sql_standard'`,
        `bytea_output TO 'escape'`,
        `extra_float_digits TO '-15'`,
        'standard_conforming_strings TO off',
        'backslash_quote TO off',
        'quote_all_identifiers TO on',
        'array_nulls TO off',
        'transform_null_equals TO on',
        `search_path TO ''`,
        `default_transaction_isolation TO 'serializable'`,
        `client_encoding TO 'LATIN1'`,
        `lc_messages TO 'C'`,
      ]) {
        await database.execute(`ALTER DATABASE ${name} SET ${setting}`);
      }
    }
    const [eventdb, statsdb] = [await openAt(site.eventdb.name), await openAt(site.statsdb.name)];
    await site.statsdb.query('SELECT pg_advisory_unlock_all()');
    const named = { ...settings, eventdb: { ...settings.eventdb, table: 'public.events' } };
    expect(await runAt(now, { eventdb, statsdb, settings: named })).toMatchObject({ days: 3, events: 4 });
    expect(await rowsOf(site.statsdb)).toEqual(before);
    expect(await runAt(now, { eventdb, statsdb, settings: named })).toMatchObject({ days: 0 });
  });

  test.each([
    ['LATIN1', '\\xc46e64', 'Änd'],
    ['WIN1250', '\\xc46e64', 'Änd'],
    ['SQL_ASCII', '\\xc3846e64', 'Änd'],
    // Not valid in UTF-8, and nobody knows what it is meant to be.
    ['SQL_ASCII', '\\xc46e64', '\ufffdnd'],
    ['SQL_ASCII', '\\x61e2', 'a\ufffd'],
  ])('in the encoding %s are read as what is meant (%s)', async (encoding, bytes, text) => {
    const site = await twoDatabases(encoding);
    // Many, so that characters lie across the pieces in which rows arrive.
    await site.eventdb.query(
      `INSERT INTO events ("time.source", "feed.name", "source.ip")
       SELECT '2026-02-01 12:00Z', convert_from($1::bytea, $2), '192.0.2.1' FROM generate_series(1, 20000)`,
      [bytes, encoding]
    );
    expect(await runAt(now, { ...site, settings: await testSettings() })).toMatchObject({ days: 1, events: 20_000 });
    const { rows } = await site.statsdb.query(`SELECT DISTINCT feed FROM stats.rollups WHERE feed IS NOT NULL`);
    expect(rows).toEqual([[text]]);
  });

  test('that cannot hold the texts as statistics are refused with words', async () => {
    const site = await twoDatabases('UTF8', 'LATIN1');
    await site.eventdb.query(`INSERT INTO events ("time.source", "feed.name") VALUES ('2026-02-01 12:00Z', '日本')`);
    await expect(runAt(now, { ...site, settings: await testSettings() })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(`${site.statsdb.name} cannot store a text in its encoding`) as string,
      advice: expect.stringContaining('--encoding=UTF8') as string,
    });
  });
});

/** A site whose databases have these encodings. */
async function twoDatabases(eventdb = 'UTF8', statsdb = 'UTF8'): Promise<{ eventdb: Database; statsdb: Database }> {
  const site = { eventdb: await encodedDatabase(eventdb), statsdb: await encodedDatabase(statsdb) };
  await createEvents(site.eventdb);
  await setUp(site.statsdb, await testSettings());
  return site;
}

async function encodedDatabase(encoding: string): Promise<Database> {
  if (encoding === 'UTF8') {
    return openAt(await postgresUrl());
  }
  const admin = await postgresDatabase();
  const name = `encoded_${++databases}`;
  await admin.execute(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING '${encoding}'`);
  atEnd(() => admin.execute(`DROP DATABASE ${name} WITH (FORCE)`));
  const url = new URL(admin.name);
  url.pathname = name;
  return openAt(url.href);
}

let databases = 0;

async function openAt(url: string): Promise<Database> {
  const database = await openPostgres(url);
  atEnd(() => database.close());
  return database;
}

async function rowsOf(statsdb: Database): Promise<string[]> {
  const { rows } = await statsdb.query('SELECT rollups::text FROM stats.rollups');
  return rows.map(([row]) => row!).sort();
}
