import type { RunNews } from '../aggregator/src/run/run.ts';
import { migrate } from '../aggregator/src/statistics/migrate.ts';
import { eachDatabase } from './environment/index.ts';
import { claimed, event, kept, useSite, type Site } from './site.ts';

const now = '2026-02-10T04:00:00Z';

const purge = ({ eventdb }: Site, before: string): Promise<unknown> =>
  eventdb.query(`DELETE FROM events WHERE "time.source" < $1::timestamptz`, [before]);

/** Ends a run when the days are marked, before any of them is counted. */
function stopAtClaim({ kind }: RunNews): void {
  if (kind === 'claimed') {
    throw new Error('stopped');
  }
}

/** Events of two days within the window and one before it, counted, and then all of them purged but one. */
async function purged(site: Site): Promise<void> {
  await site.insert(...['2025-11-01', '2026-01-20', '2026-01-21'].flatMap((day) => [event(day), event(day)]));
  await site.run(now);
  await purge(site, '2026-01-21 12:00Z');
  await site.eventdb.query('DELETE FROM events WHERE id = (SELECT max(id) FROM events)');
}

eachDatabase('A day whose events have become fewer', (open) => {
  const site = useSite(open);

  test('keeps its numbers, and is told once', async () => {
    await purged(site());
    const before = await site().statistics();
    const first = await site().run(now);
    expect(first).toMatchObject({ days: 0, events: 0 });
    expect(first.news).toMatchObject([
      { kind: 'kept', day: '2026-01-21', eventsSeen: 1 },
      { kind: 'kept', day: '2026-01-20', eventsSeen: 0 },
      { kind: 'claimed', days: [] },
    ]);
    expect(kept(await site().run(now))).toEqual([]);
    await purge(site(), '2026-01-22Z');
    expect(kept(await site().run(now))).toEqual(['2026-01-21']);
    expect(await site().statistics()).toEqual(before);
  });

  test('is counted anew where it is younger than the eventDB’s retention', async () => {
    await purged(site());
    site().settings = { ...site().settings, eventdb: { ...site().settings.eventdb, retentionDays: 21 } };
    const next = await site().run(now);
    expect(claimed(next)).toEqual({ '2026-01-21': 'deleted events' });
    expect(kept(next)).toEqual(['2026-01-20']);
    expect(await site().days()).toEqual({ '2025-11-01': 2, '2026-01-20': 2, '2026-01-21': 1 });

    await purge(site(), '2026-01-22Z');
    expect(claimed(await site().run(now))).toEqual({ '2026-01-21': 'deleted events' });
    expect(await site().days()).toEqual({ '2025-11-01': 2, '2026-01-20': 2 });
    expect((await site().run(now)).news).toEqual([{ kind: 'claimed', days: [], undated: 0 }]);
  });

  test('is found at once where another day, which still waits, has as many more', async () => {
    await site().insert(event('2026-02-01'), event('2026-02-05'), event('2026-02-05'));
    await site().run(now);
    await site().insert(event('2026-02-01'));
    await expect(site().run(now, { tell: stopAtClaim })).rejects.toThrow('stopped');
    await site().eventdb.query('DELETE FROM events WHERE id = 3');
    expect(kept(await site().run(now))).toEqual(['2026-02-05']);
  });

  test('does not become smaller by late events', async () => {
    await purged(site());
    await site().run(now);
    const before = await site().statistics();
    await site().insert(event('2025-11-01'), event('2026-01-20'));
    const late = await site().run(now);
    expect(late).toMatchObject({ days: 0, events: 0, lateEvents: 0, keptDays: 2 });
    expect(kept(late)).toEqual(['2026-01-20', '2025-11-01']);
    expect(await site().statistics()).toEqual(before);
    expect((await site().run(now)).news).toEqual([{ kind: 'claimed', days: [], undated: 0 }]);
  });

  test('stays when the aliases change, while all others are counted anew', async () => {
    await purged(site());
    await site().insert(event('2025-12-01', { 'classification.type': 'old' }), event('2026-02-01'));
    await site().run(now);
    const alias = { when: { type: 'old' }, use: { type: 'new' } };
    site().settings = { ...site().settings, aliases: [alias, ...site().settings.aliases] };
    expect(claimed(await site().run(now))).toEqual({
      '2025-12-01': 'counting changed: aliases or catalog',
      '2026-02-01': 'counting changed: aliases or catalog',
    });
    const types = await site().statsdb.query(
      `SELECT DISTINCT type FROM rollups WHERE day = '2025-12-01' AND type <> ''`
    );
    expect(types.rows).toEqual([['new']]);
    expect(await site().days()).toMatchObject({ '2025-11-01': 2, '2026-01-20': 2, '2026-01-21': 2 });
    expect(await site().run(now)).toMatchObject({ days: 0, keptDays: 0 });
  });
});

