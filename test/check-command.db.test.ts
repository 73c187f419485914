import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Database } from '../aggregator/src/database/database.ts';
import { openPostgres } from '../aggregator/src/database/postgres.ts';
import { findDrift } from '../aggregator/src/drift/find.ts';
import { planOf } from '../aggregator/src/drift/plan.ts';
import { migrate } from '../aggregator/src/statistics/migrate.ts';
import { defaultStorage } from '../aggregator/src/statistics/storage.ts';
import { atEnd, describePostgres, postgresDatabase, postgresUrl, temporaryFolder } from './environment/index.ts';
import { createEvents, insertEvents } from './events.ts';
import { allRows, runAt, testSettings } from './portal.ts';
import { runProgram } from './program.ts';
import { event } from './site.ts';

const utc = { zone: 'UTC', rezone: false };

async function opened(url: string): Promise<Database> {
  const database = await openPostgres(url);
  atEnd(() => database.close());
  return database;
}

/** A database whose owner may neither make roles nor touch those of others, as docs/operations.md sets it up. */
async function ownedDatabase(): Promise<{ readonly admin: string; readonly owner: string }> {
  const admin = await postgresUrl();
  const database = new URL(admin).pathname.slice(1);
  const superuser = await opened(admin);
  await superuser.execute(`
    CREATE ROLE stats_owner LOGIN; ALTER DATABASE ${database} OWNER TO stats_owner; CREATE ROLE statsro NOLOGIN;
    ALTER ROLE statsro SET search_path = stats, public; ALTER ROLE statsro SET jit = off`);
  const owner = new URL(admin);
  owner.username = 'stats_owner';
  return { admin, owner: owner.href };
}

describePostgres('stats-portal check and plan, as the owner of the database', () => {
  test('end with 0 or 3, and what plan prints can be given to psql as it is', async () => {
    const { admin, owner } = await ownedDatabase();
    const environment = { STATS_PORTAL_STATSDB_URL: owner, STATS_PORTAL_LOG_FORMAT: 'text' };
    const start = (...args: string[]) => runProgram(args, environment);
    expect(await start('check')).toMatchObject({ code: 2, said: expect.stringContaining('migrate') as string });
    expect(await start('migrate')).toMatchObject({ code: 0 });
    expect(await start('check')).toMatchObject({ code: 0, out: '' });
    expect(await start('plan')).toMatchObject({ code: 0, out: '' });

    const superuser = await opened(admin);
    await superuser.execute(`
      ALTER TABLE stats.days DROP COLUMN zone; DROP VIEW public.asns; ALTER ROLE statsro SET jit = on;
      ALTER TABLE stats.targets OWNER TO postgres`);
    const found = await start('check');
    expect(found).toMatchObject({
      code: 3,
      said: expect.stringMatching(/is not as this program makes it, in 4 things\.\n.*stats-portal plan/) as string,
    });
    expect(found.out.split('\n').filter((line) => /^\S/.test(line))).toEqual([
      'stats.days has no column zone',
      'the view public.asns is missing',
      'statsro has jit = on, not off',
      'stats.targets belongs to postgres, not to stats_owner',
    ]);
    const { out: plan, said } = await start('plan');
    expect(said).toContain('no SQL for: stats.targets belongs to postgres');
    await superuser.execute('ALTER TABLE stats.targets OWNER TO stats_owner');
    execFileSync('psql', ['--quiet', '--no-psqlrc', '--set=ON_ERROR_STOP=1', admin], { input: plan });
    expect(await start('check')).toMatchObject({ code: 0, out: '' });
    expect(await start('migrate')).toMatchObject({ code: 0 });
  });

  test('say nothing is wrong after migrate by a role that may make roles but did not make statsro', async () => {
    const { admin, owner } = await ownedDatabase();
    const superuser = await opened(admin);
    await superuser.execute('ALTER ROLE stats_owner CREATEROLE; ALTER ROLE statsro RESET jit');
    const statsdb = await opened(owner);
    const { warnings } = await migrate(statsdb, utc);
    // PostgreSQL 16 and later let a role alter only those that it has made.
    const [version] = await statsdb.rows<{ new: string }>(
      `SELECT (current_setting('server_version_num')::integer >= 160000)::text AS new`
    );
    expect(warnings.slice(1)).toEqual(version!.new === 'true' ? [expect.stringContaining('statsro has no jit')] : []);
  });

  test('migrate warns where the reading role is a superuser’s, whom it may not alter', async () => {
    const { admin, owner } = await ownedDatabase();
    const superuser = await opened(admin);
    await superuser.execute(
      'ALTER ROLE stats_owner CREATEROLE; ALTER ROLE statsro SUPERUSER; ALTER ROLE statsro RESET jit'
    );
    const { warnings } = await migrate(await opened(owner), utc);
    expect(warnings.slice(1)).toEqual([expect.stringContaining('statsro has no jit, not off: ')]);
  });
});

