import { importBundle, prepareImport, type ImportResult } from '../aggregator/src/bundle/import.ts';
import { exportBundle } from '../aggregator/src/bundle/export.ts';
import { silent } from '../aggregator/src/bundle/bundle.fixture.ts';
import type { Database } from '../aggregator/src/database/database.ts';
import { openPostgres } from '../aggregator/src/database/postgres.ts';
import { everything, target, told } from './bundles.ts';
import { atEnd, describePostgres, postgresDatabase, postgresUrl, temporaryFolder } from './environment/index.ts';
import { fault, importFaultPoints, pointsIn, withFault } from './faults.ts';
import { setUp, testSettings } from './portal.ts';
import { runProgram } from './program.ts';
import { event, useSite } from './site.ts';
import { TcpProxy, type LineFault } from './tcpProxy.ts';

const now = new Date('2026-02-10T04:00:00Z');

test('Every fault point of an import is in the list', () => {
  expect(pointsIn('bundle')).toEqual(new Set(importFaultPoints));
});

/** An import passes the boundaries of its transaction for two days, a removal, and what the source says of itself. */
const crashes = importFaultPoints.flatMap((point) =>
  (point.startsWith('receive.') ? [1] : [1, 2, 3, 4]).map((nth) => [point, nth] as const)
);

/** With what is left for the next import. */
const lineFaults: ReadonlyArray<readonly [string, LineFault, Partial<ImportResult>]> = [
  ['while a day is written', { at: 'FROM STDIN', nth: 2, how: 'cut' }, { applied: 1, removed: 1 }],
  ['before a day is committed', { at: 'COMMIT', nth: 3, how: 'cut' }, { applied: 1, removed: 1 }],
  [
    'between the COMMIT of a day and its answer',
    { at: 'COMMIT', nth: 3, how: 'cut answer' },
    { applied: 0, removed: 1 },
  ],
  ['between the COMMIT of a removal and its answer', { at: 'COMMIT', nth: 4, how: 'cut answer' }, { removed: 0 }],
  ['between the last COMMIT and its answer', { at: 'COMMIT', nth: 5, how: 'cut answer' }, { changed: false }],
];

describePostgres('An import that crashes', () => {
  const site = useSite(postgresDatabase);
  let bundles: { readonly first: string; readonly second: string };
  let expected: { readonly told: unknown; readonly traces: unknown };
  let url: string;
  let receiver: Database;

  const taken = async (statsdb: Database, path: string): Promise<ImportResult> => {
    await prepareImport(statsdb);
    return importBundle(path, { statsdb, accept: false, keepSince: null, now });
  };

  /** A database that has the first bundle, and lets others write. */
  const fed = async (): Promise<string> => {
    const address = await postgresUrl();
    const statsdb = await openPostgres(address);
    await setUp(statsdb, await testSettings());
    await taken(statsdb, bundles.first);
    await statsdb.close();
    return address;
  };

  beforeAll(async () => {
    const { statsdb } = site();
    const folder = await temporaryFolder();
    const next = async (): Promise<string> =>
      (await exportBundle({ statsdb, folder, target, days: 'new', now, log: silent })).path;
    await site().empty();
    site().settings = { ...site().settings, eventdb: { ...site().settings.eventdb, retentionDays: 365 } };
    await site().insert(...['2026-02-01', '2026-02-02', '2026-02-03'].map((day) => event(day)));
    await site().run(now.toISOString());
    const first = await next();
    // One day is replaced, one is new, one is taken away, and one stays.
    await site().insert(event('2026-02-02', { 'source.ip': '192.0.2.2' }), event('2026-02-04'));
    await site().eventdb.query(`DELETE FROM events WHERE "time.source"::date = '2026-02-01'`);
    await site().run(now.toISOString());
    bundles = { first, second: await next() };
    const undisturbed = await openAt(await fed());
    expect(await taken(undisturbed, bundles.second)).toMatchObject({ applied: 2, removed: 1, unchanged: 0 });
    expected = { told: await told(statsdb), traces: await traces(undisturbed) };
  });

  beforeEach(async () => {
    url = await fed();
    receiver = await openAt(url);
  });

  afterEach(async () => {
    expect(await partialDays(receiver)).toEqual([]);
    await waitUntilFree(receiver);
    await taken(receiver, bundles.second);
    expect(await told(receiver)).toEqual(expected.told);
    // A figure that changed is explained once.
    expect(await traces(receiver)).toEqual(expected.traces);
    const before = await everything(receiver);
    for (const path of [bundles.second, bundles.first]) {
      expect(await taken(receiver, path)).toMatchObject({ changed: false });
    }
    expect(await everything(receiver)).toEqual(before);
  });

  test.each(crashes)('by an error at %s (%i) is completed by the next one', async (point, nth) => {
    const statsdb = await openPostgres(url);
    const ended = withFault(fault(point, 'throw', nth), () => taken(statsdb, bundles.second));
    await expect(ended).rejects.toThrow(`fault at ${point}`);
    await statsdb.close();
  });

  test.each(crashes)('as its session is ended at %s (%i) is completed by the next one', async (point, nth) => {
    const statsdb = await openAt(url);
    const ended = withFault(fault(point, 'terminate', nth), () => taken(statsdb, bundles.second));
    await expect(ended).rejects.toMatchObject({ name: 'UnavailableError', exitCode: 69 });
  });

  test.each(crashes)('by SIGKILL at %s (%i) is completed by the next one', async (point, nth) => {
    const ended = await runProgram(['import', bundles.second], {
      STATS_PORTAL_STATSDB_URL: url,
      STATS_PORTAL_FAULT: fault(point, 'kill', nth),
    });
    expect(ended).toMatchObject({ code: null, signal: 'SIGKILL' });
  });

  test.each(lineFaults)(
    'as the line breaks %s ends with 69, and is completed by the next one',
    async (_, broken, left) => {
      const line = await TcpProxy.to(url);
      const statsdb = await openAt(line.url);
      await prepareImport(statsdb);
      line.arm(broken);
      await expect(taken(statsdb, bundles.second)).rejects.toMatchObject({
        exitCode: 69,
        message: expect.stringContaining(`The connection to ${line.url} was lost`) as string,
      });
      await waitUntilFree(receiver);
      expect(await taken(receiver, bundles.second)).toMatchObject(left);
    }
  );
});

/** Days whose rows and whose ledger do not say the same. */
async function partialDays(statsdb: Database): Promise<unknown> {
  const { rows } = await statsdb.query(`
    SELECT day::date, days.events, total.events
    FROM stats.days FULL JOIN (SELECT day, sum(events) AS events FROM stats.rollups WHERE rollup = 1 GROUP BY 1) AS total
      USING (day) WHERE days.events IS DISTINCT FROM total.events`);
  return rows;
}

async function traces(statsdb: Database): Promise<unknown> {
  const { rows } = await statsdb.query(
    `SELECT to_jsonb(revisions) - 'revised_at' - 'id' FROM stats.revisions ORDER BY day, rollup, version_after`
  );
  expect(rows).not.toEqual([]);
  return rows;
}

/** The server ends what a killed program has left. */
async function waitUntilFree(receiver: Database): Promise<void> {
  for (;;) {
    const [held] = await receiver.rows<{ locks: string }>(`SELECT count(*)::text AS locks FROM pg_locks
      WHERE locktype = 'advisory' AND pid <> pg_backend_pid()
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`);
    if (held!.locks === '0') {
      return;
    }
  }
}

async function openAt(address: string): Promise<Database> {
  const database = await openPostgres(address);
  atEnd(() => database.close());
  return database;
}