eachDatabase('Forced days', (open) => {
  const site = useSite(open);

  test('are counted whatever the look says, and no others', async () => {
    await site().insert(event('2026-02-01'), event('2026-02-02'), event('2026-02-03'));
    await site().run(now);
    // What no look can see: statistics that somebody has spoilt.
    await site().statsdb.execute('UPDATE stats.rollups SET events = 1000');
    const forced = await site().run(now, { forced: { from: '2026-02-02', to: '2026-02-20' } });
    expect(claimed(forced)).toEqual({ '2026-02-02': 'forced', '2026-02-03': 'forced' });
    const total = await site().statsdb.query('SELECT events FROM rollups WHERE rollup = 1 ORDER BY day');
    expect(total.rows).toEqual([['1000'], ['1'], ['1']]);
    expect(await site().versions()).toEqual({ '2026-02-01': 1, '2026-02-02': 2, '2026-02-03': 2 });
  });

  test('that would lose numbers are refused, and nothing is changed', async () => {
    await purged(site());
    await site().run(now);
    const before = [await site().statistics(), await site().versions()];
    const days = { from: '2025-11-01', to: '2026-01-31' };
    await expect(site().run(now, { forced: days })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('3 of these days have fewer events') as string,
      advice: expect.stringContaining('--allow-loss') as string,
    });
    await expect(site().run(now, { forced: days, dryRun: true })).rejects.toMatchObject({ exitCode: 2 });
    expect([await site().statistics(), await site().versions()]).toEqual(before);
    expect(await site().waiting()).toEqual({});
  });

  test('lose numbers where that is allowed, and only they', async () => {
    await purged(site());
    await site().insert(event('2025-11-01'));
    await expect(site().run(now, { tell: stopAtClaim })).rejects.toThrow('stopped');
    expect(await site().waiting()).toEqual({ '2025-11-01': 'late events' });
    const forced = { from: '2026-01-20', to: '2026-01-31' };
    await site().run(now, { forced, allowLoss: true });
    expect(await site().days()).toEqual({ '2025-11-01': 2, '2026-01-21': 1 });
    expect(await site().waiting()).toEqual({});
  });
});

eachDatabase('Another zone', (open) => {
  const site = useSite(open);

  const rezone = async (timezone: string): Promise<void> => {
    site().settings = { ...site().settings, timezone };
    await migrate(site().statsdb, { zone: timezone, rezone: true });
  };
  const evening = (day: string) => event(day, { 'time.source': `${day} 23:30+00` });

  test('cuts the days anew, and leaves nothing behind', async () => {
    await site().insert(event('2025-06-01'), evening('2025-06-01'), evening('2025-09-01'), evening('2026-02-01'));
    await site().run(now);
    await rezone('Europe/Vienna');
    expect(new Set(Object.values(claimed(await site().run(now))))).toEqual(
      new Set(['not counted yet', 'zone changed'])
    );
    const after = await site().statistics();
    expect(after.days).toEqual({ '2025-06-01': 1, '2025-06-02': 1, '2025-09-02': 1, '2026-02-02': 1 });
    expect((await site().run(now)).news).toEqual([{ kind: 'claimed', days: [], undated: 0 }]);
    expect(after).toEqual(await site().rebuilt(now));
  });

  test('counts days anew that were waiting already', async () => {
    await site().insert(event('2026-02-01'), evening('2026-02-01'));
    await site().run(now);
    await site().insert(event('2026-02-02'));
    await site().statsdb.execute(`INSERT INTO stats.dirty_days VALUES ('2026-02-01', 'new events', now())`);
    await rezone('Europe/Vienna');
    await site().run(now);
    expect(await site().days()).toEqual({ '2026-02-01': 1, '2026-02-02': 2 });
  });

  test('leaves days alone whose events are gone, in part or altogether, also when late ones come', async () => {
    await site().insert(
      ...['2025-11-01', '2025-11-02', '2026-01-20', '2026-01-21'].flatMap((day) => [event(day), event(day)])
    );
    await site().insert(evening('2026-01-21'), event('2026-02-01'));
    await site().run(now);
    await site().eventdb.query('DELETE FROM events WHERE id < 8');
    await site().insert(event('2025-11-01'));
    await rezone('Europe/Vienna');
    await site().run(now);
    const days = { '2025-11-01': 2, '2025-11-02': 2, '2026-01-20': 2, '2026-01-21': 3, '2026-02-01': 1 };
    expect(await site().days()).toMatchObject(days);
    await site().insert(event('2025-11-02'), event('2026-01-19'), event('2026-01-20'));
    await site().run(now);
    expect(await site().days()).toMatchObject({ ...days, '2026-01-19': 1 });
    expect((await site().run(now)).news).toEqual([{ kind: 'claimed', days: [], undated: 0 }]);
  });
});
