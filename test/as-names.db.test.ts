import { eachSite, event, type Site } from './site.ts';

const names = async ({ statsdb }: Site): Promise<Record<string, string>> => {
  const { rows } = await statsdb.query('SELECT asn::text, name FROM stats.as_names ORDER BY asn');
  return Object.fromEntries(rows) as Record<string, string>;
};

const named = (day: string, asn: string, name?: string) =>
  event(day, { 'source.asn': asn, ...(name === undefined ? {} : { 'source.as_name': name }) });

eachSite('Names of ASNs', (site) => {
  beforeEach(() => site().statsdb.execute('TRUNCATE stats.as_names'));

  test('are those of the newest day that has one, whatever the order in which days are counted', async () => {
    await site().insert(
      named('2026-01-20', '64496', 'Old Name'),
      named('2026-02-01', '64496', 'Größe "\\N"\tNet'),
      named('2026-02-02', '64496'),
      named('2026-02-02', '4200000000', 'Both'),
      named('2026-02-02', '4200000000', 'Aye')
    );
    await site().run('2026-02-10T04:00:00Z');
    expect(await names(site())).toEqual({ 64496: 'Größe "\\N"\tNet', 4200000000: 'Aye' });

    await site().insert(named('2026-01-20', '64496', 'Still Older'), named('2026-01-20', '64497', 'Late'));
    await site().run('2026-02-10T05:00:00Z');
    expect(await names(site())).toEqual({ 64496: 'Größe "\\N"\tNet', 64497: 'Late', 4200000000: 'Aye' });
  });

  test('are not needed: a table may lack the column', async () => {
    await site().useTable(
      'CREATE TABLE events AS SELECT * FROM public.events; ALTER TABLE events DROP COLUMN "source.as_name"'
    );
    await site().eventdb.execute(
      `INSERT INTO events ("time.source", "source.asn", "classification.taxonomy", "classification.type") VALUES ('2026-02-01', 64496, 'other', 'other')`
    );
    expect(await site().run('2026-02-10T04:00:00Z')).toMatchObject({ days: 1, events: 1 });
    expect(await names(site())).toEqual({});
  });
});
