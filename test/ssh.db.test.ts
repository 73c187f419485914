import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { silent } from '../aggregator/src/bundle/bundle.fixture.ts';
import { exportBundle } from '../aggregator/src/bundle/export.ts';
import { destinationOf, exportTarget } from '../aggregator/src/bundle/ssh/destination.ts';
import { runProgram } from '../aggregator/src/bundle/ssh/process.ts';
import { sshArguments } from '../aggregator/src/bundle/ssh/arguments.ts';
import { push, type PushResult } from '../aggregator/src/bundle/push.ts';
import { pruneThere } from '../aggregator/src/bundle/ssh/remote.ts';
import { prune } from '../aggregator/src/bundle/prune.ts';
import type { Database } from '../aggregator/src/database/database.ts';
import { openPostgres } from '../aggregator/src/database/postgres.ts';
import type { Settings } from '../aggregator/src/settings.ts';
import { told } from './bundles.ts';
import { atEnd, postgresDatabase, postgresUrl, temporaryFolder } from './environment/index.ts';
import { insertEvents } from './events.ts';
import { setUp, testSettings } from './portal.ts';
import { event, useSite } from './site.ts';
import { describeSsh, lineTo, sshServer, type SshServer } from './sshServer.ts';

const now = '2026-02-10T04:00:00Z';
const program = join(__dirname, '../aggregator/bin/stats-portal.js');