describePostgres('A restored backup', () => {
  test('is as it was, and goes on', async () => {
    const [from, to] = [await postgresUrl(), await postgresUrl()];
    const [eventdb, statsdb] = [await postgresDatabase(), await opened(from)];
    const settings = await testSettings();
    const now = '2026-02-10T04:00:00Z';
    await createEvents(eventdb);
    await insertEvents(eventdb, [event('2026-01-20'), event('2026-02-01')]);
    await migrate(statsdb, utc);
    await runAt(now, { eventdb, statsdb, settings });
    const folder = await temporaryFolder();
    const dump = join(folder, 'statistics.dump');
    execFileSync('pg_dump', ['--format=custom', `--file=${dump}`, from]);
    await eventdb.query('DELETE FROM events WHERE id = 1');
    await insertEvents(eventdb, [event('2026-02-02')]);

    execFileSync('pg_restore', ['--exit-on-error', `--dbname=${to}`, dump]);
    const restored = await opened(to);
    expect((await findDrift(restored, defaultStorage)).map(({ what }) => what)).toEqual([]);
    expect(await allRows(restored)).toEqual(await allRows(statsdb));
    expect(await runAt(now, { eventdb, statsdb: restored, settings })).toMatchObject({ days: 1, keptDays: 1 });
  });
});

/** What can be done on top of each other. */
const deeds = [
  'ALTER TABLE stats.days DROP COLUMN events_seen',
  'ALTER TABLE stats.days DROP COLUMN counting CASCADE',
  'ALTER TABLE stats.rollups DROP COLUMN ips CASCADE',
  'ALTER TABLE stats.rollups DROP COLUMN port CASCADE',
  'ALTER TABLE stats.runs ADD COLUMN note text',
  'ALTER TABLE stats.runs ALTER COLUMN id DROP IDENTITY',
  'ALTER TABLE stats.runs ALTER COLUMN days TYPE bigint',
  'ALTER TABLE stats.runs DROP CONSTRAINT runs_pkey',
  'ALTER TABLE stats.portal ALTER COLUMN undated DROP DEFAULT',
  'DROP TABLE stats.dirty_days CASCADE',
  'DROP TRIGGER resume_removed_day ON stats.days',
  'DROP FUNCTION stats.forget_versions() CASCADE',
  'DROP INDEX stats.rollups_rollup_day_asn',
  'DROP VIEW IF EXISTS public.types',
  'REVOKE ALL ON ALL TABLES IN SCHEMA stats FROM statsro',
  'ALTER ROLE statsro RESET ALL',
];

describePostgres('Whatever was done to a statistics database', () => {
  test('is named, and undone by one plan', async () => {
    const statsdb = await postgresDatabase();
    await migrate(statsdb, utc);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(deeds, { minLength: 2, maxLength: 6 }), async (done) => {
        for (const sql of done) {
          await statsdb.execute(sql);
        }
        const drifts = await findDrift(statsdb, defaultStorage);
        expect(drifts.length).toBeGreaterThanOrEqual(done.length);
        await statsdb.execute(planOf(drifts, 'postgres'));
        expect(await findDrift(statsdb, defaultStorage)).toEqual([]);
      }),
      { numRuns: 20 }
    );
  });
});
