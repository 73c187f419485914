import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Organisation } from './grafana.ts';

/** A double of Grafana's HTTP API as its documentation has it: what is asked about organisations, by a server administrator. */
export interface GrafanaDouble {
  readonly url: string;
  readonly organisations: Organisation[];
  /** Ids of organisations into which the app has brought its dashboard; and the chosen home of each. */
  readonly dashboards: Set<number>;
  readonly homes: Map<number, string>;
  /** Ids of organisations that the administrator is no member of. */
  readonly strange: Set<number>;
  /** Method and path of each call. */
  readonly calls: string[];
  /** Called before each creation: what somebody else does at the same time. */
  meanwhile: ((name: string) => void) | null;
  /** Answers all calls from now on with this code. */
  broken: number | null;
  close(): Promise<void>;
}

interface Sent {
  readonly name?: string;
  readonly homeDashboardUID?: string;
}

export const administrator = { user: 'admin', password: 'S3cret-of-the-admin' };

export async function grafanaDouble(names: readonly string[] = [], smallestPage = 1000): Promise<GrafanaDouble> {
  const organisations: Organisation[] = ['Main Org.', ...names].map((name, at) => ({ id: at + 1, name }));
  const calls: string[] = [];
  const [dashboards, homes, strange] = [new Set<number>(), new Map<number, string>(), new Set<number>()];
  const double = {
    organisations,
    dashboards,
    homes,
    strange,
    calls,
    meanwhile: null as GrafanaDouble['meanwhile'],
    broken: null as number | null,
  };

  const inside = (method: string, path: string, id: number, body: Sent): [number, unknown] => {
    if (strange.has(id)) {
      return [403, { message: 'Permission denied' }];
    }
    if (path === '/api/org/preferences') {
      if (method === 'PATCH') {
        homes.set(id, body.homeDashboardUID!);
        return [200, { message: 'Preferences updated' }];
      }
      return [200, { theme: '', homeDashboardUID: homes.get(id) ?? '' }];
    }
    return dashboards.has(id) && path === '/api/dashboards/uid/csirt-stats-operator-view'
      ? [200, { dashboard: {}, meta: {} }]
      : [404, { message: 'Dashboard not found' }];
  };

  const answer = (method: string, url: URL, body: Sent, organisation: string | undefined): [number, unknown] => {
    if (organisation !== undefined) {
      return inside(method, url.pathname, Number(organisation), body);
    }
    const own = (name: string): Organisation | undefined =>
      organisations.find((one) => one.name.toLowerCase() === name.toLowerCase());
    const [, id] = /^\/api\/orgs\/(\d+)$/.exec(url.pathname) ?? [];
    const [, byName] = /^\/api\/orgs\/name\/(.+)$/.exec(url.pathname) ?? [];
    if (method === 'GET' && url.pathname === '/api/orgs') {
      const perPage = Math.min(Number(url.searchParams.get('perpage') ?? 1000), smallestPage);
      const first = Number(url.searchParams.get('page') ?? 0) * perPage;
      return [200, organisations.slice(first, first + perPage)];
    }
    if (method === 'GET' && byName !== undefined) {
      const found = own(decodeURIComponent(byName));
      return found === undefined ? [404, { message: 'Organization not found' }] : [200, { ...found, address: {} }];
    }
    if (method === 'POST' && url.pathname === '/api/orgs') {
      double.meanwhile?.(body.name!);
      if (own(body.name!) !== undefined) {
        return [409, { message: 'Organization name taken' }];
      }
      organisations.push({ id: organisations.length + 1, name: body.name! });
      return [200, { orgId: organisations.length, message: 'Organization created' }];
    }
    if (method === 'PUT' && id !== undefined) {
      organisations[Number(id) - 1] = { id: Number(id), name: body.name! };
      return [200, { message: 'Organization updated' }];
    }
    return [404, { message: 'Not found' }];
  };

  const server = createServer((request, response) => {
    void textOf(request).then((text) => {
      const url = new URL(request.url!, 'http://localhost');
      calls.push(`${request.method} ${url.pathname}`);
      const [, credentials = ''] = /^Basic (.+)$/.exec(request.headers.authorization ?? '') ?? [];
      const isIn = Buffer.from(credentials, 'base64').toString() === `${administrator.user}:${administrator.password}`;
      const [status, body] = !isIn
        ? [401, { message: 'Invalid username or password' }]
        : double.broken !== null
          ? [double.broken, { message: `said by Grafana to ${request.headers.authorization}` }]
          : answer(
              request.method!,
              url,
              text === '' ? {} : (JSON.parse(text) as Sent),
              request.headers['x-grafana-org-id'] as string | undefined
            );
      response.writeHead(status, { 'Content-Type': 'application/json', Location: 'https://elsewhere.example/login' });
      response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(double, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => closed(server),
  });
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) {
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString();
}

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
