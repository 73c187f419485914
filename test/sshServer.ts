import { execFileSync, spawn } from 'node:child_process';
import { accessSync, appendFileSync, constants, mkdirSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { atEnd, describePostgres, temporaryFolder } from './environment/index.ts';

const sshd = '/usr/sbin/sshd';
/** Where sshd keeps nothing, but refuses to start without, as root. */
const separationFolder = '/run/sshd';

/** A real OpenSSH server on loopback, with keys of its own. */
export interface SshServer {
  readonly port: number;
  readonly user: string;
  /** Private key of the one user who may log in. */
  readonly key: string;
  readonly knownHosts: string;
}

/** Tests that need an OpenSSH server and PostgreSQL: skipped where one is missing, but failing there in CI. */
export function describeSsh(name: string, tests: () => void): void {
  if (isThere(sshd) || process.env.CI === 'true') {
    describePostgres(name, tests);
  } else {
    describe.skip(`${name}: skipped, no OpenSSH server at ${sshd}`, tests);
  }
}

function isThere(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Starts a server that ends with the test. `options` stand before the key in authorized_keys: what it may do.
 * The names of its files have a space, so that whoever forgets to quote them finds out.
 */
export async function sshServer(options: string): Promise<SshServer> {
  const folder = join(await temporaryFolder(), 'with space');
  mkdirSync(folder);
  if (process.getuid?.() === 0) {
    mkdirSync(separationFolder, { recursive: true, mode: 0o755 });
  }
  const [hostKey, key] = [join(folder, 'host_key'), join(folder, 'user_key')];
  makeKey(hostKey);
  makeKey(key);
  const port = await freePort();
  writeFileSync(join(folder, 'authorized_keys'), `${options} ${publicKey(key)}`.trimStart());
  const config = join(folder, 'sshd_config');
  writeFileSync(
    config,
    `ListenAddress 127.0.0.1
Port ${port}
HostKey "${hostKey}"
AuthorizedKeysFile "${join(folder, 'authorized_keys')}"
PidFile none
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
StrictModes no
Subsystem sftp internal-sftp
`
  );
  const child = spawn(sshd, ['-D', '-e', '-f', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise((resolve) => child.once('close', resolve));
  atEnd(async () => {
    child.kill();
    await ended;
  });
  await new Promise<void>((resolve, reject) => {
    let said = '';
    child.stderr.on('data', (piece: Buffer) => {
      said += piece.toString();
      if (said.includes('Server listening')) {
        resolve();
      }
    });
    child.once('error', reject);
    child.once('close', () => {
      reject(new Error(`sshd did not start: ${said}`));
    });
  });
  const server = { port, user: userInfo().username, key, knownHosts: join(folder, 'known_hosts') };
  trust(server, port);
  return server;
}

/** Writes the server's key into known_hosts, as an administrator does who has compared it. */
function trust(server: Pick<SshServer, 'knownHosts'>, port: number): void {
  const hostKey = publicKey(join(server.knownHosts, '../host_key'));
  appendFileSync(server.knownHosts, `[127.0.0.1]:${port} ${hostKey}`);
}

/** The same server behind a line that counts what goes there, and can break. */
export interface Line extends SshServer {
  /** Bytes to the server. */
  passed(): number;
  /** From now on nothing goes through any more; what is on its way arrives. */
  break(): void;
}

/** A line that stops, as a bad one does, after so many bytes; it breaks when the test says so. */
export async function lineTo(server: SshServer, stopAfter: number): Promise<Line> {
  let passed = 0;
  const sockets = new Set<Socket>();
  const proxy = createServer((client) => {
    const upstream = connect(server.port, '127.0.0.1');
    sockets.add(client).add(upstream);
    client.on('data', (piece: Buffer) => {
      passed += piece.length;
      if (!upstream.write(piece) || passed > stopAfter) {
        client.pause();
      }
    });
    upstream.on('drain', () => {
      if (passed <= stopAfter) {
        client.resume();
      }
    });
    client.on('end', () => upstream.end());
    upstream.pipe(client);
    client.on('error', () => upstream.end());
    upstream.on('error', () => client.destroy());
  });
  await new Promise<void>((resolve) => {
    proxy.listen(0, '127.0.0.1', resolve);
  });
  const breakAll = (): void => {
    for (const socket of sockets) {
      socket.end();
    }
  };
  atEnd(() => {
    breakAll();
    proxy.close();
  });
  const { port } = proxy.address() as AddressInfo;
  trust(server, port);
  return { ...server, port, passed: () => passed, break: breakAll };
}

function makeKey(path: string): void {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'test', '-f', path]);
}

function publicKey(path: string): string {
  return execFileSync('ssh-keygen', ['-y', '-f', path]).toString();
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
