import { dimensionNames, rollups, rollupsTable } from '@stats-portal/catalog';
import { plan, print } from '@stats-portal/query';
import type { Database } from '../aggregator/src/database/database.ts';
import { findDrift } from '../aggregator/src/drift/find.ts';
import { readAccess } from '../aggregator/src/operators/isolation/access.ts';
import { audit } from '../aggregator/src/operators/isolation/audit.ts';
import { grantAccess, revokeAccess } from '../aggregator/src/operators/isolation/grant.ts';
import { storeConstituency } from '../aggregator/src/operators/store.ts';
import { compressBefore } from '../aggregator/src/statistics/hypertable.ts';
import { defaultStorage } from '../aggregator/src/statistics/storage.ts';
import { timescaleInUse } from '../aggregator/src/statistics/timescale.ts';
import { openPostgres } from '../aggregator/src/database/postgres.ts';
import { goldenQuestions } from '../query/golden.questions.ts';
import { atEnd, describePostgres, embeddedDatabase, postgresUrl } from './environment/index.ts';
import { answersOf, cellsOf, classesOf, faultsOf, isShown, isWholeTold, sampleDays, type Answer } from './attacker.ts';
import { setUp, testSettings } from './portal.ts';

const now = new Date('2026-02-10T04:00:00Z');
const keys = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta'] as const;

/** Each has an ASN; what alpha and beta both name is nobody's. Customer beta has events in alpha's ASN. */
const asns = keys.map((operator, position) => ({ operator, asn: 64496 + position, isPrimary: false, addresses: 256 }));
const shared = 64511;
const constituency = {
  operators: keys.map((key) => ({ key, name: `Name of ${key}` })),
  asns: [
    ...asns,
    { operator: 'alpha', asn: shared, isPrimary: false, addresses: null },
    { operator: 'beta', asn: shared, isPrimary: false, addresses: null },
  ],
  networks: [],
};

/** Rows of every rollup, on a day that will be compressed and on a later one: each with the operator's own mark. */
async function fill(database: Database): Promise<void> {
  await storeConstituency(database, constituency, { source: 'test', now });
  for (const day of ['2025-11-03', '2026-02-05']) {
    for (const { id, dimensions } of rollups as ReadonlyArray<{ id: number; dimensions: readonly string[] }>) {
      const split = dimensions.includes('operator') || dimensions.includes('asn');
      const rows = split
        ? [
            ...asns.map(({ operator, asn }) => ({ operator, asn, mark: operator })),
            { operator: 'beta', asn: 64496, mark: 'customer' },
            { operator: null, asn: shared, mark: 'shared' },
          ]
        : [{ operator: null, asn: null, mark: 'national' }];
      for (const { operator, asn, mark } of rows) {
        const value = (name: string): string | number | null =>
          !dimensions.includes(name)
            ? null
            : name === 'operator'
              ? operator
              : name === 'asn'
                ? asn
                : rollupsTable.columns.find((column) => column.name === name)!.type === 'text'
                  ? mark
                  : null;
        await database.query(
          `INSERT INTO stats.rollups (rollup, day, ${dimensionNames.join(', ')}, events, ips)
           VALUES ($1, $2::timestamp, ${dimensionNames.map((_, at) => `$${at + 4}`).join(', ')}, $3, 7)`,
          [id, day, split ? 100 : 600, ...dimensionNames.map(value)]
        );
      }
    }
    await database.query(
      `INSERT INTO stats.days (day, version, counting, zone, events, without_address, events_seen, counted_at)
       SELECT $1::timestamp, 3, 'catalog 9, aliases a, operators ' || attribution, 'UTC', 4242, 17, 4242, now()
       FROM stats.constituencies`,
      [day]
    );
  }
  for (const { operator, asn } of [...asns, { operator: 'beta', asn: 64496 }, { operator: null, asn: 64496 }]) {
    await database.query(
      `INSERT INTO stats.hosts (day, malware, asn, operator, host, address)
       VALUES ('2026-02-05', $1, $2, $3, $2, '192.0.2.1')`,
      [operator ?? 'shared', asn, operator]
    );
  }
  await database.execute(`
    INSERT INTO stats.as_names SELECT 64496 + n, 'Name of AS' || 64496 + n, '2026-02-05' FROM generate_series(0, 15) AS n;
    UPDATE stats.portal SET closed_until = '2026-02-05', undated = 99;
    INSERT INTO stats.feeds VALUES ('P', 'F', 'c', 'scan', '2026-01-01', '2026-02-05', NULL, 'daily', NULL, 4242, 4242, 6, 4242, 4242, 4242),
      ('beta', 'only of beta', NULL, 'other', '2026-01-01', '2026-02-05', NULL, 'irregular', NULL, 5, 9, 6, 3, 0, 9);
    INSERT INTO stats.feed_status VALUES ('2026-02-05', 'P', 'F', 'c', 'closed', 'delivered', true, 4242, 4242),
      ('2026-02-05', 'beta', 'only of beta', NULL, 'closed', 'delivered', false, 3, 3);
    INSERT INTO stats.day_status VALUES ('2026-02-05', 'closed', 0.4242, 1, 0, 0, '4242');
    INSERT INTO stats.annotations (kind, day, last_day, text, made_at) VALUES ('manual', '2026-02-05', NULL, 'ask beta', now()),
      ('back-fill', '2026-02-05', '2026-02-05', 'came late: 4242 events', now()), ('feed missing', '2026-02-05', NULL, 'P F is missing', now());
    INSERT INTO stats.runs (started_at, finished_at, events) VALUES ('2026-02-10', '2026-02-10', 4242)`);
  if ((await timescaleInUse(database)) === 'columnstore') {
    expect(await compressBefore(database, '2026-01-20')).toBeGreaterThan(0);
  }
  await database.execute('ANALYZE stats.rollups');
}

