import { chmod, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import pino from 'pino';
import { operatorsAuditCommand } from '../aggregator/src/commands/operatorsAudit.ts';
import { operatorsGrantCommand } from '../aggregator/src/commands/operatorsGrant.ts';
import { operatorsProvisionCommand } from '../aggregator/src/commands/operatorsProvision.ts';
import { operatorsRevokeCommand } from '../aggregator/src/commands/operatorsRevoke.ts';
import { openPostgres } from '../aggregator/src/database/postgres.ts';
import type { Database } from '../aggregator/src/database/database.ts';
import { isVerifierOf } from '../aggregator/src/operators/isolation/password.ts';
import { administrator, grafanaDouble } from '../aggregator/src/operators/provision/grafana.fixture.ts';
import { storeConstituency } from '../aggregator/src/operators/store.ts';
import type { Program } from '../aggregator/src/program.ts';
import { atEnd, describePostgres, postgresUrl, temporaryFolder } from './environment/index.ts';
import { setUp, testSettings } from './portal.ts';

const now = new Date('2026-02-10T04:00:00Z');
const [first, second] = ['first-secret-of-alpha', 'second-secret-of-beta'] as const;

describePostgres('The commands grant, audit and revoke', () => {
  let url: string;
  let statsdb: Database;
  let program: Program;
  let said = '';
  const collect = (): Writable =>
    new Writable({
      write(some: Buffer, _, done) {
        said += String(some);
        done();
      },
    });
  const secretFile = async (text: string, mode = 0o600): Promise<string> => {
    const path = join(await temporaryFolder(), 'secret');
    await writeFile(path, text);
    await chmod(path, mode);
    return path;
  };
  const verifiers = async (): Promise<Array<string | null>> =>
    (
      await statsdb.query(
        `SELECT rolpassword FROM stats.operator_access JOIN pg_authid ON rolname = id ORDER BY operator`
      )
    ).rows.map(([verifier]) => verifier!);

  beforeAll(async () => {
    url = await postgresUrl();
    statsdb = await openPostgres(url);
    atEnd(() => statsdb.close());
    const settings = await testSettings({ STATS_PORTAL_STATSDB_URL: url });
    await setUp(statsdb, settings);
    const operators = ['alpha', 'beta'].map((key) => ({ key, name: key }));
    await storeConstituency(statsdb, { operators, asns: [], networks: [] }, { source: 'test', now });
    program = { settings, log: pino(collect()), output: collect(), isTerminal: false, now };
  });
  beforeEach(() => {
    said = '';
  });
  // Roles belong to the server, and outlive the database.
  afterAll(async () => {
    for (const key of ['alpha', 'beta']) {
      await operatorsRevokeCommand(program, key, {}).catch(() => undefined);
    }
  });

  test('passwords of several operators come from a file, are set once, and are never told', async () => {
    const passwordFile = await secretFile(`alpha\t${first}\nbeta\t${second}\n`);
    await operatorsGrantCommand(program, [], { all: true, passwordFile });
    expect(said).toMatch(/alpha\top_[0-9a-f]{16}\nbeta\top_/);
    const stored = await verifiers();
    expect(isVerifierOf(stored[0]!, first)).toBe(true);
    expect(isVerifierOf(stored[1]!, second)).toBe(true);
    expect(isVerifierOf(stored[0]!, second)).toBe(false);
    await operatorsGrantCommand(program, [], { all: true, passwordFile });
    expect(said).toContain('0 things were changed');
    expect(await verifiers()).toEqual(stored);
    expect(said).not.toMatch(/secret-of/);
  });

  test('the server makes the same of a password', async () => {
    await statsdb.execute(
      `DO $$ BEGIN EXECUTE format('ALTER ROLE %I PASSWORD ''${first}''', (SELECT id FROM stats.operator_access WHERE operator = 'beta')); END $$`
    );
    expect(isVerifierOf((await verifiers())[1]!, first)).toBe(true);
  });

  test('with a certificate there is no password', async () => {
    await operatorsGrantCommand(program, ['alpha'], { certificate: true });
    expect((await verifiers())[0]).toBeNull();
  });

  test('what is wrong is refused before anything is changed, without telling a password', async () => {
    const before = await verifiers();
    const refused = async (keys: readonly string[], options: Parameters<typeof operatorsGrantCommand>[2]) => {
      const error = await operatorsGrantCommand(program, keys, options).then(
        () => new Error('allowed'),
        (failure: unknown) => failure as Error
      );
      expect(error.message).not.toContain('secret-of');
      return error.message;
    };
    expect(await refused([], {})).toMatch('Say which operators');
    expect(await refused(['nobody'], {})).toMatch('no operator "nobody"');
    expect(await refused(['alpha'], { passwordFile: await secretFile(first, 0o644) })).toMatch('Others may read');
    expect(await refused(['alpha'], { passwordFile: await secretFile('short') })).toMatch('at least 12 characters');
    expect(await refused([], { all: true, passwordFile: await secretFile(`alpha\t${first}`) })).toMatch(
      'no password for beta'
    );
    expect(await refused(['alpha'], { leastOperators: '2' })).toMatch('--least-operators');
    expect(await refused(['alpha'], { url: 'postgres://somebody:secret-of-mine@127.0.0.1/x' })).toMatch('command line');
    expect(await verifiers()).toEqual(before);
  });

  test('provision shows the calls, makes the organisations, and writes files without a secret', async () => {
    const double = await grafanaDouble();
    const folder = await temporaryFolder();
    const passwordFile = await secretFile(`${administrator.password}\n`);
    const options = { grafana: double.url, user: administrator.user, passwordFile, folder };
    try {
      await operatorsProvisionCommand(program, { ...options, dryRun: true });
      expect(said).toBe('POST /api/orgs {"name":"alpha"}\nPOST /api/orgs {"name":"beta"}\n');
      expect(double.calls).toEqual(['GET /api/orgs', 'GET /api/orgs']);
      expect(await readdir(folder)).toEqual([]);
      await operatorsProvisionCommand(program, options);
      expect(said).toMatch(/alpha\t2\tSTATISTICS_PASSWORD_OP_[0-9A-F]{16}\nbeta\t3\t/);
      const file = await readFile(join(folder, 'datasources/stats-portal-operators.yaml'), 'utf8');
      const [[id]] = (await statsdb.query(`SELECT id FROM stats.operator_access WHERE operator = 'beta'`)).rows as [
        [string],
      ];
      expect(file).toContain(`user: ${id}`);
      said += file;
      await operatorsProvisionCommand(program, options);
      expect(said).toContain('2 organisations, 0 calls; the files were right already');
      expect(said).not.toMatch(/S3cret|secret-of/);
    } finally {
      await double.close();
    }
  });

  test.each([
    ['a password in the address', { grafana: 'https://admin:S3cret@grafana.example' }, 'command line'],
    ['no address', { grafana: 'grafana.example' }, '--grafana is an address'],
    ['no password', { passwordFile: undefined }, 'is needed'],
  ])('provision refuses %s', async (_, wrong, message) => {
    const options = {
      grafana: 'http://127.0.0.1:9',
      user: 'admin',
      passwordFile: await secretFile('S3cret'),
      folder: await temporaryFolder(),
      ...wrong,
    } as Parameters<typeof operatorsProvisionCommand>[1];
    const refused = operatorsProvisionCommand(program, options);
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.not.toThrow('S3cret');
  });

  test('a role that may make no roles is refused with words, and changes nothing', async () => {
    await statsdb.execute(`CREATE ROLE plain_reader LOGIN; GRANT USAGE ON SCHEMA stats TO plain_reader;
      GRANT SELECT ON ALL TABLES IN SCHEMA stats TO plain_reader`);
    try {
      const address = new URL(url);
      address.username = 'plain_reader';
      await expect(operatorsGrantCommand(program, ['alpha'], { url: address.href })).rejects.toMatchObject({
        exitCode: 2,
        message: expect.stringContaining('may not make roles') as unknown,
      });
    } finally {
      await statsdb.execute('DROP OWNED BY plain_reader; DROP ROLE plain_reader');
    }
  });

  test('the audit tells what each role can read, and revoke takes it away', async () => {
    await statsdb.execute(`UPDATE stats.operators SET name = E'Alpha \\x1b[31m' || chr(10) WHERE operator = 'alpha'`);
    await operatorsAuditCommand(program, [], { rows: '1' });
    expect(said).toMatch(
      /alpha \(role (op_[0-9a-f]+)\)\n {2}CONNECT on database \w+\n {2}USAGE on schema \1\n( {2}SELECT on table \1\.\w+\n)+( {2}can read \1\.\w+\n)+ {2}no row of/
    );
    expect(said).toContain('    operator=alpha name="Alpha \\u001b[31m\\n"\n');
    expect(said).not.toContain('not as it has to be');
    await expect(operatorsAuditCommand(program, ['nobody'], { rows: '1' })).rejects.toThrow('"nobody"');
    await expect(operatorsAuditCommand(program, [], { rows: '101' })).rejects.toThrow('--rows');
    await operatorsRevokeCommand(program, 'alpha', {});
    await expect(operatorsRevokeCommand(program, 'alpha', {})).rejects.toMatchObject({ exitCode: 2 });
    said = '';
    await operatorsAuditCommand(program, [], { rows: '0', json: true });
    expect((JSON.parse(said) as { operators: unknown[] }).operators).toHaveLength(1);
  });
});
