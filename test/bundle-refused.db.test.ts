import { readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { importFolder } from '../aggregator/src/bundle/inbox.ts';
import { migrate } from '../aggregator/src/statistics/migrate.ts';
import { rewrite, silent, type Contents } from '../aggregator/src/bundle/bundle.fixture.ts';
import { everything, told, pairFor } from './bundles.ts';
import { eachDatabase, temporaryFolder } from './environment/index.ts';
import { runAt, setUp, testSettings } from './portal.ts';
import { event, useSite } from './site.ts';

const now = '2026-02-10T04:00:00Z';

eachDatabase('A bundle', (open) => {
  const pair = pairFor(useSite(open), open, now);

  /** A bundle of two days. */
  const exported = async (): Promise<string> => {
    const { sender } = pair();
    await sender.insert(event('2026-02-01'), event('2026-02-02', { 'source.ip': '192.0.2.2', 'source.asn': '64496' }));
    await sender.run(now);
    return (await pair().export()).path;
  };

  /** Refused in these words, and nothing was changed. */
  const expectRefused = async (path: string, expected: object): Promise<void> => {
    const before = await everything(pair().receiver);
    await expect(pair().import(path)).rejects.toMatchObject(expected);
    expect(await everything(pair().receiver)).toEqual(before);
  };

  const damaged = { exitCode: 65, message: expect.stringContaining('is damaged') as string };

  test('that was cut off anywhere is refused', async () => {
    const path = await exported();
    const whole = await readFile(path);
    const short = join(pair().folder, 'short.tar');
    // What follows the last file is only the end mark of the tar file.
    const used = whole.length - 1024;
    for (const length of [0, 1, 511, 512, 1024, 2048, used - 512, used - 511, used - 1]) {
      await writeFile(short, whole);
      await truncate(short, Math.max(0, length));
      await expectRefused(short, { ...damaged, name: 'CutOffError' });
    }
  });

  test('with any byte altered is refused, or says the same', async () => {
    const path = await exported();
    const whole = await readFile(path);
    const altered = join(pair().folder, 'altered.tar');
    // The newest day would be in already, if the last one were looked at only then.
    await writeFile(altered, withOneBitAltered(whole));
    await expectRefused(altered, damaged);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (position, difference) => {
        const copy = Buffer.from(whole);
        copy[position]! ^= difference;
        await writeFile(altered, copy);
        const refused = await pair()
          .import(altered)
          .then(
            () => null,
            (error: unknown) => error
          );
        if (refused === null) {
          expect(await told(pair().receiver)).toEqual(await told(pair().sender.statsdb));
          await pair().receiver.execute(`TRUNCATE stats.rollups; TRUNCATE stats.days; DELETE FROM stats.received;
            DELETE FROM stats.dirty_days; DELETE FROM stats.runs`);
        } else {
          expect(refused).toMatchObject(damaged);
          expect(
            (await pair().receiver.query('SELECT day FROM stats.days UNION ALL SELECT imported_at FROM stats.received'))
              .rows
          ).toEqual([]);
        }
      }),
      { numRuns: 60 }
    );
  });

  test.each<[string, (contents: Contents) => void, string]>([
    [
      'has rows of another day',
      ({ files, manifest }) => {
        const [{ file }, other] = [manifest.days[0]!, manifest.days[1]!];
        files.set(file, files.get(other.file)!);
      },
      'has not the',
    ],
    [
      'has rows that are none',
      ({ files, manifest }) => files.set(manifest.days[1]!.file, 'nonsense\n'),
      'days/2026-02-01.copy.gz',
    ],
    [
      'has rollups that it does not name',
      ({ files, manifest }) => {
        const { file } = manifest.days[1]!;
        files.set(file, files.get(file)!.replace(/^\d+/, '32000'));
      },
      'has not the',
    ],
    [
      'has columns that are not known here',
      ({ manifest }) => manifest.columns.push('x"; DROP TABLE days; --'),
      'column',
    ],
    [
      'has something in its manifest that is not expected',
      ({ manifest }) => Object.assign(manifest.days[0]!, { version: -1 }),
      'days.0.version',
    ],
  ])('that %s is refused', async (_, edit, words) => {
    const path = await exported();
    await rewrite(path, edit);
    await expect(pair().import(path)).rejects.toMatchObject({
      ...damaged,
      message: expect.stringContaining(words) as string,
    });
    // Days that were whole may be in. Of others there is nothing, not even rows.
    const days = await pair().receiver.query('SELECT DISTINCT day FROM stats.days ORDER BY 1');
    const rows = await pair().receiver.query('SELECT DISTINCT day FROM stats.rollups ORDER BY 1');
    expect(rows.rows).toEqual(days.rows);
    expect(days.rows.flat()).not.toContain(expect.stringContaining('2026-02-01'));
  });

  test.each<[string, (contents: Contents) => void, string]>([
    ['of a newer catalogue', ({ manifest }) => (manifest.catalog += 1), 'catalogue'],
    ['of a newer form', ({ manifest }) => Object.assign(manifest, { format: 3, days: [] }), 'format 3'],
  ])('%s is refused with 57', async (_, edit, words) => {
    const path = await exported();
    await rewrite(path, edit);
    await expectRefused(path, {
      exitCode: 57,
      message: expect.stringMatching(
        new RegExp(`${basename(path)}.*newer program.*${words}.*Nothing was changed`)
      ) as string,
      advice: expect.stringContaining('Install that version here') as string,
    });
  });

  test('of a sender with an older program is taken: its days say how they were counted', async () => {
    const path = await exported();
    await rewrite(path, ({ manifest, files }) => {
      // Before a dimension was added, and with a rollup that is no more.
      manifest.program = '0.0.1';
      manifest.schema = 1;
      manifest.rollups.push(31_999);
      const place = manifest.columns.indexOf('domain_suffix');
      manifest.columns.splice(place, 1);
      for (const day of manifest.days) {
        day.counting = 'catalog 0, aliases 000000000000';
        const rows = files.get(day.file)!.split('\n').slice(0, -1);
        const without = rows.map((row) => row.split('\t').toSpliced(place, 1).join('\t'));
        const old = without[0]!.replace(/^\d+/, '31999');
        files.set(day.file, [...without, old].map((row) => `${row}\n`).join(''));
      }
    });
    expect(await pair().import(path)).toMatchObject({ applied: 2 });
    const { rows } = await pair().receiver.query('SELECT DISTINCT counting FROM stats.days');
    expect(rows).toEqual([['catalog 0, aliases 000000000000']]);
  });

  test('of another zone is refused, and taken after --rezone', async () => {
    const path = await exported();
    await migrate(pair().receiver, { zone: 'Europe/Vienna', rezone: true });
    await expectRefused(path, {
      exitCode: 2,
      message: expect.stringMatching(/days of UTC; this database has days of Europe\/Vienna/) as string,
      advice: expect.stringContaining('migrate --rezone') as string,
    });
    await migrate(pair().receiver, { zone: 'UTC', rezone: true });
    expect(await pair().import(path)).toMatchObject({ applied: 2 });
  });

  test('of a sender that was built anew needs the word of the operator', async () => {
    const { sender, receiver } = pair();
    await pair().import(await exported());
    await sender.insert(event('2025-06-01'));
    await sender.run(now);
    await pair().import((await pair().export()).path);
    await sender.eventdb.execute(`DELETE FROM events WHERE "time.source" < '2026-01-01'`);
    await sender.forget();
    await sender.run(now);
    const { path } = await pair().export();
    await expectRefused(path, {
      exitCode: 2,
      message: expect.stringMatching(/from a source that is not known here/) as string,
      advice: expect.stringContaining('--accept-source') as string,
    });
    expect(await pair().import(path, true)).toMatchObject({ applied: 2 });
    // A day whose events are gone cannot be counted again: it stays.
    const { rows } = await receiver.query('SELECT day::date, source IS NULL FROM stats.days ORDER BY 1');
    expect(rows).toEqual([
      ['2025-06-01', 't'],
      ['2026-02-01', 'f'],
      ['2026-02-02', 'f'],
    ]);
    await sender.insert(event('2026-02-02'));
    await sender.run(now);
    expect(await pair().import((await pair().export()).path)).toMatchObject({ applied: 1 });
  });

  test('is not taken by the database that it is from, nor by one that counts', async () => {
    const { sender, receiver } = pair();
    const path = await exported();
    await setUp(sender.statsdb, sender.settings);
    const own = { ...pair(), receiver: sender.statsdb };
    const { importBundle } = await import('../aggregator/src/bundle/import.ts');
    await expect(
      importBundle(path, { statsdb: own.receiver, accept: false, keepSince: null, now: new Date(now) })
    ).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('from this very database') as string,
    });
    await runAt(now, { eventdb: sender.eventdb, statsdb: receiver, settings: await testSettings() });
    await expectRefused(path, { exitCode: 2, message: expect.stringContaining('has counted days itself') as string });
    expect(await pair().import(path, true)).toMatchObject({ applied: 2 });
    expect(await told(receiver)).toEqual(await told(sender.statsdb));
  });

  test('of a sender that was set back is refused, and so is its export, until it begins anew', async () => {
    const { sender } = pair();
    const path = await exported();
    await pair().import(path);
    await pair().acknowledge();
    // The day is counted once more on the restored sender, at another moment.
    await sender.statsdb.execute(`UPDATE stats.days SET counted_at = counted_at + interval '1 hour'`);
    const again = await pair().export({ days: 'all' });
    await expectRefused(again.path, {
      exitCode: 2,
      message: expect.stringMatching(/another version 1.*set back/) as string,
    });
    await sender.statsdb.execute(`UPDATE stats.targets SET held = '{"2026-02-01": 7}'`);
    await expect(pair().export()).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/has version 7 of 2026-02-01.*set back/) as string,
      advice: expect.stringContaining('--new-source') as string,
    });
    const anew = await pair().export({ days: 'new source' });
    expect(await pair().import(anew.path, true)).toMatchObject({ applied: 2 });
    await pair().acknowledge();
    expect(await pair().export()).toMatchObject({ days: 0 });
  });

  test('that is damaged is put aside, and does not keep the others out', async () => {
    const { sender, receiver, folder } = pair();
    const first = await exported();
    await sender.insert(event('2026-02-02'), event('2026-02-03'));
    await sender.run(now);
    const second = await pair().export();
    const intact = await readFile(second.path);
    await writeFile(second.path, withOneBitAltered(intact));
    const options = {
      statsdb: receiver,
      accept: false,
      keepSince: null,
      now: new Date(now),
      log: silent,
    };
    const result = await importFolder(folder, options);
    expect(result.imported).toMatchObject([{ bundle: basename(first), applied: 2 }]);
    expect(result.refused).toMatchObject([damaged]);
    expect(await readFile(`${second.path}.damaged`)).toEqual(withOneBitAltered(intact));
    // Of one that was cut off the rest is still to come: it stays.
    await writeFile(second.path, intact.subarray(0, -4096));
    expect((await importFolder(folder, options)).refused).toMatchObject([{ name: 'CutOffError' }]);
    await writeFile(second.path, intact);
    expect(await importFolder(folder, options)).toMatchObject({ refused: [] });
    expect(await told(receiver)).toEqual(await told(sender.statsdb));
  });

  test('that is a link or a folder is not followed', async () => {
    const path = await exported();
    const link = join(await temporaryFolder(), basename(path));
    await symlink(path, link);
    await expectRefused(link, { exitCode: 69 });
    await expectRefused(pair().folder, damaged);
  });
});

/** The same, but for a bit of its last file. */
function withOneBitAltered(bundle: Buffer): Buffer {
  const copy = Buffer.from(bundle);
  copy[copy.length - 1024 - 600]! ^= 1;
  return copy;
}
