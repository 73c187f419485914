import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './environment/index.ts';

const program = join(__dirname, '../aggregator/bin/stats-portal.js');
const secret = 'a word that nobody may see';

let folder: string;
beforeAll(async () => {
  folder = await temporaryFolder();
});

function start(args: string[], environment: Record<string, string> = {}): { code: number | null; said: string } {
  const { status, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, ...environment },
    encoding: 'utf8',
  });
  return { code: status, said: stderr };
}

const lost = {
  STATS_PORTAL_EVENTDB_URL: `postgres://me:${encodeURIComponent(secret)}@127.0.0.1:1/x`,
  STATS_PORTAL_STATSDB_URL: 'postgres://me@127.0.0.1:1/x',
  PGPASSWORD: secret,
};

test('a failure is one line of JSON, with its command, the mark of this start, exit code and advice', () => {
  const { code, said } = start(['run'], lost);
  expect(code).toBe(69);
  const lines = said.trimEnd().split('\n');
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0]!)).toEqual({
    level: 'error',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as unknown,
    command: 'run',
    run: expect.stringMatching(/^[0-9a-f]{8}$/) as unknown,
    exitCode: 69,
    msg: expect.stringContaining('127.0.0.1:1') as unknown,
    advice: expect.any(String) as unknown,
  });
  expect((JSON.parse(start(['run'], lost).said) as { run: string }).run).not.toBe(
    (JSON.parse(said) as { run: string }).run
  );
});

test('faults of the settings are told the same way, before there is a log of their choice', () => {
  writeFileSync(join(folder, 'bad.yaml'), 'timezone: Mars\nlog: { level: loud }\n');
  const { code, said } = start(['--config', 'bad.yaml', 'run']);
  expect(code).toBe(2);
  expect(JSON.parse(said)).toMatchObject({
    level: 'error',
    exitCode: 2,
    msg: expect.stringMatching(/Mars[^]*log\.level/) as unknown,
  });
});

test('as text where the settings say so: the words, and what to do', () => {
  const { code, said } = start(['run'], { ...lost, STATS_PORTAL_LOG_FORMAT: 'text' });
  expect(code).toBe(69);
  expect(said).not.toContain('{');
  expect(said.split('\n')[0]).toContain('127.0.0.1:1');
});

test('lines below the level are left out', () => {
  const { said } = start(['run', '--metrics', 'x.prom'], { ...lost, STATS_PORTAL_LOG_LEVEL: 'debug' });
  const levels = said
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { level: string }).level);
  expect(levels).toEqual(['debug', 'error']);
  expect(start(['run', '--metrics', 'x.prom'], lost).said.trimEnd().split('\n')).toHaveLength(1);
});

test.each(['json', 'text'])('no line has a password, whatever it is about (%s)', (format) => {
  // A file that cannot be written is named in a warning, which serves to get any words into a line.
  for (const words of [secret, encodeURIComponent(secret), 'postgres://me:another@host']) {
    const { code, said } = start(['run', '--metrics', `no/such/${words}/x.prom`], {
      ...lost,
      STATS_PORTAL_LOG_FORMAT: format,
    });
    expect(code).toBe(69);
    expect(said).toMatch(/no\/such\/.*\*\*\*.*x\.prom was not written/);
    expect(said).not.toContain(words);
    expect(said).not.toContain('another');
  }
});
