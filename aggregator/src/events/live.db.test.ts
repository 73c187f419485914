import { eachDatabase } from '../../../test/environment/index.ts';
import { createEventsTable } from './columns.ts';
import { liveColumns } from './live.ts';
import { withSchema, file, infected, jsonLines, load, nested, open6, stored, table } from './load.fixtures.ts';

eachDatabase('a table as it is', (open) => {
  test('takes a table as it is: fewer columns, more columns, ASNs of four bytes', async () => {
    const database = await withSchema(open);
    await database.execute(`${createEventsTable(table)};
    ALTER TABLE ${table} DROP COLUMN extra, DROP COLUMN comment, ALTER COLUMN "source.asn" TYPE integer,
      ADD COLUMN "site.ticket" bigint, ADD COLUMN "Größe" text,
      ADD COLUMN "source.family" integer GENERATED ALWAYS AS (family("source.ip")) STORED`);
    const before = await liveColumns(database, table);
    const events = jsonLines({ ...infected, 'site.ticket': 12, 'source.family': 9 }, open6, nested, {
      ...infected,
      id: 1,
      Größe: 'x',
    });
    const { result, messages } = await load(database, [await file('site.jsonl', events)]);
    expect(result).toMatchObject({ read: 4, loaded: 3, refused: 1 });
    expect(result.refusals[0]).toMatchObject({
      line: 2,
      reason:
        'source.asn: 4200000001 is not a whole number from 0 to 2147483647, all that its column of type integer holds',
    });
    expect(Object.fromEntries(result.ignoredKeys)).toEqual({
      extra: 2,
      comment: 1,
      'source.family': 1,
      id: 1,
      Größe: 1,
    });
    expect(messages).toContain(`extra is no column of ${table}: its values were left out (2 lines)`);
    expect(await stored(database, 'id, "site.ticket", "source.family"')).toEqual([
      ['1', '12', '4'],
      ['2', null, '4'],
      ['3', null, '4'],
    ]);
    expect(await liveColumns(database, table)).toEqual(before);
  });

  test('a table without a schema is looked for as the server does', async () => {
    const database = await withSchema(open);
    await database.execute(`${createEventsTable(table)}; SET search_path TO loading`);
    try {
      expect(await liveColumns(database, 'events')).toEqual(await liveColumns(database, table));
      expect((await liveColumns(database, 'events'))!.get('source.geolocation.cc')).toEqual({
        type: 'character varying(2)',
        generated: false,
      });
    } finally {
      await database.execute('RESET search_path');
    }
  });
});
