import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { parse } from 'yaml';
import { provisioningFiles, rolesIn } from './files.ts';
import { administrator, grafanaDouble, type GrafanaDouble } from './grafana.fixture.ts';
import { grafanaAt, type Organisation } from './grafana.ts';
import { organisationName, placings, refuseMoves, type Tenant } from './organisations.ts';
import { callInWords, callsFor, plan, settle } from './provision.ts';
import { readRoles, writeFiles } from './write.ts';

const role = (at: number): string => `op_${at.toString(16).padStart(16, '0')}`;
const tenantsOf = (...keys: readonly string[]): Tenant[] =>
  keys.map((operator, at) => ({ operator, name: `Name of ${operator}`, id: role(at) }));
const tenants = tenantsOf('acme', 'beta', 'gamma');

/** Printable keys and names with what names are put together from. */
const text = fc
  .array(fc.constantFrom('a', 'b', 'B', ' (', ')', ' ', '$', 'ä', '"'), { minLength: 1, maxLength: 6 })
  .map((parts) => parts.join('').trim())
  .filter((some) => some !== '');
const anyTenants = fc
  .uniqueArray(fc.record({ operator: text, name: text }), { selector: ({ operator }) => operator, maxLength: 6 })
  .map((some) => some.map((one, at): Tenant => ({ ...one, id: role(at) })));

describe('which organisation is whose', () => {
  const fulfilled = (some: readonly Tenant[], organisations: readonly Organisation[]): Organisation[] => {
    let next = Math.max(1, ...organisations.map(({ id }) => id));
    const renamed = new Map(
      placings(some, organisations).map(({ name, organisation }) => [organisation?.id ?? ++next, name])
    );
    return [...new Map([...organisations.map(({ id, name }) => [id, name] as const), ...renamed])].map(
      ([id, name]) => ({ id, name })
    );
  };
  const unless = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      expect((error as Error).name).toBe('ConfigurationError');
    }
  };

  test('law: what was made is found again, each operator in its own, under other names as well', () => {
    fc.assert(
      fc.property(anyTenants, fc.array(text, { maxLength: 6 }), (some, newNames) => {
        unless(() => {
          const after = fulfilled(some, [{ id: 1, name: 'Main Org.' }]);
          const placed = placings(some, after);
          expect(callsFor({ placed, homeless: [] })).toEqual([]);
          expect(new Set(placed.map(({ organisation }) => organisation!.id)).size).toBe(some.length);
          const renamed = some.map((one, at) => ({ ...one, name: newNames[at] ?? one.name }));
          unless(() => {
            const again = placings(renamed, after);
            expect(again.map(({ organisation }) => organisation?.id)).toEqual(
              placed.map(({ organisation }) => organisation!.id)
            );
          });
        });
      })
    );
  });

  test('an operator with another name has its organisation renamed', () => {
    const organisations = [{ id: 7, name: 'Name of acme (acme)' }];
    const placed = placings([{ ...tenants[0]!, name: 'ACME Telecom' }], organisations);
    expect(callsFor({ placed, homeless: [] })).toEqual([
      { method: 'PUT', path: '/api/orgs/7', body: { name: 'ACME Telecom (acme)' } },
    ]);
  });

  test('a key that ends as another one does is not taken for it', () => {
    const some = [
      { operator: 'a', name: 'X', id: role(1) },
      { operator: 'b) (a', name: 'Y', id: role(2) },
    ];
    const organisations = [{ id: 5, name: 'Old (b) (a)' }];
    expect(placings(some, organisations).map(({ organisation }) => organisation?.id)).toEqual([undefined, 5]);
  });

  test('is refused where two would share one, or one would have two', () => {
    const twice = [
      { operator: 'a', name: 'X (b)', id: role(1) },
      { operator: 'b) (a', name: 'X', id: role(2) },
    ];
    expect(() => placings(twice, [])).toThrow(/"a" and "b\) \(a" would have the same organisation/);
    // The administrator of an organisation may rename it.
    const renamed = [
      { id: 5, name: 'Name of acme (acme)' },
      { id: 9, name: 'Other (acme)' },
    ];
    expect(() => placings(tenants, renamed)).toThrow(/organisations 5 and 9 .* operator "acme"/);
    expect(() => placings(tenants, [{ id: 1, name: 'Name of beta (beta)' }])).toThrow(/CSIRT's own/);
  });

  test('an organisation never gets the role of another operator', () => {
    const placed = placings(tenants, [{ id: 5, name: 'Taken over (beta)' }]);
    expect(() => {
      refuseMoves(placed, new Map([[5, role(0)]]));
    }).toThrow(/Organisation 5 .* "beta", and had the role op_0000000000000000/);
    expect(() => {
      refuseMoves(placed, new Map([[5, role(1)]]));
    }).not.toThrow();
  });

  test('names are as long as Grafana takes them, keys stay whole', () => {
    const name = organisationName({ operator: 'acme', name: '😀'.repeat(200) });
    expect(name.length).toBeLessThanOrEqual(190);
    expect(name).toMatch(/😀 \(acme\)$/u);
    expect(() => organisationName({ operator: 'k'.repeat(200), name: 'x' })).toThrow('too long');
  });
});

