import { ConfigurationError } from '../../errors.ts';
import { quoted } from '../values.ts';
import type { Place } from './files.ts';
import { preferencesPath, type Grafana } from './grafana.ts';
import { placings, type Placing, type Tenant } from './organisations.ts';

/** A call that changes Grafana, as it is shown. */
export interface Call {
  readonly method: 'POST' | 'PUT' | 'PATCH';
  readonly path: string;
  readonly body: Readonly<Record<string, string>>;
  /** Within which organisation; all of Grafana where none is named. */
  readonly organisation?: number;
}

export function callInWords({ method, path, body, organisation }: Call): string {
  const within = organisation === undefined ? '' : ` (X-Grafana-Org-Id: ${organisation})`;
  return `${method} ${path} ${JSON.stringify(body)}${within}`;
}

/** What the app brings into each organisation, and an operator sees first. */
const homeDashboard = 'csirt-stats-operator-view';

/** What Grafana has, and what is still to be done. */
export interface Plan {
  readonly placed: readonly Placing[];
  /** Organisations that have the dashboard, and nothing chosen as the first that is seen. */
  readonly homeless: readonly number[];
}

/** The calls that are still needed: none where all is as it has to be. */
export function callsFor({ placed, homeless }: Plan): Call[] {
  const settling = placed.flatMap(({ name, organisation }): Call[] => {
    if (organisation === null) {
      return [{ method: 'POST', path: '/api/orgs', body: { name } }];
    }
    return organisation.name === name ? [] : [{ method: 'PUT', path: `/api/orgs/${organisation.id}`, body: { name } }];
  });
  const homes = homeless.map((id): Call => ({
    method: 'PATCH',
    path: preferencesPath,
    body: { homeDashboardUID: homeDashboard },
    organisation: id,
  }));
  return [...settling, ...homes];
}

/** Only looks. An organisation that is new gets its dashboard at Grafana's next start, and its home the time after. */
export async function plan(grafana: Grafana, tenants: readonly Tenant[]): Promise<Plan> {
  const placed = placings(tenants, await grafana.organisations());
  const homeless: number[] = [];
  for (const { organisation } of placed) {
    if (
      organisation !== null &&
      (await grafana.home(organisation.id)) === '' &&
      (await grafana.hasDashboard(organisation.id, homeDashboard))
    ) {
      homeless.push(organisation.id);
    }
  }
  return { placed, homeless };
}

/** Makes and renames organisations; gives where each operator is. Told of each change when it is done. */
export async function settle(
  grafana: Grafana,
  { placed, homeless }: Plan,
  told: (what: string) => void
): Promise<Array<Place & { readonly operator: string }>> {
  const places: Array<Place & { readonly operator: string }> = [];
  for (const { tenant, name, organisation } of placed) {
    if (organisation !== null && organisation.name !== name) {
      await grafana.rename(organisation.id, name);
      told(`organisation ${organisation.id} is called ${quoted(name)} now`);
    }
    const id = organisation?.id ?? (await made(grafana, name));
    if (organisation === null) {
      told(`organisation ${id} is there for ${quoted(name)}`);
    }
    places.push({ operator: tenant.operator, id: tenant.id, organisation: id });
  }
  for (const id of homeless) {
    await grafana.setHome(id, homeDashboard);
    told(`organisation ${id} begins with "Operator view"`);
  }
  return places;
}

/** Somebody else may have made it since the organisations were read. */
async function made(grafana: Grafana, name: string): Promise<number> {
  const id = (await grafana.create(name)) ?? (await grafana.byName(name))?.id;
  if (id === undefined) {
    throw new ConfigurationError(`Grafana has an organisation like ${quoted(name)} and does not show it.`, {
      advice: 'One with other capital letters? Rename it.',
    });
  }
  return id;
}
