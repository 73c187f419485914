import { rollupByName, rollups, rollupsMade } from '@stats-portal/catalog';
import fc from 'fast-check';
import { migrate } from '../aggregator/src/statistics/migrate.ts';
import { eachDatabase } from './environment/index.ts';
import { eventArbitrary } from './events.ts';
import { eachSite, event, useSite, type Site } from './site.ts';

const now = '2026-02-10T04:00:00Z';
const closed = '2026-02-01';

interface Revision {
  readonly day: string;
  readonly rollup: string;
  readonly cause: string;
  readonly versions: string;
  readonly rows: string;
  readonly events: string;
  readonly ips: string;
}

async function revisions({ statsdb }: Site): Promise<Revision[]> {
  const pair = (name: string): string => `concat(${name}_before, ' > ', ${name}_after)`;
  const rows = await statsdb.rows<Record<keyof Revision, string>>(
    `SELECT day::date::text, rollup::text, cause, concat(version_before, ' > ', version_after) AS versions,
            ${pair('rows')} AS rows, ${pair('events')} AS events, ${pair('ips')} AS ips
     FROM stats.revisions ORDER BY id`
  );
  return rows.map((row) => ({ ...row, rollup: rollups.find(({ id }) => id === Number(row.rollup))!.name }));
}

const forget = ({ statsdb }: Site): Promise<void> => statsdb.execute('TRUNCATE stats.revisions');

eachSite('A closed day whose numbers change', (site) => {
  beforeEach(() => forget(site()));

  test('leaves its old and new numbers, and the cause', async () => {
    await site().insert(event(closed), event(closed, { 'source.asn': '64496' }));
    await site().run(now);
    expect(await revisions(site())).toEqual([]);

    await site().insert(event(closed, { 'source.asn': '64496', 'source.ip': '192.0.2.2' }));
    await site().run(now);
    const found = await revisions(site());
    const of = (name: string): Revision | undefined => found.find(({ rollup }) => rollup === name);
    expect(found).toHaveLength(rollupsMade(false).length);
    expect(of('total')).toEqual({
      day: closed,
      rollup: 'total',
      cause: 'new events',
      versions: '1 > 2',
      rows: '1 > 1',
      events: '2 > 3',
      ips: '1 > 2',
    });
    expect(of('asn')).toMatchObject({ rows: '2 > 2', events: '2 > 3', ips: '2 > 3' });
  });
});

eachDatabase('Traces', (open) => {
  const site = useSite(open);
  beforeEach(() => forget(site()));

  test('are not left by a day that is still open, nor by counting again what has not changed', async () => {
    await site().insert(event(closed), event('2026-02-08'));
    await site().run(now);
    await site().insert(event('2026-02-08'));
    await site().run(now);
    await site().run(now, { forced: { from: '2026-01-01', to: '2026-02-10' } });
    expect(await site().versions()).toEqual({ [closed]: 2, '2026-02-08': 3 });
    expect(await revisions(site())).toEqual([]);
  });

  test('of a renaming tell the rollups that have other rows, though their numbers are the same', async () => {
    await site().insert(event(closed));
    await site().run(now);
    const alias = { when: { type: 'other' }, use: { type: 'else' } };
    site().settings = { ...site().settings, aliases: [alias, ...site().settings.aliases] };
    await site().run(now);
    const found = await revisions(site());
    expect(found.map(({ rollup }) => rollup)).toEqual(
      rollupsMade(false)
        .filter(({ dimensions }) => dimensions.includes('type'))
        .map(({ name }) => name)
    );
    expect(found[0]).toMatchObject({
      cause: 'counting changed: aliases or catalog',
      versions: '1 > 2',
      rows: '1 > 1',
      events: '1 > 1',
    });
  });

  test('tell that a day is gone, and that one came where there was none', async () => {
    await site().insert(event(closed), event('2026-02-02'));
    await site().run(now);
    site().settings = { ...site().settings, eventdb: { ...site().settings.eventdb, retentionDays: 100 } };
    await site().eventdb.execute('DELETE FROM events WHERE id = 1');
    await site().insert(event('2026-01-20'), event('2026-01-20'));
    await site().run(now);
    const found = await revisions(site());
    expect(found.filter(({ day }) => day === '2026-01-20')).toEqual([
      {
        day: '2026-01-20',
        rollup: 'total',
        cause: 'not counted yet',
        versions: ' > 1',
        rows: '0 > 1',
        events: '0 > 2',
        ips: '0 > 1',
      },
    ]);
    const gone = found.filter(({ day }) => day === closed);
    expect(gone).toHaveLength(rollupsMade(false).length);
    expect(gone[0]).toMatchObject({ cause: 'deleted events', versions: '1 > ', rows: '1 > 0', events: '1 > 0' });
  });

  test('tell that a day was cut anew, and are read by whoever reads the statistics', async () => {
    await site().insert(event(closed, { 'time.source': `${closed} 23:30Z` }), event(closed));
    await site().run(now);
    site().settings = { ...site().settings, timezone: 'Europe/Vienna' };
    await migrate(site().statsdb, { zone: 'Europe/Vienna', rezone: true });
    await site().run(now);
    await site().statsdb.execute('SET ROLE statsro');
    const found = (await revisions(site())).filter(({ rollup }) => rollup === 'total');
    await site().statsdb.execute('RESET ROLE');
    expect(found).toMatchObject([
      { day: '2026-02-02', cause: 'not counted yet', events: '0 > 1' },
      { day: closed, cause: 'zone changed', events: '2 > 1' },
    ]);
  });

  const seed = Number(process.env.SEED ?? 20_260_201);

  test(`lead from one to the next, up to the numbers of today (SEED=${seed})`, async () => {
    const days = ['2024-05-01', '2026-01-15', closed];
    const batch = fc.array(eventArbitrary(days), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(fc.array(batch, { minLength: 1, maxLength: 5 }), async (batches) => {
        await site().empty();
        await forget(site());
        await site().insert(...days.map((day) => event(day)));
        await site().run(now);
        for (const events of batches) {
          await site().insert(...events);
          await site().run(now);
        }
        const last = new Map<string, string>();
        for (const { day, rollup, versions, events, ips } of await revisions(site())) {
          const [before, after] = [0, 1].map((side) =>
            [versions, events, ips].map((pair) => pair.split(' > ')[side]).join(' ')
          );
          const key = `${day} ${rollup}`;
          // Versions may pass without a change of this rollup.
          const isNumbers = (text: string): string => text.slice(text.indexOf(' '));
          expect(isNumbers(before!)).toBe(isNumbers(last.get(key) ?? before!));
          last.set(key, after!);
        }
        const { rows } = await site().statsdb.query(`
          SELECT concat(rollups.day::date, ' ', rollup), concat(version, ' ', sum(rollups.events), ' ', sum(ips))
          FROM stats.rollups JOIN stats.days USING (day) WHERE rollup = ${rollupByName('total').id} GROUP BY day, rollup, version`);
        for (const [key, numbers] of rows) {
          const [day] = key!.split(' ');
          expect(last.get(`${day} total`) ?? numbers).toBe(numbers);
        }
      }),
      { seed, numRuns: 8 }
    );
  });
});
