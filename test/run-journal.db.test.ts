import { readStatus } from '../aggregator/src/statistics/status.ts';
import { eachDatabase } from './environment/index.ts';
import { claimed, event, useSite } from './site.ts';

const now = '2026-02-10T04:00:00Z';

eachDatabase('A clock', (open) => {
  const site = useSite(open);

  const freshness = async () => {
    const [row] = await site().statsdb.rows(
      `SELECT closed_until::date::text AS closed, to_char(looked_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS looked FROM freshness`
    );
    return row;
  };

  test('that stands behind the last look opens no closed day, and the window stays whole', async () => {
    await site().insert(event('2026-01-10'), event('2026-02-09'));
    await site().run(now);
    const before = { closed: '2026-02-07', looked: '2026-02-10' };
    expect(await freshness()).toEqual(before);
    await site().eventdb.query(`UPDATE events SET "malware.name" = 'mirai'`);
    const early = await site().run('2026-01-01T00:00:00Z');
    expect(early.news[0]).toEqual({ kind: 'behind', lookedOn: '2026-02-10' });
    expect(claimed(early)).toEqual({
      '2026-01-10': 'changed events',
      '2026-02-09': 'changed events',
    });
    expect(await freshness()).toEqual(before);
    // The next look is from the last one of the right clock.
    await site().eventdb.query(`UPDATE events SET "malware.name" = NULL`);
    expect(Object.keys(claimed(await site().run('2026-03-20T00:00:00Z')))).toHaveLength(2);
    expect(await freshness()).toEqual({ closed: '2026-03-17', looked: '2026-03-20' });
  });

  test('that stood far ahead does no lasting harm', async () => {
    await site().insert(event('2026-02-09'));
    await site().run('2236-02-10T00:00:00Z');
    expect(await freshness()).toEqual({ closed: '2236-02-07', looked: '2236-02-10' });
    await site().run(now);
    expect(await freshness()).toEqual({ closed: '2026-02-07', looked: '2026-02-10' });
  });
});

eachDatabase('The journal', (open) => {
  const site = useSite(open);

  const journal = async () => {
    const { rows } = await site().statsdb.query(
      'SELECT days, events, kept_days, failure, finished_at IS NOT NULL FROM stats.runs ORDER BY id'
    );
    return rows.map((row) => row.map(String));
  };

  test('counts the days that the look found to have lost events', async () => {
    await site().insert(event('2026-01-20'), event('2026-01-21'), event('2026-01-21'));
    await site().run(now);
    await site().eventdb.query('DELETE FROM events');
    expect(await site().run(now)).toMatchObject({ days: 0, keptDays: 2 });
    expect((await journal()).map(([, , keptDays]) => keptDays)).toEqual(['0', '2']);
  });

  test('says why a run failed, and how far it had come', async () => {
    await site().insert(...['2026-02-01', '2026-02-02', '2026-02-03'].map((day) => event(day)));
    const stopped = site().run(now, {
      tell: (news) => {
        if (news.kind === 'counted' && news.day === '2026-02-02') {
          throw new Error('stopped here');
        }
      },
    });
    await expect(stopped).rejects.toThrow('stopped here');
    expect(await journal()).toEqual([['2', '2', '0', 'stopped here', 't']]);
    expect(await readStatus(site().statsdb)).toMatchObject({ lastRunFailed: 'stopped here', daysWaiting: 1 });
  });

  test('says of a run that ended without a word that it did', async () => {
    await site().statsdb.query(`INSERT INTO stats.runs (started_at) VALUES ('2026-02-09 04:00Z')`);
    await site().run(now);
    const [killed, mine] = await journal();
    expect(killed).toEqual(['0', '0', '0', expect.stringContaining('ended without a word') as string, 'f']);
    expect(mine).toEqual(['0', '0', '0', 'null', 't']);
  });
});

eachDatabase('Forced days in new statistics', (open) => {
  const site = useSite(open);

  test.each([
    [{ from: '2026-01-01', to: '2026-01-31' }, '2026-01-31'],
    [{ from: '2026-01-01', to: '2026-02-10' }, '2026-02-07'],
  ])('(%p) are closed up to %s', async (forced, closed) => {
    await site().insert(event('2026-01-20'), event('2026-02-09'));
    await site().run(now, { forced });
    const read = () => site().statsdb.rows('SELECT closed_until::date::text AS closed FROM freshness');
    expect(await read()).toEqual([{ closed }]);
    // Once a look has said how far the days are closed, forced ones do not.
    await site().run(now);
    expect(await read()).toEqual([{ closed: '2026-02-07' }]);
    await site().run(now, { forced: { from: '2026-01-01', to: '2026-01-02' } });
    expect(await read()).toEqual([{ closed: '2026-02-07' }]);
  });
});
