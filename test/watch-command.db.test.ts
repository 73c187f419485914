import { Writable } from 'node:stream';
import pino from 'pino';
import { watchCommand, type WatchArguments } from '../aggregator/src/commands/watch.ts';
import { connect } from '../aggregator/src/database/connect.ts';
import type { Database } from '../aggregator/src/database/database.ts';
import type { Program } from '../aggregator/src/program.ts';
import { atEnd, describePostgres, postgresUrl } from './environment/index.ts';
import { createEvents } from './events.ts';
import { testSettings } from './portal.ts';

describePostgres('The command watch', () => {
  let owner: string;
  let admin: Database;
  let program: Program;
  let output = '';

  beforeEach(async () => {
    owner = await postgresUrl();
    admin = await connect(owner);
    atEnd(() => admin.close());
    await createEvents(admin);
    await admin.execute('CREATE ROLE plain_reader LOGIN; GRANT SELECT ON events TO plain_reader');
    output = '';
    program = {
      settings: await testSettings({ STATS_PORTAL_EVENTDB_URL: owner.replace('postgres@', 'plain_reader@') }),
      log: pino({ enabled: false }),
      output: new Writable({
        write(some: Buffer, _, done) {
          output += String(some);
          done();
        },
      }),
      isTerminal: false,
      now: new Date(),
    };
  });

  const watch = (action: 'install' | 'remove' | 'prune', options: Partial<WatchArguments> = {}): Promise<void> =>
    watchCommand(program, action, { keepDays: '90', ...options });
  const triggers = async (): Promise<number> =>
    (await admin.query(`SELECT FROM pg_trigger WHERE tgname LIKE 'stats_portal%'`)).rows.length;

  test('installs and removes with the owner’s connection, and lets the reader read the marks', async () => {
    await watch('install', { url: owner });
    expect(await triggers()).toBe(4);
    const reader = await connect(program.settings.eventdb.url!);
    atEnd(() => reader.close());
    await admin.execute(`INSERT INTO events ("time.source") VALUES ('2020-06-01 00:00Z')`);
    expect((await reader.query('SELECT hour::text FROM stats_portal.marks')).rows).toEqual([
      ['2020-06-01 00:00:00+00'],
    ]);
    await watch('prune', { url: owner });
    await watch('remove', { url: owner });
    expect(await triggers()).toBe(0);
    await watch('remove', { url: owner });
  });

  test('prints what it would do, as SQL that psql takes', async () => {
    await watch('install', { url: owner, dryRun: true });
    expect(await triggers()).toBe(0);
    expect(output).toContain('GRANT SELECT ON "stats_portal"."marks", "stats_portal"."watch" TO "plain_reader"');
    await admin.execute(output);
    expect(await triggers()).toBe(4);
  });

  test('says that it needs the owner', async () => {
    await expect(watch('install')).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('may not') as string,
      advice: expect.stringContaining('--url') as string,
    });
    await watch('install', { url: owner });
    await expect(watch('remove')).rejects.toMatchObject({ exitCode: 2 });
    expect(await triggers()).toBe(4);
  });

  test('takes no password where everybody could read it, and no nonsense', async () => {
    for (const url of [owner.replace('postgres@', 'postgres:secret@'), `${owner}?password=secret`]) {
      const refused = watch('install', { url });
      await expect(refused).rejects.toMatchObject({ exitCode: 2 });
      await expect(refused).rejects.not.toThrow('secret');
    }
    await watch('install', { url: owner });
    await expect(watch('prune', { url: owner, keepDays: '0' })).rejects.toMatchObject({ exitCode: 2 });
    await watch('remove', { url: owner });
    await expect(watch('prune', { url: owner })).rejects.toMatchObject({ exitCode: 2 });
  });
});
