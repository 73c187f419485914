import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aliases } from '@stats-portal/catalog';
import { ConfigurationError } from './errors.ts';
import { environmentName, readSettings, requiredUrl, settingsReference, type Settings } from './settings.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stats-portal-settings-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(yaml: string, environment: Record<string, string> = {}): Promise<Settings> {
  const file = join(folder, 'stats-portal.yaml');
  await writeFile(file, yaml);
  return readSettings({ file, environment });
}

/** The faults that the one error names. */
async function faults(yaml: string, environment: Record<string, string> = {}): Promise<string[]> {
  const error: unknown = await read(yaml, environment).catch((refused: unknown) => refused);
  expect(error).toBeInstanceOf(ConfigurationError);
  expect(error).toMatchObject({ exitCode: 2 });
  const [first, ...rest] = (error as Error).message.split('\n');
  expect(first).toBe(`The settings have ${rest.length === 1 ? 'a fault' : 'faults'}:`);
  return rest.map((line) => line.replace(/^ {2}- /, ''));
}

test('a site that sets nothing has the defaults', async () => {
  const expected = {
    eventdb: { table: 'events' },
    statsdb: { columnstoreAfterDays: 7 },
    contactdb: {},
    timezone: 'UTC',
    provisionalDays: 3,
    windowDays: 35,
    hosts: { addresses: 'none', retentionDays: 396 },
    log: { level: 'info', format: 'auto' },
    run: { workers: 1, statementTimeout: '1h' },
    metrics: {},
    bundles: { keepDays: 3 },
    push: { target: '.', tool: 'rsync', import: true },
    feeds: [],
    aliases,
  };
  expect(await readSettings({ file: undefined, environment: {} })).toEqual(expected);
  expect(await read('')).toEqual(expected);
  expect(await read('# nothing yet\n')).toEqual(expected);
});

test('the file is read, and the environment goes before it', async () => {
  const yaml = `
eventdb: { url: 'postgres://file/eventdb', table: intelmq.events, retentionDays: 90 }
statsdb: { url: 'embedded:./statistics' }
timezone: Europe/Vienna
country: AT
windowDays: 60
aliases:
  - { when: { identifier: old-name }, use: { identifier: new-name } }
`;
  const fromFile = await read(yaml);
  expect(fromFile).toMatchObject({
    eventdb: { url: 'postgres://file/eventdb', table: 'intelmq.events', retentionDays: 90 },
    timezone: 'Europe/Vienna',
    country: 'AT',
    windowDays: 60,
  });
  expect(fromFile.aliases).toEqual([{ when: { identifier: 'old-name' }, use: { identifier: 'new-name' } }, ...aliases]);
  const environment = {
    STATS_PORTAL_EVENTDB_URL: 'postgres://environment/eventdb',
    STATS_PORTAL_EVENTDB_RETENTION_DAYS: '30',
    STATS_PORTAL_TIMEZONE: 'UTC',
    STATS_PORTAL_COUNTRY: '',
    UNRELATED: 'x',
  };
  expect(await read(yaml, environment)).toMatchObject({
    eventdb: { url: 'postgres://environment/eventdb', table: 'intelmq.events', retentionDays: 30 },
    statsdb: { url: 'embedded:./statistics' },
    timezone: 'UTC',
    country: 'AT',
  });
});

test('names of the environment follow the paths', () => {
  expect(environmentName(['eventdb', 'retentionDays'])).toBe('STATS_PORTAL_EVENTDB_RETENTION_DAYS');
  const names = settingsReference().map(({ environment }) => environment);
  for (const known of ['EVENTDB_URL', 'STATSDB_URL', 'TIMEZONE', 'COUNTRY']) {
    expect(names).toContain(`STATS_PORTAL_${known}`);
  }
});

test('every fault is told at once, wherever it comes from', async () => {
  const found = await faults(
    `
eventdb: { table: 'events; DROP TABLE events', tabel: x, retentionDays: never }
provisionalDays: 0
zone: Europe/Vienna
country: Austria
`,
    { STATS_PORTAL_WINDOW_DAYS: 'many' }
  );
  for (const setting of [
    /^eventdb\.table: not the name of a table/,
    /^eventdb: .*"tabel"/,
    /^eventdb\.retentionDays: /,
    /^provisionalDays: /,
    /^the file: .*"zone"/,
    /^country: not a country code/,
    /^windowDays: /,
  ]) {
    expect(found.filter((fault) => setting.test(fault))).toHaveLength(1);
  }
  expect(found).toHaveLength(7);
});

test.each([
  ['timezone: Europe/Wien', /^timezone: "Europe\/Wien" is not a time zone/],
  ['timezone: "+02:00"', /^timezone: "\+02:00" is not a time zone/],
  ['- a list', /^the file: /],
  ['eventdb: postgres://host/db', /^eventdb: /],
  ['windowDays: true', /^windowDays: /],
  ['windowDays: 1.5', /^windowDays: /],
  ['country: at', /^country: not a country code/],
  ['aliases: [{ when: { typo: a }, use: { type: b } }]', /^aliases\.0\.when: .*"typo"/],
  ['aliases: [{ when: {}, use: { type: b } }]', /needs at least one field in both/],
  ['aliases: [{ when: { type: b }, use: { feed: c } }]', /^aliases\.0\.use: .*"feed"/],
])('%s is a fault', async (yaml, expected) => {
  expect(await faults(yaml)).toEqual([expect.stringMatching(expected)]);
});

test('alias rules that run in a circle are named, all of them', async () => {
  const found = await faults(`
aliases:
  - { when: { type: a }, use: { type: b } }
  - { when: { type: b }, use: { type: a } }
`);
  expect(found).toEqual([
    expect.stringMatching(/"type":"a".*runs in a circle/),
    expect.stringMatching(/"type":"b".*runs in a circle/),
  ]);
});

test('a rule of the site that turns a shipped one around is a circle', async () => {
  const found = await faults('aliases: [{ when: { identifier: open-redis }, use: { identifier: openredis } }]');
  expect(found).toContainEqual(expect.stringMatching(/"open-redis".*runs in a circle/));
});

test('an unreadable file is named with the reason', async () => {
  const missing = join(folder, 'missing.yaml');
  await expect(readSettings({ file: missing, environment: {} })).rejects.toThrow(
    /missing\.yaml cannot be read: ENOENT/
  );
  await expect(read('eventdb: [')).rejects.toThrow(/stats-portal\.yaml cannot be read: .*line 1/s);
});

test('a missing address says where to set it', async () => {
  const settings = await read('statsdb: { url: embedded:x }');
  expect(requiredUrl(settings, 'statsdb')).toBe('embedded:x');
  expect(() => requiredUrl(settings, 'eventdb')).toThrow(
    expect.objectContaining({
      exitCode: 2,
      advice: expect.stringContaining('STATS_PORTAL_EVENTDB_URL') as string,
    }) as Error
  );
});
