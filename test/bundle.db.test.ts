import { readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { importBundle, prepareImport } from '../aggregator/src/bundle/import.ts';
import { acknowledge, makeReceipt } from '../aggregator/src/bundle/receipt.ts';
import { forgetDaysBefore } from '../aggregator/src/statistics/retention.ts';
import { openPostgres } from '../aggregator/src/database/postgres.ts';
import type { Database } from '../aggregator/src/database/database.ts';
import { told, everything, pairFor, target } from './bundles.ts';
import { atEnd, describePostgres, eachDatabase, postgresUrl } from './environment/index.ts';
import { event, useSite } from './site.ts';

const now = '2026-02-10T04:00:00Z';

eachDatabase('Bundles', (open) => {
  const pair = pairFor(useSite(open), open, now);

  const count = async (...days: string[]): Promise<void> => {
    await pair().sender.insert(...days.map((day) => event(day)));
    await pair().sender.run(now);
  };

  /** Deletes all events of a day; they are young enough to have been mistakes. */
  const remove = async (day: string): Promise<void> => {
    const { sender } = pair();
    sender.settings = { ...sender.settings, eventdb: { ...sender.settings.eventdb, retentionDays: 365 } };
    await sender.eventdb.query('DELETE FROM events WHERE "time.source"::date = $1::date', [day]);
    await sender.run(now);
  };

  test('bring days, their ledger and the freshness over, and nothing else is left in the folder', async () => {
    await count('2026-02-01', '2026-02-02', '2025-06-01');
    await pair().sender.eventdb.execute(`
      UPDATE events SET "malware.name" = E'tab\\t newline\\n \\\\N backslash\\\\ quote''' WHERE id = 1`);
    await count('2026-02-02');
    const { path, days } = await pair().export();
    expect(days).toBe(3);
    expect(readdirSync(pair().folder).map((name) => join(pair().folder, name))).toEqual([path]);
    expect(await pair().import(path)).toMatchObject({ changed: true, applied: 3, unchanged: 0, older: 0 });
    expect(await told(pair().receiver)).toEqual(await told(pair().sender.statsdb));
  });

  test('replayed change nothing, and that is said', async () => {
    await count('2026-02-01', '2026-02-02');
    const { path } = await pair().export();
    await pair().import(path);
    const before = await everything(pair().receiver);
    expect(await pair().import(path)).toMatchObject({ changed: false, applied: 0, unchanged: 2, older: 0 });
    expect(await everything(pair().receiver)).toEqual(before);
  });

  test('in reverse order end at the newer', async () => {
    await count('2026-02-01', '2026-02-02', '2026-02-04');
    const first = await pair().export();
    await count('2026-02-02', '2026-02-03');
    await remove('2026-02-04');
    const second = await pair().export();
    await pair().import(second.path);
    const [freshness] = (await pair().receiver.query('SELECT complete_until::date, days_waiting FROM stats.freshness'))
      .rows;
    // The day of the first bundle is missing, and the portal says so.
    expect(freshness).toEqual(['2026-01-31', '1']);
    expect(await pair().import(first.path)).toMatchObject({ changed: true, applied: 1, unchanged: 0, older: 2 });
    expect(await told(pair().receiver)).toEqual(await told(pair().sender.statsdb));
  });

  test('take away days that have no events any more, and bring them back', async () => {
    await count('2026-02-01', '2026-02-02');
    const first = await pair().export();
    await pair().import(first.path);
    await remove('2026-02-01');
    const second = await pair().export();
    expect(await pair().import(second.path)).toMatchObject({ applied: 0, removed: 1 });
    expect(await told(pair().receiver)).toEqual(await told(pair().sender.statsdb));
    await count('2026-02-01');
    const third = await pair().export();
    expect(await pair().import(third.path)).toMatchObject({ applied: 1 });
    for (const { path } of [first, second]) {
      expect(await pair().import(path)).toMatchObject({ changed: false, applied: 0, removed: 0 });
    }
    expect(await told(pair().receiver)).toEqual(await told(pair().sender.statsdb));
  });

  test('have what is not known to have arrived, and no more', async () => {
    await count('2026-02-01', '2026-02-02');
    const first = await pair().export();
    // It waits in the folder: sending it is enough.
    expect(await pair().export()).toMatchObject({ days: 0 });
    // Lost before it arrived.
    await rm(first.path);
    const again = await pair().export();
    expect(again.days).toBe(2);
    await pair().import(again.path);
    await pair().acknowledge();
    expect(await pair().export()).toMatchObject({ days: 0 });
    await rm(again.path);
    await count('2026-02-02', '2026-02-03');
    const third = await pair().export();
    expect(third.days).toBe(2);
    await pair().import(third.path);
    await pair().acknowledge();
    // Another receiver has nothing yet.
    expect(await pair().export({ target: 'other.example.org' })).toMatchObject({ days: 3 });
    expect(await pair().export({ days: 'all' })).toMatchObject({ days: 3 });
    expect(await pair().export({ days: { since: '2026-02-02' } })).toMatchObject({ days: 2 });
    await Promise.all(readdirSync(pair().folder).map((name) => rm(join(pair().folder, name))));
    // The receiver was restored from a backup, and says so with its next receipt.
    await pair().receiver.execute(`DELETE FROM stats.removed_days; DELETE FROM stats.days WHERE day < '2026-02-03';
      DELETE FROM stats.removed_days`);
    await pair().acknowledge();
    const healing = await pair().export();
    expect(healing.days).toBe(2);
    await pair().import(healing.path);
    expect(await told(pair().receiver)).toEqual(await told(pair().sender.statsdb));
  });

  test('leave it to either server how long it keeps days', async () => {
    const { sender, receiver } = pair();
    const keepSince = '2026-01-01';
    await count('2025-06-01', '2025-06-02', '2026-02-01');
    const { path } = await pair().export();
    const options = { statsdb: receiver, accept: false, keepSince, now: new Date(now) };
    await prepareImport(receiver);
    expect(await importBundle(path, options)).toMatchObject({ applied: 1, tooOld: 2 });
    expect((await receiver.query('SELECT days_waiting FROM stats.freshness')).rows).toEqual([['0']]);
    // What is not wanted there is not sent for ever.
    await acknowledge(sender.statsdb, target, (await makeReceipt(receiver, keepSince))!, new Date(now));
    expect(await pair().export()).toMatchObject({ days: 0 });
    // And what is forgotten here is not taken away there.
    await pair().import(path);
    await pair().acknowledge();
    await forgetDaysBefore(sender.statsdb, keepSince, sender.statsdb.kind === 'embedded');
    await count('2026-02-02');
    const next = await pair().export();
    expect(next).toMatchObject({ days: 1, removed: 0 });
    await pair().import(next.path);
    const { rows } = await receiver.query('SELECT day::date FROM stats.days ORDER BY 1');
    expect(rows.flat()).toEqual(['2025-06-01', '2025-06-02', '2026-02-01', '2026-02-02']);
  });

  test('that were interrupted are completed by the next import', async () => {
    await count('2026-02-01', '2026-02-02', '2026-02-03');
    const { path } = await pair().export();
    const { receiver } = pair();
    let copies = 0;
    const copyIn = receiver.copyIn.bind(receiver);
    receiver.copyIn = async (to, pieces) => {
      copies += 1;
      if (copies === 2) {
        throw new Error('interrupted');
      }
      return copyIn(to, pieces);
    };
    await expect(pair().import(path)).rejects.toThrow('interrupted');
    expect((await receiver.query('SELECT day::date FROM stats.days')).rows).toEqual([['2026-02-03']]);
    expect(await pair().import(path)).toMatchObject({ applied: 2, unchanged: 1 });
    expect(await told(receiver)).toEqual(await told(pair().sender.statsdb));
  });

  test('whatever happened, and in whatever order all of them come, leave what the sender has', async () => {
    const day = fc.constantFrom('2026-02-01', '2026-02-02', '2026-02-03');
    const step = fc.oneof(
      fc.record({ kind: fc.constant('count' as const), day }),
      fc.record({ kind: fc.constant('remove' as const), day }),
      fc.record({ kind: fc.constant('export' as const), day })
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 2, maxLength: 8 }),
        fc.array(fc.nat(), { minLength: 20, maxLength: 20 }),
        async (steps, keys) => {
          const { sender, receiver, folder } = pair();
          await sender.eventdb.execute('TRUNCATE events');
          for (const database of [sender.statsdb, receiver]) {
            await database.execute(`TRUNCATE stats.rollups; TRUNCATE stats.days; TRUNCATE stats.runs;
            DELETE FROM stats.received; DELETE FROM stats.dirty_days; UPDATE stats.portal SET counting = NULL, source = NULL,
              snapshot_xmin = NULL, closed_until = NULL, looked_at = NULL, exports = 0`);
          }
          const bundles: string[] = [];
          for (const { kind, day: one } of [...steps, { kind: 'export' as const, day: '' }]) {
            await (kind === 'export'
              ? pair()
                  .export()
                  .then(({ path }) => bundles.push(path))
              : kind === 'count'
                ? count(one)
                : remove(one));
          }
          const order = bundles
            .flatMap((path) => [path, path])
            .map((path, index) => ({ path, key: keys[index]! }))
            .sort((one, other) => one.key - other.key);
          for (const { path } of order) {
            await pair().import(path);
          }
          expect(await told(receiver)).toEqual(await told(sender.statsdb));
          await Promise.all(readdirSync(folder).map((name) => rm(join(folder, name))));
        }
      ),
      { numRuns: 10 }
    );
  });
});