async function grant(database: Database, operators: readonly string[] = ['alpha', 'beta']): Promise<readonly string[]> {
  return (await grantAccess(database, { operators, crowd: {}, passwords: new Map(), now })).changes;
}

async function ids(database: Database): Promise<Record<string, string>> {
  return Object.fromEntries((await readAccess(database)).map(({ operator, id }) => [operator, id]));
}

/** A statistics database, and a way to be another role: by a login of its own where there can be several sessions. */
interface Walled {
  readonly database: Database;
  readonly become: <Result>(role: string, work: (session: Database) => Promise<Result>) => Promise<Result>;
}

async function walledServer(): Promise<Walled> {
  const url = await postgresUrl();
  const database = await openPostgres(url);
  atEnd(() => database.close());
  return {
    database,
    async become(role, work) {
      if (role === 'statsro') {
        // Only its members log in.
        return setRole(database, role, work);
      }
      const address = new URL(url);
      address.username = role;
      const login = await openPostgres(address.href);
      try {
        return await work(login);
      } finally {
        await login.close();
      }
    },
  };
}

async function walledEmbedded(): Promise<Walled> {
  const database = await embeddedDatabase();
  return { database, become: (role, work) => setRole(database, role, work) };
}

async function setRole<Result>(
  database: Database,
  role: string,
  work: (session: Database) => Promise<Result>
): Promise<Result> {
  await database.execute(`SET ROLE ${role}; SET search_path = ${role}`);
  try {
    return await work(database);
  } finally {
    await database.execute('RESET ROLE; SET search_path = stats, public');
  }
}

const differences = async (database: Database): Promise<string[]> =>
  (await findDrift(database, defaultStorage)).map(({ what }) => what);

/** Errors of the server: its code, and all of its words. */
async function refusal(work: Promise<unknown>): Promise<string> {
  return work.then(
    (answer) => `allowed: ${JSON.stringify(answer)}`,
    (error: unknown) =>
      `${(error as { code?: string }).code} ${(error as Error).message} ${(error as { detail?: string }).detail ?? ''}`
  );
}

