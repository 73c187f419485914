import { request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileIn } from './files.ts';
import { serve, type Route } from './http.ts';

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    await new Promise((resolve) => server.close(resolve));
  }
});

async function start(routes: readonly Route[], port = 0): Promise<number> {
  const server = await serve(routes, port);
  servers.push(server);
  const address = server.address() as AddressInfo;
  expect(address.address).toBe('127.0.0.1');
  return address.port;
}

interface Asked {
  readonly status: number | undefined;
  readonly body: string;
}

function ask(port: number, path: string, options: { host?: string; body?: string } = {}): Promise<Asked> {
  const { host = `localhost:${port}`, body } = options;
  const method = body === undefined ? 'GET' : 'POST';
  return new Promise((resolve, reject) => {
    const sent = request({ port, path, method, headers: { host, connection: 'close' } }, (response) => {
      let text = '';
      response.on('data', (some: Buffer) => (text += String(some)));
      response.on('end', () => {
        resolve({ status: response.statusCode, body: text });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const echo: readonly Route[] = [
  ['GET', /^\/hello\/(.+)$/, ({ parts: [name], parameters }) => ({ body: { name, theme: parameters.get('theme') } })],
  ['POST', /^\/echo$/, ({ body }) => ({ status: 201, body })],
];

test('a route has the parts of its path, its parameters and what was posted', async () => {
  const port = await start(echo);
  expect(await ask(port, '/hello/a%20b?theme=dark')).toEqual({ status: 200, body: '{"name":"a b","theme":"dark"}' });
  expect(await ask(port, '/echo', { body: '{"a":[1]}' })).toEqual({ status: 201, body: '{"a":[1]}' });
  expect(await ask(port, '/nothing')).toMatchObject({ status: 404 });
  expect(await ask(port, '/echo', { body: 'no JSON' })).toMatchObject({ status: 500 });
});

test('a taken port: the next free one', async () => {
  const first = await start(echo);
  expect(await start(echo, first)).toBeGreaterThan(first);
});

test.each(['portal.example', 'localhost.example', 'localhost:80:80'])('called %s it answers nothing', async (host) => {
  const port = await start(echo);
  expect(await ask(port, '/hello/a', { host })).toMatchObject({ status: 403 });
});

test('files: those of the folder, none above it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'stats-portal-files-'));
  try {
    await writeFile(join(folder, 'module.js'), 'define()');
    expect(await fileIn(folder, 'module.js')).toEqual({ type: 'text/javascript', body: Buffer.from('define()') });
    expect(await fileIn(join(folder, 'inner'), '../module.js')).toMatchObject({ status: 404 });
    expect(await fileIn(folder, 'a/../../module.js')).toMatchObject({ status: 404 });
    expect(await fileIn(folder, 'missing.js')).toMatchObject({ status: 404 });
  } finally {
    await rm(folder, { recursive: true });
  }
});
