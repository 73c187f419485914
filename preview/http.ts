import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** A response; a string or bytes are sent as they are, anything else as JSON. */
export interface Reply {
  readonly status?: number;
  readonly type?: string;
  readonly body: unknown;
}

/** Answers one request. `parts` are the groups of the route's pattern, `body` is what was posted as JSON. */
type Handler = (request: {
  readonly parts: readonly string[];
  readonly parameters: URLSearchParams;
  readonly body: unknown;
}) => Reply | Promise<Reply>;

export type Route = readonly [method: string, path: RegExp, handler: Handler];

const loopback = '127.0.0.1';
const largestBody = 4 * 1024 * 1024;

/** Serves the routes on this machine only, on `port` or, if others have it, the next free one; 0 takes any. */
export async function serve(routes: readonly Route[], port: number): Promise<Server> {
  for (let candidate = port; ; candidate += 1) {
    const server = createServer((request, response) => void respond(routes, request, response));
    const failure = await listen(server, candidate);
    if (failure === undefined) {
      return server;
    }
    if (failure.code !== 'EADDRINUSE' || candidate >= port + 100) {
      throw failure;
    }
  }
}

function listen(server: Server, port: number): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    server.once('error', resolve);
    server.listen(port, loopback, () => {
      server.off('error', resolve);
      resolve(undefined);
    });
  });
}

async function respond(routes: readonly Route[], request: IncomingMessage, response: ServerResponse): Promise<void> {
  const reply = await answer(routes, request).catch((error: unknown): Reply => ({
    status: 500,
    body: { message: String(error) },
  }));
  const { status = 200, type = 'application/json', body } = reply;
  response.writeHead(status, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' });
  response.end(typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body));
}

async function answer(routes: readonly Route[], request: IncomingMessage): Promise<Reply> {
  // A page of elsewhere can have its own name point here; no name but these two is ours.
  if (!/^(?:localhost|127\.0\.0\.1)(?::\d+)?$/.test(request.headers.host ?? '')) {
    return { status: 403, body: { message: 'Only for this machine.' } };
  }
  const url = new URL(request.url ?? '/', `http://${loopback}`);
  for (const [method, path, handler] of routes) {
    const found = method === request.method ? path.exec(decodeURIComponent(url.pathname)) : null;
    if (found) {
      return handler({ parts: found.slice(1), parameters: url.searchParams, body: await bodyOf(request) });
    }
  }
  return { status: 404, body: { message: `The preview has no ${request.method} ${url.pathname}.` } };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > largestBody) {
      throw new Error('The request is too large.');
    }
    pieces.push(piece);
  }
  return length === 0 ? undefined : JSON.parse(Buffer.concat(pieces).toString('utf8'));
}
