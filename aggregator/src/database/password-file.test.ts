import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPassword, readPassword } from './password-file.ts';

const login = { host: 'db.example', port: 5432, database: 'stats', user: 'me' };

test.each([
  ['db.example:5432:stats:me:geheim', 'geheim'],
  ['*:*:*:*:geheim', 'geheim'],
  ['# db.example:5432:stats:me:old\n\ndb.example:5432:stats:you:no\n*:5432:*:me:first\n*:*:*:me:second', 'first'],
  [String.raw`db.example:5432:stats:me:with\:colon and \\ and ünï`, String.raw`with:colon and \ and ünï`],
  ['db.example:5432:stats:me:', ''],
  ['db.example:5433:stats:me:geheim', undefined],
  ['db.example:5432:stats:me', undefined],
  ['', undefined],
])('The password file %j gives %j', (text, password) => {
  expect(findPassword(text, login)).toBe(password);
});

test('A socket is called localhost', () => {
  expect(findPassword('localhost:5432:stats:me:geheim', { ...login, host: '/run/postgresql' })).toBe('geheim');
});

test('The file counts only while nobody else may read it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'stats-portal-test-'));
  const file = join(folder, 'pgpass');
  process.env.PGPASSFILE = file;
  try {
    expect(await readPassword(login)).toBeUndefined();
    await writeFile(file, '*:*:*:*:geheim\n');
    await chmod(file, 0o600);
    expect(await readPassword(login)).toBe('geheim');
    await chmod(file, 0o640);
    expect(await readPassword(login)).toBeUndefined();
  } finally {
    delete process.env.PGPASSFILE;
    await rm(folder, { recursive: true });
  }
});