describePostgres('Bundles', () => {
  const urls: string[] = [];
  const open = async (): Promise<Database> => {
    const url = await postgresUrl();
    urls.push(url);
    const database = await openPostgres(url);
    atEnd(() => database.close());
    return database;
  };
  const pair = pairFor(useSite(open), open, now);

  test('are neither written nor taken while somebody else writes there', async () => {
    const { sender } = pair();
    await sender.insert(event('2026-02-01'));
    await sender.run(now);
    const other = async (database: Database): Promise<Database> => {
      const [row] = await database.rows<{ name: string }>('SELECT current_database()::text AS name');
      const connection = await openPostgres(urls.find((url) => url.endsWith(`/${row!.name}`))!);
      atEnd(() => connection.close());
      return connection;
    };
    const refused = { name: 'LockedError', exitCode: 75 };
    await expect(pair().export({ statsdb: await other(sender.statsdb) })).rejects.toMatchObject(refused);
    expect(readdirSync(pair().folder)).toEqual([]);
    const { path } = await pair().export();
    const holder = await other(pair().receiver);
    await pair().receiver.query('SELECT pg_advisory_unlock_all()');
    await holder.query('SELECT pg_advisory_lock($1::bigint)', [0x73746174]);
    await expect(pair().import(path)).rejects.toMatchObject(refused);
  });
});
