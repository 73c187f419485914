import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { parse as parseYaml } from 'yaml';
import { openPostgres } from '../aggregator/src/database/postgres.ts';
import { atEnd, describePostgres, postgresUrl, temporaryFolder } from './environment/index.ts';

const root = join(__dirname, '..');
const deploy = join(root, 'deploy');

/** A container as far as its scripts see one: a folder of programs, a home, and variables. */
class Container {
  readonly home: string;
  readonly #environment: Record<string, string>;

  constructor(home: string, environment: Record<string, string>) {
    this.home = home;
    const programs = join(home, 'bin');
    mkdirSync(programs);
    symlinkSync(join(root, 'aggregator/bin/stats-portal.js'), join(programs, 'stats-portal'));
    symlinkSync(process.execPath, join(programs, 'node'));
    this.#environment = {
      PATH: `${programs}:/usr/bin:/bin`,
      HOME: home,
      PGPASSFILE: join(home, 'pgpass'),
      ...environment,
    };
  }

  start(script: string, ...args: string[]): ChildProcess {
    const child = spawn('/bin/sh', [join(deploy, script), ...args], {
      cwd: this.home,
      env: this.#environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    atEnd(() => child.kill('SIGKILL'));
    return child;
  }

  run(script: string, ...args: string[]): { code: number | null; out: string; said: string } {
    const { status, stdout, stderr } = spawnSync('/bin/sh', [join(deploy, script), ...args], {
      cwd: this.home,
      env: this.#environment,
      encoding: 'utf8',
    });
    return { code: status, out: stdout, said: stderr };
  }
}

test('the password file is the owner’s alone, and the passwords leave the environment', async () => {
  const container = new Container(await temporaryFolder(), { PGPASS: 'host:5432:db:me:a b\nother:*:*:*:x\n' });
  const { code, out } = container.run('entrypoint.sh', 'sh', '-c', 'cat "$PGPASSFILE"; env; umask');
  expect(code).toBe(0);
  expect(out).toContain('host:5432:db:me:a b\nother:*:*:*:x\n');
  expect(out).not.toContain('PGPASS=');
  expect(out).toContain('0022');
  expect(statSync(join(container.home, 'pgpass')).mode & 0o777).toBe(0o600);
  expect(container.run('entrypoint.sh', 'sh', '-c', 'exit 7').code).toBe(7);
});

test('systemd finds nothing wrong with the units', async () => {
  if (spawnSync('systemd-analyze', ['--version']).status !== 0) {
    return;
  }
  const folder = await temporaryFolder();
  const units = readdirSync(join(deploy, 'systemd')).filter((name) => !name.endsWith('.conf'));
  for (const name of units) {
    // The program need not be installed where this runs.
    const text = readFileSync(join(deploy, 'systemd', name), 'utf8').replace(
      '/usr/local/bin/stats-portal',
      '/bin/true'
    );
    writeFileSync(join(folder, name), text);
  }
  const verified = spawnSync('systemd-analyze', ['verify', ...units.map((name) => join(folder, name))], {
    encoding: 'utf8',
  });
  // Other units of the machine are none of our business.
  expect(
    verified.stderr.split('\n').filter((line) => units.some((name) => line.includes(basename(name, '.timer'))))
  ).toEqual([]);
  expect(verified.status).toBe(0);
});

describePostgres('the containers’ scripts', () => {
  let container: Container;
  let urls: { eventdb: string; statsdb: string };

  beforeEach(async () => {
    urls = { eventdb: await postgresUrl(), statsdb: await postgresUrl() };
    const folder = await temporaryFolder();
    const events = ['2026-01-01', '2026-01-02'].map((day) =>
      JSON.stringify({
        'source.ip': '192.0.2.1',
        'classification.taxonomy': 'other',
        'classification.type': 'other',
        'time.source': `${day}T10:00:00Z`,
      })
    );
    writeFileSync(join(folder, 'sample.mjs'), `console.log(${JSON.stringify(events.join('\n'))});\n`);
    container = new Container(folder, {
      STATS_PORTAL_EVENTDB_URL: urls.eventdb,
      STATS_PORTAL_STATSDB_URL: urls.statsdb,
      STATS_PORTAL_PAUSE: '600',
      SAMPLE: join(folder, 'sample.mjs'),
    });
  });

  const eventsIn = async (): Promise<string | null> => {
    const eventdb = await openPostgres(urls.eventdb);
    const { rows } = await eventdb.query('SELECT count(*) FROM events');
    await eventdb.close();
    return rows[0]![0]!;
  };

  test('the sample is loaded once', async () => {
    expect(container.run('load-sample.sh').code).toBe(0);
    expect(await eventsIn()).toBe('2');
    expect(container.run('load-sample.sh')).toMatchObject({ code: 0, out: 'The eventDB has events already.\n' });
    expect(await eventsIn()).toBe('2');
    // What a broken load leaves behind.
    const eventdb = await openPostgres(urls.eventdb);
    await eventdb.execute('TRUNCATE events');
    await eventdb.close();
    expect(container.run('load-sample.sh').code).toBe(0);
    expect(await eventsIn()).toBe('2');
  });

  test('the schedule sets up, runs, waits, and ends at once when it is told to', async () => {
    container.run('load-sample.sh');
    const schedule = container.start('schedule.sh');
    for await (const line of createInterface({ input: schedule.stderr! })) {
      if (line.includes('counted 2 days')) {
        break;
      }
    }
    const exited = once(schedule, 'exit');
    schedule.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
    const health = spawnSync(
      process.execPath,
      [join(root, 'aggregator/bin/stats-portal.js'), ...healthCheck().slice(1)],
      { env: { STATS_PORTAL_STATSDB_URL: urls.statsdb }, encoding: 'utf8' }
    );
    expect(health.status).toBe(0);
  });

  test('where the statistics database cannot be set up the container ends, with the code of migrate', async () => {
    const lost = new Container(await temporaryFolder(), { STATS_PORTAL_STATSDB_URL: 'postgres://x@127.0.0.1:1/x' });
    expect(lost.run('schedule.sh').code).toBe(69);
  });
});

/** The command that the image checks its health with. */
function healthCheck(): string[] {
  const text = readFileSync(join(deploy, 'Dockerfile'), 'utf8');
  return JSON.parse(/HEALTHCHECK --.*\\\n\s*CMD (\[.*\])/.exec(text)![1]!) as string[];
}

test('what the Dockerfile copies is there', () => {
  const text = readFileSync(join(deploy, 'Dockerfile'), 'utf8');
  const copied = [...text.matchAll(/^COPY (?!--from)(?:--\S+ )?(.+) \S+$/gm)].flatMap(([, sources]) =>
    sources!.split(' ')
  );
  expect(copied.length).toBeGreaterThan(8);
  expect(copied.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

interface Service {
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly depends_on?: Readonly<Record<string, unknown>>;
  readonly build?: { readonly target: string };
}

describe('docker-compose.yaml', () => {
  const text = readFileSync(join(root, 'docker-compose.yaml'), 'utf8');
  const { services } = parseYaml(text, { merge: true }) as { services: Record<string, Service> };

  test('takes every variable from .env.sample', () => {
    const sample = readFileSync(join(root, '.env.sample'), 'utf8');
    const given = [...sample.matchAll(/^(\w+)=/gm)].map(([, name]) => name!);
    const wanted = [...text.matchAll(/(?<!\$)\$\{(\w+)/g)].map(([, name]) => name!);
    expect([...new Set(wanted)].sort()).toEqual([...given].sort());
  });

  test('waits for services that there are, and builds what the Dockerfile has', () => {
    const stages = [...readFileSync(join(deploy, 'Dockerfile'), 'utf8').matchAll(/^FROM \S+ AS (\S+)$/gm)].map(
      ([, name]) => name
    );
    for (const [name, { depends_on = {}, build }] of Object.entries(services)) {
      expect({ name, missing: Object.keys(depends_on).filter((other) => !(other in services)) }).toEqual({
        name,
        missing: [],
      });
      expect(build === undefined || stages.includes(build.target)).toBe(true);
    }
  });

  test('confines what we build', () => {
    for (const { build, read_only, cap_drop } of Object.values(services).filter((service) => service.build)) {
      expect({ build, read_only, cap_drop }).toEqual({ build, read_only: true, cap_drop: ['ALL'] });
    }
  });
});