describeSsh('Over ssh', () => {
  const site = useSite(postgresDatabase);
  let receiver: Database;
  let inbox: string;
  let outbox: string;
  let config: string;

  beforeEach(async () => {
    const url = await postgresUrl();
    receiver = await openPostgres(url);
    atEnd(() => receiver.close());
    await setUp(receiver, await testSettings());
    await receiver.query('SELECT pg_advisory_unlock_all()');
    const folder = await temporaryFolder();
    [inbox, outbox, config] = [join(folder, 'in box'), join(folder, 'out box'), join(folder, 'receiver.yaml')];
    mkdirSync(inbox);
    mkdirSync(outbox);
    writeFileSync(config, JSON.stringify({ statsdb: { url }, bundles: { folder: inbox, keepDays: 0 } }));
    await site().statsdb.query('UPDATE stats.portal SET exports = 0');
  });

  /** The one line of authorized_keys that docs/two-servers.md shows. */
  const restricted = (): string => `command="${process.execPath} ${program} --config '${config}' receive",restrict`;

  const settingsFor = async (server: SshServer, more: Record<string, string> = {}): Promise<Settings> =>
    testSettings({
      STATS_PORTAL_PUSH_HOST: '127.0.0.1',
      STATS_PORTAL_PUSH_PORT: String(server.port),
      STATS_PORTAL_PUSH_USER: server.user,
      STATS_PORTAL_PUSH_KEY: server.key,
      STATS_PORTAL_PUSH_KNOWN_HOSTS: server.knownHosts,
      ...more,
    });

  const count = async (...days: string[]): Promise<void> => {
    await site().insert(...days.map((day) => event(day)));
    await site().run(now);
  };

  const exported = (settings: Settings): ReturnType<typeof exportBundle> =>
    exportBundle({
      statsdb: site().statsdb,
      folder: outbox,
      target: exportTarget(settings),
      days: 'new',
      now: new Date(now),
      log: silent,
    });

  const pushed = (settings: Settings): Promise<PushResult> =>
    push({
      statsdb: site().statsdb,
      destination: destinationOf(settings)!,
      folder: outbox,
      now: new Date(now),
      log: silent,
    });

  test('bundles are sent, imported there, acknowledged and pruned, with a key that may do nothing else', async () => {
    const settings = await settingsFor(await sshServer(restricted()));
    await count('2026-02-01', '2026-02-02');
    await exported(settings);
    expect(await pushed(settings)).toEqual({ sent: 1, waiting: 0 });
    expect(await told(receiver)).toEqual(await told(site().statsdb));
    expect(await pushed(settings)).toEqual({ sent: 0, waiting: 0 });

    await count('2026-02-02');
    expect(await exported(settings)).toMatchObject({ days: 1 });
    const keep = { statsdb: site().statsdb, folder: outbox, keepDays: 0, keepSince: null, now: new Date(now) };
    expect(await prune(keep)).toEqual({ deleted: 1, kept: 1 });
    expect(await pushed(settings)).toEqual({ sent: 1, waiting: 0 });
    expect(await prune(keep)).toEqual({ deleted: 1, kept: 0 });
    expect(bundles(inbox)).toHaveLength(2);
    await pruneThere(destinationOf(settings)!);
    expect(bundles(inbox)).toEqual([]);
    expect(await told(receiver)).toEqual(await told(site().statsdb));

    const destination = destinationOf(settings)!;
    for (const words of [
      ['id'],
      ['stats-portal', 'receive', 'import;id'],
      [],
      ['rsync', '--server', '--sender', '.', '/etc/'],
    ]) {
      const { code, out } = await runProgram('ssh', sshArguments(destination, words));
      expect({ words, code, out }).toEqual({ words, code: expect.any(Number) as number, out: '' });
      expect(code).not.toBe(0);
    }
  });

  test.each(['rsync', 'sftp'])('an interrupted push is completed by the next one (%s)', async (tool) => {
    const isRestricted = tool === 'rsync';
    const server = await sshServer(isRestricted ? restricted() : 'restrict');
    const more: Record<string, string> = isRestricted
      ? {}
      : {
          STATS_PORTAL_PUSH_TOOL: 'sftp',
          STATS_PORTAL_PUSH_IMPORT: 'false',
          STATS_PORTAL_PUSH_TARGET: await linkTo(inbox),
        };
    const line = await lineTo(server, 2_000_000);
    const broken = await settingsFor(line, more);
    // Nothing that can be compressed.
    const events = Array.from({ length: 2_000 }, (_, index) =>
      event('2026-02-01', {
        'malware.name': randomBytes(600).toString('base64'),
        'source.ip': `192.0.2.${index % 250}`,
      })
    );
    await insertEvents(site().eventdb, events);
    await site().run(now);
    const { path } = await exported(broken);
    const { size } = statSync(path);
    expect(size).toBeGreaterThan(3_000_000);
    const interrupted = pushed(broken);
    void Promise.race([interrupted, untilLargerThan(1_000_000, inbox)])
      .finally(() => {
        line.break();
      })
      .catch(() => undefined);
    await expect(interrupted).rejects.toMatchObject({
      exitCode: 69,
      message: expect.stringContaining('could not be reached') as string,
      advice: expect.stringContaining('goes on where this one ended') as string,
    });
    const already = await untilLargerThan(1_000_000, inbox, /\.tar$/);
    // It is seen to be incomplete, and left where it is.
    const early = await runProgram(process.execPath, [program, '--config', config, 'import']);
    expect(early).toMatchObject(
      isRestricted ? { code: 65, said: expect.stringContaining('cut off') as string } : { code: 0 }
    );

    // The same destination by its name, over a line that holds and counts.
    const whole = await lineTo(server, Number.MAX_SAFE_INTEGER);
    const destination = { ...destinationOf(broken)!, port: whole.port };
    await pushSame(destination, path);
    expect(whole.passed()).toBeLessThan(size - already + 300_000);
    expect(statSync(join(inbox, path.slice(outbox.length + 1))).size).toBe(size);
  });

  /** Another line is another destination by name: the bundle is sent as it is. */
  const pushSame = async (destination: NonNullable<ReturnType<typeof destinationOf>>, path: string): Promise<void> => {
    const { sendBundles } = await import('../aggregator/src/bundle/ssh/transfer.ts');
    await sendBundles(destination, outbox, [path]);
  };

  test('an import that the other server does itself is known by its receipt (sftp)', async () => {
    const server = await sshServer('restrict');
    const settings = await settingsFor(server, {
      STATS_PORTAL_PUSH_TOOL: 'sftp',
      STATS_PORTAL_PUSH_IMPORT: 'false',
      STATS_PORTAL_PUSH_TARGET: await linkTo(inbox),
    });
    await count('2026-02-01');
    await exported(settings);
    expect(await pushed(settings)).toEqual({ sent: 1, waiting: 1 });
    expect(await pushed(settings)).toEqual({ sent: 1, waiting: 1 });
    expect((await runProgram(process.execPath, [program, '--config', config, 'import'])).code).toBe(0);
    expect(await told(receiver)).toEqual(await told(site().statsdb));
    expect(await pushed(settings)).toEqual({ sent: 0, waiting: 0 });
  });

  test('what is refused there is refused here, with the same code, and waits', async () => {
    const settings = await settingsFor(await sshServer(restricted()));
    await receiver.execute(`UPDATE stats.portal SET zone = 'Europe/Vienna'`);
    await count('2026-02-01');
    await exported(settings);
    await expect(pushed(settings)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('has days of UTC') as string,
    });
    await receiver.execute(`UPDATE stats.portal SET zone = 'UTC'`);
    await count('2026-02-02');
    await exported(settings);
    expect(await pushed(settings)).toEqual({ sent: 2, waiting: 0 });
    expect(await told(receiver)).toEqual(await told(site().statsdb));
  });

  test('an unknown server, a wrong key and no server are told apart', async () => {
    const server = await sshServer(restricted());
    const empty = join(await temporaryFolder(), 'empty');
    writeFileSync(empty, '');
    await count('2026-02-01');
    const cases: Array<[SshServer, RegExp]> = [
      [{ ...server, knownHosts: empty }, /known_hosts/],
      [{ ...server, key: (await sshServer('restrict')).key }, /authorized_keys/],
      [{ ...server, port: 1 }, /wait/],
    ];
    for (const [one, advice] of cases) {
      const settings = await settingsFor(one);
      await exported(settings);
      await expect(pushed(settings)).rejects.toMatchObject({
        exitCode: 69,
        advice: expect.stringMatching(advice) as string,
      });
    }
    expect(existsSync(join(inbox, '.partial'))).toBe(false);
    expect(bundles(inbox)).toEqual([]);
  });
});

function bundles(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.tar'));
}

/** Size of the file that comes in, under whatever name, once it is so large. */
async function untilLargerThan(bytes: number, folder: string, name = /./): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
    const sizes = files.flatMap((one) => (name.test(one.name) ? [sizeOf(join(one.parentPath, one.name))] : []));
    const size = Math.max(0, ...sizes);
    if (size > bytes) {
      return size;
    }
    await wait(50);
  }
  throw new Error(`nothing came in: ${readdirSync(folder, { recursive: true }).join(', ')}`);
}

/** It may be renamed in this moment. */
function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** A path to a folder without the letters that a target may not have. */
async function linkTo(folder: string): Promise<string> {
  const { symlinkSync } = await import('node:fs');
  const link = join(await temporaryFolder(), 'inbox');
  symlinkSync(folder, link);
  return link;
}
