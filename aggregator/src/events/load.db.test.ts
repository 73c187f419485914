import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { eachDatabase } from '../../../test/environment/index.ts';
import { createEventsTable } from './columns.ts';
import { liveColumns } from './live.ts';
import { count, withSchema, file, infected, jsonLines, load, nested, open6, stored, table } from './load.fixtures.ts';

// Real events, kept beside the checkout where there are any.
const realEvents = join(__dirname, '../../../../shared/data/intelmq-events.jsonl');
const testOfRealEvents = existsSync(realEvents) ? test : test.skip;

eachDatabase('loadFiles', (open) => {
  test('makes the table once and fills it', async () => {
    const database = await withSchema(open);
    expect(await liveColumns(database, table)).toBeNull();
    const path = await file('few.jsonl', `\ufeff${jsonLines(infected, '', open6, nested)}`);
    const first = await load(database, [path]);
    expect(first.result).toEqual({ read: 3, loaded: 3, refused: 0, refusals: [], ignoredKeys: new Map() });
    expect(first.messages).toEqual([`made the table ${table}`, `loaded ${path}`]);
    expect(
      await stored(database, `"source.ip", "source.asn", "source.geolocation.cc", "time.source", "comment", extra`)
    ).toEqual([
      [
        '198.51.100.23',
        '64500',
        'AT',
        '2024-04-30 21:59:58+00',
        null,
        '{"http.host":"sinkhole.example","tags":["sinkhole","tcp"]}',
      ],
      [
        '2001:db8:0:7::1',
        '4200000001',
        null,
        '2024-05-01 10:11:12.131415+00',
        null,
        '{"banner":"tab\\tback\\\\slash\\nline\\\\u0000"}',
      ],
      ['203.0.113.9', '64501', 'DE', '2024-05-01 23:00:00+00', nested.comment, null],
    ]);
    const again = await load(database, [path]);
    expect(again.messages).toEqual([`loaded ${path}`]);
    expect(await count(database)).toBe(6);
  });

  test('dotted and nested keys give the same rows, packed or not, from a file or from standard input', async () => {
    const database = await withSchema(open);
    const dotted = jsonLines(infected);
    const hierarchical = jsonLines({
      feed: { name: 'Sinkhole', provider: 'Example Foundation', accuracy: 100 },
      classification: { taxonomy: 'malicious-code', type: 'infected-system', identifier: 'botnet' },
      malware: { name: 'examplebot' },
      source: { ip: '198.51.100.23', port: 50123, asn: 64500, network: '198.51.100.0/24', geolocation: { cc: 'AT' } },
      protocol: { transport: 'tcp' },
      time: { source: '2024-04-30T21:59:58+00:00', observation: '2024-05-02T04:00:12+00:00' },
      extra: { http: { host: 'sinkhole.example' }, tags: ['sinkhole', 'tcp'] },
      __type: 'Event',
    });
    // The names say nothing about the packing.
    const files = [await file('dotted.jsonl.gz', dotted), await file('nested.jsonl', gzipSync(hierarchical)), '-'];
    const { result } = await load(database, files, { stdin: Readable.from([gzipSync(dotted)]) });
    expect(result).toMatchObject({ read: 3, loaded: 3, refused: 0 });
    const rows = await stored(database, '*');
    expect(new Set(rows.map((row) => JSON.stringify(row.slice(1)))).size).toBe(1);
  });

  test('fills a view that puts raw texts elsewhere', async () => {
    const database = await withSchema(open);
    await database.execute(`${createEventsTable('loading.events')};
    ALTER TABLE loading.events DROP COLUMN raw;
    CREATE TABLE loading.raws (event_id bigint, raw text);
    CREATE VIEW loading.v_events AS SELECT e.*, r.raw FROM loading.events e JOIN loading.raws r ON r.event_id = e.id;
    CREATE FUNCTION loading.split() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE event_id bigint;
      BEGIN
        INSERT INTO loading.events ("source.ip") VALUES (NEW."source.ip") RETURNING id INTO event_id;
        INSERT INTO loading.raws VALUES (event_id, NEW.raw);
        RETURN NEW;
      END $$;
    CREATE TRIGGER split INSTEAD OF INSERT ON loading.v_events FOR EACH ROW EXECUTE FUNCTION loading.split()`);
    const path = await file('raw.jsonl', jsonLines({ 'source.ip': '192.0.2.1', raw: 'cmF3' }));
    const { result } = await load(database, [path], { table: 'loading.v_events' });
    expect(result).toMatchObject({ loaded: 1, refused: 0 });
    expect((await database.query('SELECT "source.ip", raw FROM loading.v_events')).rows).toEqual([
      ['192.0.2.1', 'cmF3'],
    ]);
  });

  test('loads 20,000 lines in seconds', async () => {
    const database = await withSchema(open);
    const events = Array.from({ length: 20_001 }, (_, index) => ({
      ...infected,
      'source.ip': `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`,
      'extra.number': index,
    }));
    const path = await file('many.jsonl', jsonLines(...events));
    const seen: number[] = [];
    const start = performance.now();
    const { result } = await load(database, [path], { progress: (_, lines) => void seen.push(lines) });
    expect(performance.now() - start).toBeLessThan(20_000);
    expect(result.loaded).toBe(20_001);
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.at(-1)).toBe(20_001);
  });

  testOfRealEvents('loads real events of IntelMQ without one refusal (skipped where there are none)', async () => {
    const database = await withSchema(open);
    const { result } = await load(database, [realEvents]);
    const lines = readFileSync(realEvents, 'utf8').trimEnd().split('\n');
    expect(result).toEqual({
      read: lines.length,
      loaded: lines.length,
      refused: 0,
      refusals: [],
      ignoredKeys: new Map(),
    });
    const events = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    const rows = await stored(database, '"source.ip", "source.asn", "time.source" IS NULL, extra IS NULL');
    expect(rows.map(([, asn]) => asn)).toEqual(
      events.map((event) => (event['source.asn'] as number | undefined)?.toString() ?? null)
    );
    expect(rows.filter(([, , timeless]) => timeless === 't')).toHaveLength(
      events.filter((event) => !event['time.source']).length
    );
    expect(rows.filter(([, , , plain]) => plain === 't')).toHaveLength(
      events.filter((event) => !Object.keys(event).some((key) => key.startsWith('extra'))).length
    );
  });
});
