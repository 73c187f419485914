import { openPostgres } from '../aggregator/src/database/postgres.ts';
import type { Database } from '../aggregator/src/database/database.ts';
import { readAccess } from '../aggregator/src/operators/isolation/access.ts';
import { audit } from '../aggregator/src/operators/isolation/audit.ts';
import { grantAccess, revokeAccess } from '../aggregator/src/operators/isolation/grant.ts';
import { storeConstituency } from '../aggregator/src/operators/store.ts';
import { atEnd, describePostgres, postgresUrl } from './environment/index.ts';
import { setUp, testSettings } from './portal.ts';

const now = new Date('2026-02-10T04:00:00Z');
const keys = ['alpha', 'beta'];
const passwords = new Map(keys.map((key) => [key, `password-of-${key}`]));

/** As docs/operations.md sets it up: the statistics belong to a role that may make no roles, another one may make them. */
describePostgres('Granting without a superuser', () => {
  let url: string;
  let superuser: Database;
  let before: string[];
  const become = async <Result>(role: string, work: (session: Database) => Promise<Result>): Promise<Result> => {
    const address = new URL(url);
    address.username = role;
    const login = await openPostgres(address.href);
    return work(login).finally(() => login.close());
  };
  const roles = ['granting_owner', 'granting_maker', 'granting_stranger', 'granting_member'] as const;
  const [owner, maker, stranger, member] = roles;
  const grant = (operators = keys, given: ReadonlyMap<string, string> = passwords) =>
    become(maker, (session) => grantAccess(session, { operators, crowd: {}, passwords: given, now }));
  const left = async (): Promise<unknown> =>
    (
      await superuser.query(
        `SELECT rolname FROM pg_roles WHERE rolname ~ '^op_' AND NOT rolname = ANY($1::text[])
         UNION ALL SELECT nspname FROM pg_namespace WHERE nspname ~ '^op_' UNION ALL SELECT id FROM stats.operator_access
         UNION ALL SELECT pg_get_userbyid(roleid) FROM pg_auth_members
         WHERE pg_get_userbyid(member) = 'granting_maker' AND pg_get_userbyid(roleid) <> 'granting_owner'`,
        [before]
      )
    ).rows;

  beforeAll(async () => {
    url = await postgresUrl();
    superuser = await openPostgres(url);
    atEnd(() => superuser.close());
    await superuser.execute(`
      CREATE ROLE ${owner} LOGIN; CREATE ROLE ${stranger} LOGIN CREATEROLE; CREATE ROLE ${maker} LOGIN CREATEROLE;
      CREATE ROLE ${member} LOGIN; GRANT ${owner} TO ${maker}, ${member};
      DO $$ BEGIN EXECUTE format('ALTER DATABASE %I OWNER TO ${owner}', current_database());
        EXECUTE format('REVOKE CONNECT, TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
        EXECUTE format('GRANT CONNECT ON DATABASE %I TO ${stranger}', current_database()); END $$`);
    before = (await superuser.query(`SELECT rolname FROM pg_roles`)).rows.map(([name]) => name!);
    await become(owner, async (session) => {
      await setUp(session, await testSettings());
      const operators = keys.map((key) => ({ key, name: key }));
      await storeConstituency(session, { operators, asns: [], networks: [] }, { source: 'test', now });
    });
  });
  // Roles belong to the server, and outlive the database.
  afterAll(async () => {
    for (const key of keys) {
      await revokeAccess(superuser, key);
    }
    await superuser.execute(`REASSIGN OWNED BY ${owner} TO CURRENT_USER; DROP OWNED BY ${roles.join(', ')}`);
    await superuser.execute(`DROP ROLE ${roles.join(', ')}`);
  });

  test('a role that may make roles and act as the owner grants, and grants again', async () => {
    const granted = await grant();
    expect(granted.left).toEqual([]);
    expect(granted.access.map(({ operator }) => operator)).toEqual(keys);
    // It may not look whether the passwords are the same.
    expect((await grant()).changes).toEqual([
      expect.stringContaining('the password'),
      expect.stringContaining('the password'),
    ]);
    expect((await grant(keys, new Map())).changes).toEqual([]);
    const owners = await superuser.query(
      `SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname ~ '^op_'`
    );
    expect(owners.rows).toEqual([[owner]]);
  });

  test('the operators can connect and read, and the owner audits them', async () => {
    const ids = (await readAccess(superuser)).map(({ id }) => id);
    for (const [at, id] of ids.entries()) {
      const rows = await become(
        id,
        async (session) => (await session.query(`SELECT operator FROM ${id}.operators`)).rows
      );
      expect(rows).toEqual([[keys[at]]]);
    }
    expect((await become(owner, audit)).differences).toEqual([]);
    const connect = `SELECT has_database_privilege($1, current_database(), 'CONNECT')::text`;
    expect((await superuser.query(connect, [ids[0]!])).rows).toEqual([['true']]);
  });

  test('the same role revokes, without a trace', async () => {
    for (const key of keys) {
      expect(await become(maker, (session) => revokeAccess(session, key))).toBe(true);
    }
    expect(await left()).toEqual([]);
  });

  test.each([stranger, member])('%s is refused, and changes nothing', async (role) => {
    if (role === stranger) {
      await superuser.execute(
        `GRANT USAGE ON SCHEMA stats TO ${stranger}; GRANT ALL ON ALL TABLES IN SCHEMA stats TO ${stranger}`
      );
    }
    const work = become(role, (session) => grantAccess(session, { operators: keys, crowd: {}, passwords, now }));
    await expect(work).rejects.toMatchObject({ name: 'ConfigurationError' });
    expect(await left()).toEqual([]);
  });

  test('granting is all or nothing: an end in the middle leaves no role, no schema and no note', async () => {
    const bad = new Map([...passwords, ['beta', 'short']]);
    await expect(grant(keys, bad)).rejects.toThrow('at least 12 characters');
    expect(await left()).toEqual([]);
  });
});
