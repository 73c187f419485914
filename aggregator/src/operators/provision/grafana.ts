import { z } from 'zod';
import { ConfigurationError, UnavailableError } from '../../errors.ts';
import { withoutSecrets } from '../../secrets.ts';
import { quoted } from '../values.ts';

export interface Organisation {
  readonly id: number;
  readonly name: string;
}

/** What is used of Grafana's HTTP API: organisations, which only its server administrators may make and see all of. */
export interface Grafana {
  organisations(): Promise<Organisation[]>;
  /** Null where the name is taken. */
  create(name: string): Promise<number | null>;
  byName(name: string): Promise<Organisation | null>;
  rename(id: number, name: string): Promise<void>;
  /** What members see first: the uid of a dashboard, or nothing. Null where this login is no member. */
  home(id: number): Promise<string | null>;
  hasDashboard(id: number, uid: string): Promise<boolean>;
  setHome(id: number, uid: string): Promise<void>;
}

export interface Login {
  readonly user: string;
  readonly password: string;
}

/** Grafana has an id as a number, and in an example of its documentation as a text. */
const id = z.coerce.number().int().positive();
const organisation = z.object({ id, name: z.string() });
const preferences = z.object({ homeDashboardUID: z.string().default('') });
const failure = z.object({ message: z.string() });

const perPage = 1000;
/** For one answer; a slow database below Grafana needs seconds, not minutes. */
const patience = 30_000;

/**
 * Grafana at this address, by basic authentication: the calls about organisations take no token, as a service account
 * belongs to one organisation. Throws errors with words for people, which have no password in them.
 */
export function grafanaAt(address: string, login: Login): Grafana {
  const base = address.replace(/\/+$/, '');
  const authorization = `Basic ${Buffer.from(`${login.user}:${login.password}`).toString('base64')}`;
  const said = (text: string): string => quoted(withoutSecrets(text, [login.password, authorization]));

  /** The answer, with one of these codes; anything else is told. Without an organisation it is about all of Grafana. */
  async function call(
    method: string,
    path: string,
    { body, codes = [200], organisationId }: Asked = {}
  ): Promise<Answer> {
    const response = await fetch(`${base}${path}`, {
      method,
      headers: {
        Accept: 'application/json',
        'Content-Type': 'application/json',
        Authorization: authorization,
        ...(organisationId === undefined ? {} : { 'X-Grafana-Org-Id': String(organisationId) }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      // What Grafana was asked for must not become another call elsewhere.
      redirect: 'manual',
      signal: AbortSignal.timeout(patience),
    }).catch((error: unknown) => {
      const { cause, message } = error as Error;
      throw new UnavailableError(`Grafana does not answer: ${said((cause as Error | undefined)?.message ?? message)}.`);
    });
    const text = await response.text();
    const { status, headers } = response;
    if (!codes.includes(status)) {
      throw refusal(`${method} ${path}`, status, said(messageIn(text)), headers.get('location'));
    }
    return { status, body: parsed(text) };
  }

  const read = <Value>(schema: z.ZodType<Value>, { body }: Answer): Value => {
    const result = schema.safeParse(body);
    if (!result.success) {
      throw new ConfigurationError('What answers is not Grafana, or one that this program does not know.', {
        advice: 'Give its address as in a browser, with the path if there is one.',
      });
    }
    return result.data;
  };

  return {
    async organisations() {
      const all: Organisation[] = [];
      for (let page = 0; ; page++) {
        const some = read(z.array(organisation), await call('GET', `/api/orgs?perpage=${perPage}&page=${page}`));
        const more = some.filter((one) => !all.some((known) => known.id === one.id));
        // Nothing new is the end, however many a page holds.
        if (more.length === 0) {
          return all;
        }
        all.push(...more);
      }
    },
    async create(name) {
      const answer = await call('POST', '/api/orgs', { body: { name }, codes: [200, 409] });
      return answer.status === 409 ? null : read(z.object({ orgId: id }), answer).orgId;
    },
    async byName(name) {
      const answer = await call('GET', `/api/orgs/name/${encodeURIComponent(name)}`, { codes: [200, 404] });
      return answer.status === 404 ? null : read(organisation, answer);
    },
    async rename(organisationId, name) {
      await call('PUT', `/api/orgs/${organisationId}`, { body: { name } });
    },
    async home(organisationId) {
      const answer = await call('GET', preferencesPath, { organisationId, codes: [200, 401, 403] });
      return answer.status === 200 ? read(preferences, answer).homeDashboardUID : null;
    },
    async hasDashboard(organisationId, uid) {
      const path = `/api/dashboards/uid/${encodeURIComponent(uid)}`;
      return (await call('GET', path, { organisationId, codes: [200, 404] })).status === 200;
    },
    async setHome(organisationId, uid) {
      await call('PATCH', preferencesPath, { organisationId, body: { homeDashboardUID: uid } });
    },
  };
}

export const preferencesPath = '/api/org/preferences';

interface Asked {
  readonly body?: object;
  readonly codes?: readonly number[];
  readonly organisationId?: number;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What Grafana says is wrong; nothing of an error page. */
function messageIn(text: string): string {
  return failure.safeParse(parsed(text)).data?.message ?? 'no reason given';
}

function refusal(what: string, status: number, message: string, location: string | null): Error {
  const answer = `Grafana answers ${what} with ${status}: ${message}.`;
  if (status === 401) {
    return new ConfigurationError(answer, {
      advice: 'Name and password of a user are needed; a token of a service account is refused here.',
    });
  }
  if (status === 403) {
    return new ConfigurationError(answer, { advice: 'The user has to be a server administrator of Grafana.' });
  }
  if (status === 404) {
    return new ConfigurationError(answer, { advice: 'Is this the address of Grafana, with its path if it has one?' });
  }
  if (status >= 300 && status < 400) {
    const advice =
      location === null ? {} : { advice: `It leads to ${quoted(location)}: give the address that is meant.` };
    return new ConfigurationError(answer, advice);
  }
  return status === 429 || status >= 500
    ? new UnavailableError(answer, { advice: 'Nothing is lost: the same command goes on where this one ended.' })
    : new ConfigurationError(answer);
}