/** What an operator's role may read of all that is in the database. Everything else has to be refused. */
const readable = [
  'rollups',
  'days',
  'freshness',
  'as_names',
  'runs',
  'operators',
  'operator_country',
  'operator_rates',
  'hosts',
  'feeds',
  'feed_status',
  'day_status',
  'annotations',
];

/** Marks of rows that alpha may see: its own, its customer's in its ASN, the national whole. */
const secrets = /beta|gamma|delta|epsilon|zeta|shared|4242|Name of AS6449[7-9]/;

function tests(open: () => Promise<Walled>, hasLogins: boolean): void {
  let database: Database;
  let become: Walled['become'];
  let alpha: string;
  let beta: string;
  beforeAll(async () => {
    ({ database, become } = await open());
    await setUp(database, await testSettings());
    await fill(database);
    await grant(database);
    ({ alpha, beta } = (await ids(database)) as { alpha: string; beta: string });
  });

  // Roles belong to the server, and outlive the database.
  afterAll(async () => {
    for (const key of ['alpha', 'beta']) {
      await revokeAccess(database, key);
    }
  });

  test('an operator reads its own rows, those of its ASNs, the whole of all, and nothing else', async () => {
    const rows = await become(alpha, async (session) => (await session.query('SELECT * FROM rollups')).rows);
    expect(JSON.stringify(rows)).not.toMatch(secrets);
    const count = await become(alpha, (session) =>
      session.rows<{ rollup: string; rows: string }>(
        'SELECT rollup::text, count(*)::text AS rows FROM rollups GROUP BY 1'
      )
    );
    const expected = (rollups as ReadonlyArray<{ id: number; dimensions: readonly string[] }>)
      .flatMap(({ id, dimensions }) =>
        dimensions.includes('operator') ? [[id, 2]] : dimensions.includes('asn') ? [[id, 4]] : id === 1 ? [[id, 2]] : []
      )
      .sort(([one], [other]) => one! - other!);
    const counted = count.map(({ rollup, rows: some }) => [Number(rollup), Number(some)] as const);
    expect(counted.sort(([one], [other]) => one - other)).toEqual(expected);
    // Of presence only what is assigned to it: its customers' hosts are in its ASN too.
    const hosts = await become(alpha, (session) => session.query('SELECT operator, asn, malware, address FROM hosts'));
    expect(hosts.rows).toEqual([['alpha', '64496', 'alpha', null]]);
  });

  test('the other relations say nothing of others either, and have the columns of the originals', async () => {
    for (const name of readable) {
      const { columns, rows } = await become(alpha, (session) => session.query(`SELECT * FROM ${name}`));
      expect(JSON.stringify(rows)).not.toMatch(secrets);
      const original = (await database.query(`SELECT * FROM stats.${name} LIMIT 0`)).columns;
      if (name === 'operators') {
        expect(rows).toEqual([['alpha', 'Name of alpha']]);
      } else {
        const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);
        expect([...columns].sort(byName)).toEqual([...original].sort(byName));
      }
    }
  });

  test.each(['alpha', 'beta', 'statsro'] as const)('every relation of the database, as %s', async (who) => {
    const role = who === 'statsro' ? who : who === 'alpha' ? alpha : beta;
    const relations = await database.rows<{ schema: string; name: string }>(
      `SELECT nspname AS schema, relname AS name FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
       WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND nspname <> 'information_schema'
         AND nspname !~ '^pg_temp|^pg_toast_temp' ORDER BY 1, 2`
    );
    expect(relations.length).toBeGreaterThan(100);
    const opened: string[] = [];
    await become(role, async (session) => {
      for (const { schema, name } of relations) {
        const answer = await refusal(session.query(`SELECT * FROM "${schema}"."${name}" LIMIT 1000`));
        if (answer.startsWith('allowed') && !/^(pg_catalog|_?timescaledb.*)$/.test(schema)) {
          opened.push(`${schema}.${name}`);
        }
        if (who !== 'statsro' && schema !== role) {
          // Numbers of events or names of others are in no catalog; ids are.
          expect([`${schema}.${name}`, answer]).toEqual([
            `${schema}.${name}`,
            expect.not.stringMatching(/"(?:beta|gamma|delta|customer|shared)"|Name of/),
          ]);
        }
      }
    });
    const chunks = opened.filter((name) => /_hyper_|compress_/.test(name));
    if (who === 'statsro') {
      expect(opened.filter((name) => name.includes('op_'))).toEqual([]);
    } else {
      expect(opened.sort()).toEqual(readable.map((name) => `${role}.${name}`).sort());
      expect(chunks).toEqual([]);
    }
  });

  test('the same SQL of the same plugin runs for every role, and gives each its own', async () => {
    const range = { from: '2026-02-01', to: '2026-02-06' };
    const byOperator = { ...Object.values(goldenQuestions)[0]!, by: ['operator'] as const, grain: 'day' as const };
    const asked = Object.values(goldenQuestions).map((question) => print(plan({ ...question, ...range })));
    const own = print(plan({ ...byOperator, ...range }));
    // Beta has a row of its own, and one in alpha's ASN.
    for (const [role, key, ips] of [
      [alpha, 'alpha', 7],
      [beta, 'beta', 14],
    ] as const) {
      const answers = await become(role, async (session) => {
        const all: string[] = [];
        for (const sql of [own, ...asked]) {
          all.push(await refusal(session.query(sql)));
        }
        return all;
      });
      expect(answers.filter((answer) => !answer.startsWith('allowed'))).toEqual([]);
      expect(answers[0]).toContain(`"rows":[["2026-02-05","${key}","${ips}"]]`);
      const others = key === 'alpha' ? secrets : /alpha|gamma|delta|epsilon|zeta|shared|4242/;
      expect(answers.join('\n')).not.toMatch(others);
    }
  });

  /** Ways around that have to be refused, or to give nothing. */
  const attacks: ReadonlyArray<readonly [string, (other: string) => string]> = [
    ['the base table', () => 'SELECT count(*) FROM stats.rollups'],
    ['the columns of the base table', () => 'SELECT operator FROM stats.rollups'],
    ['whose which id is', () => 'SELECT * FROM stats.operator_access'],
    ['the view of another operator', (other) => `SELECT * FROM ${other}.rollups`],
    ['COPY of the base table', () => 'COPY stats.rollups TO STDOUT'],
    ['COPY of a file', () => `COPY (SELECT 1) TO PROGRAM 'true'`],
    ['a file of the server', () => `SELECT pg_read_file('PG_VERSION')`],
    ['another role', (other) => `SET ROLE ${other}`],
    ['the reading role', () => 'SET ROLE statsro'],
    ['another session', (other) => `SET SESSION AUTHORIZATION ${other}`],
    ['a temporary table in place of a view', () => 'BEGIN READ WRITE; CREATE TEMPORARY TABLE rollups (a int); COMMIT'],
    ['a view of its own', (_) => 'BEGIN READ WRITE; CREATE VIEW public.mine AS SELECT 1; COMMIT'],
    [
      'a function in the schema of the statistics',
      () => 'BEGIN READ WRITE; CREATE FUNCTION stats.f() RETURNS int LANGUAGE sql AS $$SELECT 1$$; COMMIT',
    ],
    ['another schema', () => 'BEGIN READ WRITE; CREATE SCHEMA mine; COMMIT'],
    ['an extension that connects elsewhere', () => 'BEGIN READ WRITE; CREATE EXTENSION dblink; COMMIT'],
    ['writing into its view', () => `BEGIN READ WRITE; UPDATE rollups SET events = 1; COMMIT`],
    ['changing its view', () => `BEGIN READ WRITE; CREATE OR REPLACE VIEW rollups AS SELECT 1; COMMIT`],
    ['taking the barrier away', () => 'BEGIN READ WRITE; ALTER VIEW rollups RESET (security_barrier); COMMIT'],
    ['rights for itself', () => 'BEGIN READ WRITE; GRANT SELECT ON stats.rollups TO PUBLIC; COMMIT'],
    ['statistics of columns as the server keeps them', () => 'SELECT * FROM pg_statistic'],
    ['passwords', () => 'SELECT rolpassword FROM pg_authid'],
    ['a large object of another', () => 'SELECT lo_get(424242)'],
  ];

  // The embedded database's one session stays a superuser's, who may become anybody.
  test.each(attacks.filter(([, sql]) => hasLogins || !sql('').startsWith('SET ')))('refused: %s', async (_, sql) => {
    await database.execute(
      `SELECT CASE WHEN NOT EXISTS (SELECT FROM pg_largeobject_metadata WHERE oid = 424242) THEN lo_from_bytea(424242, 'secret'::bytea) END`
    );
    const answer = await become(alpha, async (session) => {
      try {
        return await refusal(sql(beta).includes(';') ? session.execute(sql(beta)) : session.query(sql(beta)));
      } finally {
        await session.execute('ROLLBACK').catch(() => undefined);
      }
    });
    expect(answer).toMatch(/^(42501|42809|55000) |^0A000 extension/);
  });

  test('a function or an operator in WHERE is never called with the rows of others', async () => {
    await database.execute(
      `
      CREATE SCHEMA IF NOT EXISTS tricks; GRANT USAGE ON SCHEMA tricks TO PUBLIC;
      CREATE OR REPLACE FUNCTION tricks.leak(text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS
        $$BEGIN IF $1 ~ 'beta|gamma|shared|national' THEN RAISE EXCEPTION 'leaked %', $1; END IF; RETURN true; END$$;
      CREATE OPERATOR tricks.<<<< (LEFTARG = text, RIGHTARG = text, FUNCTION = tricks.two)
    `.replace(/CREATE OPERATOR[^]*/, '')
    );
    atEnd(() => database.execute('DROP SCHEMA IF EXISTS tricks CASCADE'));
    const tries = [
      'SELECT count(*) FROM rollups WHERE tricks.leak(operator)',
      'SELECT count(*) FROM rollups WHERE tricks.leak(taxonomy)',
      'SELECT count(*) FROM rollups WHERE rollup = 36 AND tricks.leak(taxonomy)',
      'SELECT count(*) FROM rollups WHERE rollup = 36 AND (taxonomy::int = 1 OR true)',
      'SELECT count(*) FROM rollups WHERE 1 / (events - 600) > 5 AND rollup <> 1',
      `SELECT count(*) FROM rollups WHERE rollup = 36 AND operator <> 'alpha' AND taxonomy::int = 1`,
      'SELECT count(*) FROM as_names WHERE tricks.leak(name)',
      'SELECT count(*) FROM operators WHERE tricks.leak(operator)',
      'SELECT count(*) FROM operator_country WHERE tricks.leak(taxonomy) AND 1 / (country_events - 600) > 5',
      'SELECT count(*) FROM days WHERE 1 / (events - 4242) > 5',
    ];
    for (const sql of tries) {
      const answer = await become(alpha, (session) => refusal(session.query(sql)));
      expect([sql, answer]).toEqual([sql, expect.not.stringMatching(/leaked|"(?:beta|gamma|shared)"|22012/)]);
    }
  });

  test('what anybody may read of the catalogs says ids, never operators', async () => {
    const texts = await become(alpha, async (session) => [
      (
        await session.query(
          'SELECT tablename, attname, most_common_vals::text, histogram_bounds::text FROM pg_stats WHERE schemaname NOT LIKE $1',
          ['pg%']
        )
      ).rows,
      (
        await session.query(
          `SELECT pg_get_viewdef(oid), obj_description(oid, 'pg_class') FROM pg_class WHERE relkind = 'v' AND relname IN ('rollups', 'operators', 'as_names')`
        )
      ).rows,
      (await session.query('SELECT rolname FROM pg_roles')).rows,
      (await session.query('SELECT nspname FROM pg_namespace')).rows,
      (await session.query('SELECT setconfig FROM pg_db_role_setting')).rows,
      (await session.query('EXPLAIN (ANALYZE, VERBOSE) SELECT * FROM rollups WHERE rollup = 36')).rows,
    ]);
    expect(texts[1]!.length).toBeGreaterThan(5);
    expect(JSON.stringify(texts)).not.toMatch(/alpha|beta|gamma|64497/);
  });

  test('what a notice says, operators can send each other only what they know', async () => {
    const answer = await become(alpha, async (session) => {
      await session.execute('LISTEN wall');
      await session.execute('UNLISTEN *');
      return (await session.query('SELECT pg_listening_channels()')).rows;
    });
    expect(answer).toEqual([]);
  });

  test('of operators of similar size, a middle is told, and only where it is of enough that it cannot take away', async () => {
    const told = async (change: string): Promise<unknown> => {
      let found: unknown;
      await database
        .transaction({}, async () => {
          await database.execute(change);
          const sql = `SELECT similar_per_thousand::text FROM ${alpha}.operator_rates WHERE day = '2026-02-05'`;
          found = (await database.query(sql)).rows;
          throw new Error('undone');
        })
        .catch((error: unknown) => {
          if ((error as Error).message !== 'undone') {
            throw error;
          }
        });
      return found;
    };
    const own = await become(alpha, (session) =>
      session.query('SELECT operator, ips::text, per_thousand::text FROM operator_rates ORDER BY day')
    );
    expect(own.rows).toEqual([
      ['alpha', '7', '27.34375'],
      ['alpha', '7', '27.34375'],
    ]);
    // Beta is a customer: its numbers are known. Four others are left, of which five are asked for.
    expect(await told('SELECT 1')).toEqual([[null]]);
    const four = 'UPDATE stats.operator_access SET least_operators = 4;';
    expect(await told(four)).toEqual([['27']]);
    const gamma = `UPDATE stats.rollups SET ips = 7000, events = 100 WHERE rollup = 34 AND operator = 'gamma'`;
    // Of beta's nothing is in it, nor of one that stands out.
    expect(await told(`${four} ${gamma.replace('gamma', 'beta')}`)).toEqual([['27']]);
    expect(await told(`${four} ${gamma}`)).toEqual([['27']]);
    expect(
      await told(`${four} UPDATE stats.rollups SET ips = 14 WHERE rollup = 34 AND operator IN ('gamma', 'zeta')`)
    ).toEqual([['41']]);
    expect(await told(`${four} UPDATE stats.rollups SET events = 3 WHERE rollup = 34`)).toEqual([[null]]);
    expect(await told(`${four} DELETE FROM stats.rollups WHERE rollup = 34 AND operator = 'gamma'`)).toEqual([[null]]);
    expect(await told(`${four} UPDATE stats.operator_sizes SET addresses = 4000 WHERE operator = 'gamma'`)).toEqual([
      [null],
    ]);
    expect(await told(`UPDATE stats.days SET counting = '9, operators other'`)).toEqual([]);
  });

  test('of the country by class nothing is told that is of too few others, nor anything that can be reckoned from it', async () => {
    const population = sampleDays(80);
    let answers: Answer[] = [];
    await database
      .transaction({}, async () => {
        await database.execute('UPDATE stats.operator_access SET least_operators = 4, least_events = 10');
        await database.query(
          `INSERT INTO stats.rollups (rollup, day, taxonomy, operator, asn, events, ips)
           SELECT * FROM json_to_recordset($1::json)
             AS cells (rollup smallint, day timestamp, taxonomy text, operator text, asn bigint, events integer, ips integer)`,
          [JSON.stringify(population.flatMap(cellsOf))]
        );
        await database.query(
          `INSERT INTO stats.days (day, version, counting, zone, events, without_address, events_seen, counted_at)
           SELECT day::timestamp, 1, 'c', 'UTC', 1, 0, 1, now() FROM unnest($1::text[]) AS day`,
          [population.map(({ day }) => day)]
        );
        answers = await answersOf(database, alpha);
        throw new Error('undone');
      })
      .catch((error: unknown) => {
        if ((error as Error).message !== 'undone') {
          throw error;
        }
      });
    const told = population.map((one) => ({ one, answers: answers.filter(({ day }) => day === one.day) }));
    for (const { one, answers: some } of told) {
      expect(faultsOf(one, some, { operators: 3, events: 10 })).toEqual([]);
    }
    // Something is told, and something is not for the sake of others.
    expect(told.slice(0, 3).map(({ answers: some }) => some.filter(isShown).length)).toEqual([1, 1, 3]);
    expect(told.filter(({ answers: some }) => some.some(isShown)).length).toBeGreaterThan(15);
    expect(
      told.filter(({ one, answers: some }) => isWholeTold(some) && some.filter(isShown).length < classesOf(one).length)
        .length
    ).toBeGreaterThan(15);
  });

  test('national numbers are hidden where they would tell a competitor', async () => {
    const whole = () =>
      become(
        alpha,
        async (session) => (await session.query(`SELECT count(*)::text FROM rollups WHERE rollup = 1`)).rows[0]![0]
      );
    const tried = async (change: string): Promise<unknown> => {
      const result: unknown[] = [];
      // Another operator than those in alpha's ASN: gamma, delta, epsilon, zeta are the crowd, beta is a customer.
      await database
        .transaction({}, async () => {
          await database.execute(change);
          result.push(
            (
              await database.query(
                `SELECT count(*)::text FROM ${alpha}.rollups WHERE rollup = 1 AND day > '2026-01-01'`
              )
            ).rows[0]![0]
          );
          throw new Error('undone');
        })
        .catch((error: unknown) => {
          if ((error as Error).message !== 'undone') {
            throw error;
          }
        });
      return result[0];
    };
    expect(await whole()).toBe('2');
    const day = `rollup = 34 AND day > '2026-01-01'`;
    expect(await tried(`DELETE FROM stats.rollups WHERE ${day} AND operator = 'gamma'`)).toBe('0');
    expect(await tried(`DELETE FROM stats.rollups WHERE ${day} AND operator = 'beta'`)).toBe('1');
    expect(await tried(`UPDATE stats.rollups SET events = 100000 WHERE ${day} AND operator = 'gamma'`)).toBe('0');
    // Few events of many addresses give away as much.
    expect(await tried(`UPDATE stats.rollups SET ips = 100000 WHERE ${day} AND operator = 'gamma'`)).toBe('0');
    expect(await tried(`UPDATE stats.rollups SET events = 3 WHERE ${day} AND operator <> 'alpha'`)).toBe('0');
  });

  test('granting again changes nothing; what was changed since is named, and repaired', async () => {
    expect(await differences(database)).toEqual([]);
    expect(await grant(database)).toEqual([]);
    const planted: ReadonlyArray<readonly [string, RegExp]> = [
      [`ALTER VIEW ${alpha}.rollups RESET (security_barrier)`, /rollups of operator "alpha" is not the view/],
      [`GRANT SELECT ON stats.rollups TO ${alpha}`, /has SELECT on table stats\.rollups/],
      // TimescaleDB refuses it by itself for a column that is in the columnstore.
      [`GRANT SELECT (zone) ON stats.days TO ${alpha}`, /has SELECT on column stats\.days\.zone/],
      ['GRANT SELECT ON stats.days TO PUBLIC', /PUBLIC has SELECT on table stats\.days/],
      ['GRANT SELECT ON public.asns TO PUBLIC', /PUBLIC has SELECT on table public\.asns/],
      [`GRANT USAGE ON SCHEMA ${beta} TO ${alpha}`, /has USAGE on schema/],
      [`GRANT statsro TO ${alpha}`, /has MEMBER on role statsro/],
      [`REVOKE SELECT ON ${alpha}.days FROM ${alpha}`, /has no SELECT on/],
      [`DROP VIEW ${alpha}.freshness`, /the view .*freshness of operator "alpha" is missing/],
      [`ALTER ROLE ${alpha} CREATEDB BYPASSRLS CONNECTION LIMIT -1`, /may do other things/],
      [`ALTER ROLE ${alpha} SET search_path = stats`, /has other settings/],
      [
        `CREATE OR REPLACE VIEW ${alpha}.as_names WITH (security_barrier) AS SELECT asn, name, day FROM stats.as_names`,
        /as_names of operator "alpha" is not the view/,
      ],
    ];
    // All at once: each of them alone costs the tests a second.
    for (const [sql] of planted) {
      await database.execute(sql);
    }
    const found = await differences(database);
    for (const [sql, what] of planted) {
      expect([sql, found.join('\n')]).toEqual([sql, expect.stringMatching(what)]);
    }
    expect((await audit(database)).differences.length).toBeGreaterThanOrEqual(planted.length);
    expect((await grant(database)).length).toBeGreaterThanOrEqual(planted.length);
    expect(await differences(database)).toEqual([]);
  });

  test('the audit names what each role can read', async () => {
    const found = await audit(database);
    expect(found.operators.map(({ operator }) => operator)).toEqual(['alpha', 'beta']);
    expect(found.operators.find(({ role }) => role === alpha)!.readable).toEqual(
      readable.map((name) => `${alpha}.${name}`).sort()
    );
    expect(found.operators[0]!.samples).toEqual([]);
  });

  test('the audit shows rows as the role gets them, and no more of them than was said', async () => {
    const [found] = (await audit(database, { operators: ['alpha'], rows: 2 })).operators;
    const samples = new Map(found!.samples.map(({ of, rows }) => [of.slice(alpha.length + 1), rows]));
    expect([...samples.keys()]).toEqual([
      'annotations',
      'as_names',
      'day_status',
      'days',
      'feed_status',
      'feeds',
      'freshness',
      'hosts',
      'operator_country',
      'operator_rates',
      'operators',
      'rollups, assigned to it',
      'rollups, routed by it',
      'rollups, of all',
      'runs',
    ]);
    expect(samples.get('operators')).toEqual(['operator=alpha name="Name of alpha"']);
    expect(samples.get('runs')).toEqual([]);
    expect(samples.get('rollups, assigned to it')!.join('\n')).toMatch(
      /rollup=\w+ .*operator=alpha.* events=100 ips=7/
    );
    expect(samples.get('rollups, of all')![0]).toMatch(/rollup=total day="?2025-11-03 00:00:00"? events=600 ips=7/);
    // Which host it is stays out of what is printed; that its role has it does not.
    expect(samples.get('hosts')).toEqual([
      expect.stringMatching(/asn=64496 operator=alpha host=\(there, not shown\)$/),
    ]);
    expect([...samples.values()].every((rows) => rows.length <= 2)).toBe(true);
    expect(JSON.stringify(found)).not.toMatch(secrets);
  });

  test('revoking leaves no trace', async () => {
    await grant(database, ['zeta']);
    const { zeta } = await ids(database);
    expect(await revokeAccess(database, 'zeta')).toBe(true);
    expect(await revokeAccess(database, 'zeta')).toBe(false);
    const left = await database.query(
      `SELECT rolname FROM pg_roles WHERE rolname = $1 UNION ALL SELECT nspname FROM pg_namespace WHERE nspname = $1
       UNION ALL SELECT id FROM stats.operator_access WHERE id = $1`,
      [zeta!]
    );
    expect(left.rows).toEqual([]);
    expect(await differences(database)).toEqual([]);
  });
}

describe('The wall between operators (embedded)', () => {
  tests(walledEmbedded, false);
});
describePostgres('The wall between operators (PostgreSQL)', () => {
  tests(walledServer, true);
});
