const { spawn } = require('node:child_process');
const { accessSync, chownSync, constants, mkdtempSync, readFileSync, readdirSync } = require('node:fs');
const { createServer } = require('node:net');
const { tmpdir } = require('node:os');
const { delimiter, join } = require('node:path');
const { text } = require('node:stream/consumers');
const { Client } = require('./drivers.js');

const packagesFolder = '/usr/lib/postgresql';
const startAttempts = 3;
const password = { user: 'stats_password', password: 'correct horse / battery' };

/** The folder of the newest server's programs, or undefined. */
function findBinaries() {
  const packaged = listFolder(packagesFolder)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(packagesFolder, version, 'bin'));
  const inPath = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return [...packaged, ...inPath].find((folder) => ['initdb', 'pg_ctl'].every((name) => isProgram(join(folder, name))));
}

function listFolder(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** PostgreSQL refuses to run as root. */
function unprivilegedUser() {
  if (process.getuid() !== 0) {
    return {};
  }
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const [, , uid, gid] = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody');
  return { uid: Number(uid), gid: Number(gid) };
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Starts one server, and resolves with its port when it takes connections; it ends with this process. */
async function startOnce(binaries) {
  const user = unprivilegedUser();
  const folder = mkdtempSync(join(tmpdir(), 'stats-portal-server-'));
  if (user.uid !== undefined) {
    chownSync(folder, user.uid, user.gid);
  }
  const port = await freePort();
  const script = readFileSync(join(__dirname, 'postgres.sh'), 'utf8');
  const child = spawn('/bin/sh', ['-c', script, 'postgres.sh', binaries, folder, String(port)], {
    ...user,
    cwd: folder,
    detached: true,
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
  });
  const complaints = text(child.stderr);
  const ready = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.stdout.once('data', () => resolve(true));
    child.once('close', () => resolve(false));
  });
  if (!ready) {
    throw new Error(`PostgreSQL from ${binaries} did not start on port ${port}: ${await complaints}`);
  }
  // The open pipe alone keeps the server alive; nothing of it may keep this process alive.
  for (const handle of [child, child.stdin, child.stdout, child.stderr]) {
    handle.unref();
  }
  return port;
}

/** Somebody else may take the port between its choice and its use. */
async function startServer() {
  const binaries = findBinaries();
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(binaries);
    } catch (error) {
      if (attempt === startAttempts) {
        throw error;
      }
    }
  }
}

/** What the tests see of the server. It starts when the first database is asked for. */
class PostgresServer {
  #started;
  #databases = 0;
  #open = new Set();

  /** Why there is no server; undefined if there is one. */
  get missing() {
    return findBinaries() ? undefined : `no PostgreSQL server in ${packagesFolder}/*/bin or PATH`;
  }

  /** Makes an empty database and gives its address, with the superuser's name in it. */
  async createDatabase() {
    const admin = await this.#admin();
    const name = `stats_test_${++this.#databases}`;
    await admin.client.query(`CREATE DATABASE ${name} TEMPLATE template0`);
    this.#open.add(name);
    return `postgres://postgres@127.0.0.1:${admin.port}/${name}`;
  }

  /** Ends its sessions and drops it; with the last one, the roles go too that tests have made. */
  async dropDatabase(url) {
    const { client } = await this.#admin();
    const name = new URL(url).pathname.slice(1);
    await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    this.#open.delete(name);
    if (this.#open.size === 0) {
      await dropRoles(client);
    }
  }

  /** The one role of the server that has to give a password. */
  get password() {
    return password;
  }

  async #admin() {
    this.#started ??= this.#start();
    return this.#started;
  }

  async #start() {
    const port = await startServer();
    const client = new Client({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' });
    await client.connect();
    client.connection.stream.unref();
    await client.query(`CREATE ROLE ${password.user} LOGIN PASSWORD '${password.password}'`);
    return { client, port };
  }
}

async function dropRoles(client) {
  const { rows } = await client.query(
    `SELECT quote_ident(rolname) AS name FROM pg_roles WHERE oid >= 16384 AND rolname <> '${password.user}'`
  );
  for (const { name } of rows) {
    await client.query(`DROP OWNED BY ${name}`);
    await client.query(`DROP ROLE ${name}`);
  }
}

module.exports = { postgresServer: new PostgresServer() };
