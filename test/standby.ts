import { spawn } from 'node:child_process';
import { chownSync, mkdtempSync, readFileSync, statSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Database } from '../aggregator/src/database/database.ts';
import { openPostgres } from '../aggregator/src/database/postgres.ts';
import { atEnd } from './environment/index.ts';

/** A streaming replica of a test's server. */
export interface Standby {
  /** Address of the same database there. */
  readonly url: string;
  /** Resolves when the replica shows everything that was committed until now. */
  caughtUp(): Promise<void>;
}

/** Makes a hot standby of the server of `url`, as its superuser; it ends with the test or its describe block. */
export async function standbyOf(url: string): Promise<Standby> {
  const primary = await openPostgres(url);
  atEnd(() => primary.close());
  const { bin, data } = await allowReplication(primary);
  const { uid, gid } = statSync(data);
  const folder = mkdtempSync(join(tmpdir(), 'stats-portal-standby-'));
  chownSync(folder, uid, gid);
  const address = new URL(url);
  const port = await freePort();
  const script = readFileSync(join(__dirname, 'environment/standby.sh'), 'utf8');
  const child = spawn('/bin/sh', ['-c', script, 'standby.sh', bin, folder, address.port, String(port)], {
    ...(process.getuid?.() === 0 ? { uid, gid } : {}),
    cwd: folder,
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
  });
  const closed = new Promise<void>((resolve) =>
    child.once('close', () => {
      resolve();
    })
  );
  atEnd(async () => {
    child.stdin.end();
    await closed;
  });
  await new Promise<void>((resolve, reject) => {
    let said = '';
    child.stderr.on('data', (piece: Buffer) => (said += piece.toString()));
    child.stdout.once('data', () => {
      resolve();
    });
    child.once('error', reject);
    child.once('close', () => {
      reject(new Error(`the standby did not start: ${said}`));
    });
  });
  address.port = String(port);
  const standby = await openPostgres(address.href);
  atEnd(() => standby.close());
  return { url: address.href, caughtUp: () => untilReplayed(primary, standby) };
}

/** The server of the tests lets nobody replicate; its superuser may change that. */
async function allowReplication(primary: Database): Promise<{ bin: string; data: string }> {
  const [server] = await primary.rows<{ bin: string; data: string; hba: string }>(
    `SELECT (SELECT setting FROM pg_config WHERE name = 'BINDIR') AS bin, current_setting('data_directory') AS data,
            current_setting('hba_file') AS hba`
  );
  await primary.execute(
    `COPY (SELECT 'host replication postgres 127.0.0.1/32 trust') TO PROGRAM 'cat >>"${server!.hba}"'`
  );
  await primary.query('SELECT pg_reload_conf()');
  return server!;
}

async function untilReplayed(primary: Database, standby: Database): Promise<void> {
  // Commits of these servers do not wait for the disk, and what is not written yet is not sent either.
  const [now] = await primary.rows<{ position: string }>('SELECT pg_switch_wal()::text AS position');
  for (let attempt = 0; attempt < 300; attempt++) {
    const [replayed] = await standby.rows<{ there: string }>(
      'SELECT (pg_last_wal_replay_lsn() >= $1::pg_lsn)::text AS there',
      [now!.position]
    );
    if (replayed!.there === 'true') {
      return;
    }
    await wait(50);
  }
  throw new Error('the standby does not catch up');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}