describe('the files', () => {
  const places = tenants.map(({ id }, at) => ({ id, organisation: 12 - at }));

  test('have a data source with its own role in each organisation, and the app', () => {
    const [apps, sources] = provisioningFiles(places).map(({ text: some }) => parse(some) as Record<string, unknown>);
    expect(apps!.apps).toEqual(
      [10, 11, 12].map((org_id) => ({ type: 'csirt-statsportal-app', org_id, disabled: false }))
    );
    const list = sources!.datasources as Array<Record<string, unknown>>;
    expect(list.map(({ orgId }) => orgId)).toEqual([10, 10, 11, 11, 12, 12]);
    expect(list[0]).toMatchObject({
      type: 'grafana-postgresql-datasource',
      user: role(2),
      secureJsonData: { password: '$STATISTICS_PASSWORD_OP_0000000000000002' },
      editable: false,
    });
    expect(list[1]).toMatchObject({ isDefault: true, jsonData: { postgresUid: 'statistics-database' } });
    expect(sources!.prune).toBe(true);
    expect(rolesIn(provisioningFiles(places)[1]!.text)).toEqual(
      new Map(places.map(({ id, organisation }) => [organisation, id]))
    );
  });

  test('have the ids of the plugins, and the data sources that the CSIRT has', async () => {
    const root = join(__dirname, '../../../..');
    const read = async (path: string): Promise<Record<string, unknown>> =>
      parse(await readFile(join(root, path), 'utf8')) as Record<string, unknown>;
    const [apps, sources] = provisioningFiles(places).map(({ text: some }) => parse(some) as Record<string, object[]>);
    expect(apps!.apps![0]).toMatchObject({ type: (await read('src/plugin.json')).id });
    expect(sources!.datasources![1]).toMatchObject({ type: (await read('src/datasource/plugin.json')).id });
    // All but the login, the organisation, and how many connections there are.
    const own = (await read('provisioning/datasources/statistics.yaml')).datasources as object[];
    const shape = (one: object): unknown => ({
      ...one,
      orgId: 0,
      user: '',
      secureJsonData: {},
      jsonData: { ...(one as { jsonData: object }).jsonData, maxOpenConns: 0, maxIdleConns: 0, connMaxLifetime: 0 },
    });
    expect(sources!.datasources!.slice(0, 2).map(shape)).toEqual(own.map(shape));
    const brought = (await read('src/plugin.json')).includes as Array<{ readonly path?: string }>;
    expect(brought).toContainEqual(expect.objectContaining({ path: 'dashboards/operator-view.json' }));
    expect(await read('src/dashboards/operator-view.json')).toMatchObject({ uid: 'csirt-stats-operator-view' });
  });

  test('are the same in any order, and say no operator', () => {
    const texts = provisioningFiles(places);
    expect(provisioningFiles(places.toReversed())).toEqual(texts);
    expect(JSON.stringify(texts)).not.toMatch(/acme|beta|gamma/);
  });
});

