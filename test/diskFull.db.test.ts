import { execFileSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmdirSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { literal } from '@stats-portal/catalog';
import { atEnd, describePostgres, postgresDatabase, temporaryFolder } from './environment/index.ts';
import type { TestEvent } from './events.ts';
import { event, useSite, type Site } from './site.ts';

const now = '2026-02-10T04:00:00Z';

/** Why this machine gives no disk of 12 MB; undefined if it does. */
const missing = (() => {
  const folder = mkdtempSync(join(tmpdir(), 'stats-portal-disk-'));
  try {
    mountSmallDisk(folder);
    execFileSync('umount', [folder]);
    return undefined;
  } catch (error) {
    return `only root can mount a small disk: ${(error as Error).message.trim()}`;
  } finally {
    rmdirSync(folder);
  }
})();

function mountSmallDisk(folder: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=12m', 'tmpfs', folder], { stdio: 'pipe' });
}

(missing === undefined ? describePostgres : describe.skip)(missing ?? 'A run into a full disk', () => {
  let disk: string;

  beforeAll(async () => {
    disk = await temporaryFolder();
    mountSmallDisk(disk);
    atEnd(() => execFileSync('umount', [disk]));
    const admin = await postgresDatabase();
    const [server] = await admin.rows<{ folder: string }>(`SELECT current_setting('data_directory') AS folder`);
    const { uid, gid } = statSync(server!.folder);
    chownSync(disk, uid, gid);
    await admin.execute(`CREATE TABLESPACE small LOCATION ${literal(disk)}`);
    atEnd(() => admin.execute('DROP TABLESPACE small'));
  });

  const site = useSite(postgresDatabase);

  test('leaves every day as it was, says whose disk it is, and the next one completes it', async () => {
    await site().statsdb.execute(
      'ALTER TABLE stats.rollups SET TABLESPACE small; ALTER INDEX stats.rollups_rollup_day_asn SET TABLESPACE small'
    );
    await site().insert(event('2026-02-01'), event('2026-02-02'));
    await site().run(now);
    const before = [await site().statistics(), await site().versions()];

    const ballast = join(disk, 'ballast');
    fill(disk, ballast);
    await site().insert(...many('2026-02-02'), ...many('2026-02-03'));
    await expect(site().run(now)).rejects.toMatchObject({
      exitCode: 69,
      code: '53100',
      message: expect.stringContaining(`${site().statsdb.name} has no space left on its disk: `) as string,
      advice: expect.stringContaining('Make room') as string,
    });
    expect([await site().statistics(), await site().versions()]).toEqual(before);
    expect(Object.keys(await site().waiting())).toEqual(['2026-02-02', '2026-02-03']);
    expect(await lastFailure(site())).toContain('has no space left on its disk');

    rmSync(ballast);
    expect(await site().run(now)).toMatchObject({ days: 2, events: 2 * manyEvents + 1 });
    expect(await lastFailure(site())).toBeNull();
    const after = await site().statistics();
    expect(await site().run(now)).toMatchObject({ days: 0 });
    expect(after).toEqual(await site().rebuilt(now));
  });
});

const manyEvents = 500;

function many(day: string): TestEvent[] {
  return Array.from({ length: manyEvents }, (_, asn) => event(day, { 'source.asn': String(asn + 1) }));
}

/** Whatever is left of the disk. */
function fill(folder: string, file: string): void {
  const { bavail, bsize } = statfsSync(folder);
  writeFileSync(file, Buffer.alloc(bavail * bsize));
}

async function lastFailure({ statsdb }: Site): Promise<string | null> {
  const [run] = await statsdb.rows<{ failure: string | null }>(
    'SELECT failure FROM stats.runs ORDER BY id DESC LIMIT 1'
  );
  return run!.failure;
}
