import { eachDatabase } from './environment/index.ts';
import { createEvents, insertEvents } from './events.ts';
import { runAt, setUp, testSettings } from './portal.ts';
eachDatabase('timing', (open) => {
  test.each([1, 2, 3])('%d', async () => {
    const t: Record<string, number> = {};
    let last = performance.now();
    const lap = (n: string) => { t[n] = Math.round(performance.now() - last); last = performance.now(); };
    const eventdb = await open(); lap('open1');
    const statsdb = await open(); lap('open2');
    const settings = await testSettings();
    await createEvents(eventdb); lap('create');
    await insertEvents(eventdb, [{ 'time.source': '2026-01-01 00:00+00', 'source.ip': '192.0.2.1' }]); lap('insert');
    await setUp(statsdb, settings); lap('migrate');
    await setUp(statsdb, settings); lap('migrate2');
    await runAt('2026-01-03T00:00:00Z', { eventdb, statsdb, settings }); lap('run');
    await runAt('2026-01-03T00:00:00Z', { eventdb, statsdb, settings }); lap('run2');
    process.stdout.write(JSON.stringify(t) + '\n');
  });
});
