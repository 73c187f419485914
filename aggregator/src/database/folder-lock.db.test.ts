import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { temporaryFolder } from '../../../test/environment/index.ts';
import { startProcess } from '../../../test/environment/processes.ts';
import { LockedError } from '../errors.ts';
import { lockFolder } from './folder-lock.ts';

/** The parent's: it lives as long as the tests do. */
const livePid = process.ppid;

async function leaveLock(folder: string, holder: { pid: number; host?: string; started?: string }): Promise<string> {
  const { pid, host = hostname(), started } = holder;
  const file = join(folder, `lock.${host}.${pid}`);
  await writeFile(file, JSON.stringify({ pid, host, started, state: 'holding' }));
  return file;
}

test('A lock is a file with the pid of its holder, and gone after its release', async () => {
  const folder = await temporaryFolder();
  const lock = await lockFolder(folder);
  const [file] = await readdir(folder);
  expect(JSON.parse(await readFile(join(folder, file!), 'utf8'))).toMatchObject({ pid: process.pid, state: 'holding' });
  await lock.release();
  expect(await readdir(folder)).toEqual([]);
  await (await lockFolder(folder)).release();
});

test('A process cannot take the same lock twice', async () => {
  const folder = await temporaryFolder();
  await lockFolder(folder);
  await expect(lockFolder(folder)).rejects.toThrow(`${folder} is in use by this process (pid ${process.pid})`);
});

test('The lock of a process that is gone is taken over', async () => {
  const folder = await temporaryFolder();
  const other = startProcess('lockFolder.js', folder);
  await other.lines.next();
  other.send('go');
  expect(await other.lines.next()).toMatchObject({ value: 'locked' });
  const refusal = lockFolder(folder);
  await expect(refusal).rejects.toThrow(LockedError);
  await expect(refusal).rejects.toThrow(`${folder} is in use by process ${other.pid} on ${hostname()}`);
  await other.kill();
  await lockFolder(folder);
  expect(await readdir(folder)).toEqual([`lock.${hostname()}.${process.pid}`]);
});

test('The lock of an earlier process with the pid of a live one is taken over', async () => {
  const folder = await temporaryFolder();
  await leaveLock(folder, { pid: livePid, started: 'an earlier boot 1' });
  await lockFolder(folder);
});

test('The lock of an earlier process with the own pid is taken over', async () => {
  const folder = await temporaryFolder();
  await leaveLock(folder, { pid: process.pid, started: 'an earlier boot 1' });
  await lockFolder(folder);
});

test('A lock that says nothing, as after a power cut, is taken over', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, `lock.${hostname()}.${livePid}`), '');
  await lockFolder(folder);
});

test('A lock of another machine counts, and the refusal says which file to delete', async () => {
  const folder = await temporaryFolder();
  await leaveLock(folder, { pid: 1, host: 'elsewhere' });
  await expect(lockFolder(folder)).rejects.toMatchObject({
    exitCode: 75,
    message: expect.stringContaining('process 1 on elsewhere') as string,
    advice: expect.stringContaining('lock.elsewhere.1') as string,
  });
});

test('Two who ask at the same moment both step back, and come again', async () => {
  const folder = await temporaryFolder();
  const other = startProcess('lockFolder.js', folder);
  await other.lines.next();
  other.send('go');
  await other.lines.next();
  const [file] = await readdir(folder);
  const holder = JSON.parse(await readFile(join(folder, file!), 'utf8')) as object;
  await writeFile(join(folder, file!), JSON.stringify({ ...holder, state: 'asking' }));

  const pending = lockFolder(folder);
  const own = `lock.${hostname()}.${process.pid}`;
  for (const present of [true, false]) {
    while ((await readdir(folder)).includes(own) !== present) {
      await new Promise(setImmediate);
    }
  }
  await rm(join(folder, file!));
  await (await pending).release();
});

test('Of several processes that ask at the same moment, beside a stale lock, one gets it', async () => {
  const folder = await temporaryFolder();
  await leaveLock(folder, { pid: livePid, started: 'an earlier boot 1' });
  const processes = Array.from({ length: 4 }, () => startProcess('lockFolder.js', folder));
  await Promise.all(processes.map(({ lines }) => lines.next()));
  processes.forEach(({ send }) => {
    send('go');
  });
  const answers = await Promise.all(processes.map(({ lines }) => lines.next()));
  expect(answers.map(({ value }) => value as string).sort()).toEqual([
    'LockedError',
    'LockedError',
    'LockedError',
    'locked',
  ]);
});