describe('with Grafana', () => {
  let double: GrafanaDouble;
  let folder: string;
  const grafana = (login = administrator) => grafanaAt(`${double.url}/`, login);
  const provision = async (some: readonly Tenant[] = tenants): Promise<string[]> => {
    const told = jest.fn();
    const planned = await plan(grafana(), some);
    refuseMoves(planned.placed, await readRoles(folder));
    return writeFiles(folder, provisioningFiles(await settle(grafana(), planned, told)));
  };
  const changing = (): string[] => double.calls.filter((call) => !call.startsWith('GET'));
  const refusal = async (work: Promise<unknown>): Promise<Record<'name' | 'message' | 'advice', string>> =>
    work.then(
      () => ({ name: 'allowed', message: '', advice: '' }),
      (error: unknown) => ({
        advice: '',
        ...(error as object),
        name: (error as Error).name,
        message: (error as Error).message,
      })
    );

  beforeEach(async () => {
    double = await grafanaDouble(['Somebody else'], 2);
    folder = await mkdtemp(join(tmpdir(), 'provision-'));
  });
  afterEach(async () => {
    await double.close();
    await rm(folder, { recursive: true });
  });

  test('the first time makes all, the second nothing, however many pages there are', async () => {
    expect(await provision()).toHaveLength(2);
    expect(changing()).toEqual(Array(3).fill('POST /api/orgs'));
    expect(double.organisations.map(({ name }) => name).slice(2)).toEqual(tenants.map(organisationName));
    const before = await readFile(join(folder, 'datasources/stats-portal-operators.yaml'), 'utf8');
    expect(rolesIn(before)).toEqual(
      new Map([
        [3, role(0)],
        [4, role(1)],
        [5, role(2)],
      ])
    );
    expect(await provision()).toEqual([]);
    expect(changing()).toHaveLength(3);
    expect(await readdir(join(folder, 'datasources'))).toEqual(['stats-portal-operators.yaml']);
  });

  test('who has no access any more is not in the files', async () => {
    await provision();
    await provision(tenants.slice(1));
    expect([...(await readRoles(folder)).values()]).toEqual([role(1), role(2)]);
    expect(double.organisations).toHaveLength(5);
  });

  test('an organisation that was renamed to that of another is refused, and nothing is made', async () => {
    await provision(tenants.slice(0, 1));
    double.organisations[2] = { id: 3, name: 'Mine now (beta)' };
    expect((await refusal(provision())).message).toMatch(/Organisation 3 .*"beta"/);
    expect(changing()).toHaveLength(1);
  });

  test('looking makes no call that changes anything', async () => {
    const calls = callsFor(await plan(grafana(), tenants));
    expect(calls).toHaveLength(3);
    expect(changing()).toEqual([]);
  });

  test('the dashboard that the app brings becomes the home, but for those who have chosen another', async () => {
    await provision();
    await provision();
    // Grafana was not started anew yet.
    expect(double.homes.size).toBe(0);
    [3, 4, 5].forEach((id) => double.dashboards.add(id));
    double.homes.set(4, 'their-own');
    double.strange.add(5);
    expect(callsFor(await plan(grafana(), tenants)).map(callInWords)).toEqual([
      'PATCH /api/org/preferences {"homeDashboardUID":"csirt-stats-operator-view"} (X-Grafana-Org-Id: 3)',
    ]);
    await provision();
    expect(double.homes).toEqual(
      new Map([
        [3, 'csirt-stats-operator-view'],
        [4, 'their-own'],
      ])
    );
    expect(callsFor(await plan(grafana(), tenants))).toEqual([]);
  });

  test('what somebody else made meanwhile is taken', async () => {
    double.meanwhile = (name) => {
      double.meanwhile = null;
      double.organisations.push({ id: double.organisations.length + 1, name });
    };
    await provision();
    expect(double.organisations).toHaveLength(5);
    double.meanwhile = (name) =>
      double.organisations.push({ id: double.organisations.length + 1, name: 'hidden' + name });
  });

  test('after an end in the middle, the next time goes on', async () => {
    double.meanwhile = (name) => {
      double.broken = name.includes('beta') ? 503 : null;
    };
    expect(await refusal(provision())).toMatchObject({ name: 'UnavailableError' });
    expect(await readdir(folder)).toEqual([]);
    double.broken = null;
    double.meanwhile = null;
    await provision();
    expect(double.organisations.map(({ name }) => name)).toEqual([
      'Main Org.',
      'Somebody else',
      ...tenants.map(organisationName),
    ]);
  });

  test.each([
    [403, 'ConfigurationError', /server administrator/],
    [404, 'ConfigurationError', /address of Grafana/],
    [302, 'ConfigurationError', /leads to "https:\/\/elsewhere/],
    [500, 'UnavailableError', /goes on/],
    [429, 'UnavailableError', /goes on/],
  ])('an answer %d is told, without a secret', async (code, name, advice) => {
    double.broken = code;
    const failure = await refusal(provision());
    expect(failure).toMatchObject({ name, advice: expect.stringMatching(advice) as unknown });
    expect(JSON.stringify(failure)).not.toContain(administrator.password);
    expect(JSON.stringify(failure)).not.toContain(Buffer.from(`admin:${administrator.password}`).toString('base64'));
    expect(await readdir(folder)).toEqual([]);
  });

  test('a wrong password, a wrong server and none are told in words', async () => {
    const wrong = { ...administrator, password: 'another-secret' };
    expect(await refusal(grafana(wrong).organisations())).toMatchObject({
      name: 'ConfigurationError',
      message: expect.stringContaining('401') as unknown,
      advice: expect.stringContaining('token') as unknown,
    });
    const { url } = double;
    await double.close();
    const failure = await refusal(grafanaAt(url, administrator).organisations());
    expect(failure).toMatchObject({
      name: 'UnavailableError',
      message: expect.stringContaining('does not answer') as unknown,
    });
    double = await grafanaDouble();
  });

  test('300 operators take seconds', async () => {
    const many = tenantsOf(...Array.from({ length: 300 }, (_, at) => `operator-${at}`));
    await double.close();
    double = await grafanaDouble();
    const start = performance.now();
    await provision(many);
    expect(performance.now() - start).toBeLessThan(10_000);
    expect((await readRoles(folder)).size).toBe(300);
  });
});
