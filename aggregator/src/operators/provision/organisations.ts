import { ConfigurationError } from '../../errors.ts';
import { quoted } from '../values.ts';
import type { Organisation } from './grafana.ts';

/** An operator that has access, and what it is called. */
export interface Tenant {
  readonly operator: string;
  readonly name: string;
  /** Its role and schema. */
  readonly id: string;
}

/** An operator and the organisation that it has, or is to get. */
export interface Placing {
  readonly tenant: Tenant;
  /** What the organisation has to be called. */
  readonly name: string;
  /** Null: it is to be made. */
  readonly organisation: Organisation | null;
}

/** Grafana's first organisation is the CSIRT's. */
const ownOrganisation = 1;
/** As long as Grafana's column is. */
const longest = 190;

/**
 * What the organisation of an operator is called: by its name, for people, and by its key, by which it is found again
 * when the name changes.
 */
export function organisationName({ operator, name }: Pick<Tenant, 'operator' | 'name'>): string {
  const key = ` (${operator})`;
  if (operator.length + 3 > longest) {
    throw new ConfigurationError(
      `The key of the operator ${quoted(operator)} is too long for an organisation of Grafana.`,
      {
        advice: `At most ${longest - 3} characters can be used.`,
      }
    );
  }
  return name === operator ? operator : `${cut(name, longest - key.length)}${key}`.trim();
}

/** Which organisation is whose, and which have to be made. Never gives one organisation to two operators. */
export function placings(tenants: readonly Tenant[], organisations: readonly Organisation[]): Placing[] {
  const wanted = tenants.map((tenant) => ({ tenant, name: organisationName(tenant) }));
  refuseSharing(wanted.map(({ tenant, name }) => [tenant.operator, folded(name)]));
  const owners = new Map(organisations.map((one) => [one.id, ownerOf(one.name, tenants)]));
  const placed = wanted.map(({ tenant, name }): Placing => {
    const [organisation = null, ...more] = organisations.filter(({ id }) => owners.get(id) === tenant.operator);
    if (more.length > 0) {
      const ids = [organisation!, ...more].map(({ id }) => id).sort((a, b) => a - b);
      throw new ConfigurationError(
        `The organisations ${ids.join(' and ')} of Grafana are called as that of the operator ${quoted(tenant.operator)}.`,
        // Whoever administrates an organisation may rename it, so that it would get the numbers of another.
        { advice: 'Look who is in them, and rename or delete what is not its own.' }
      );
    }
    return { tenant, name, organisation };
  });
  const first = placed.find(({ organisation }) => organisation?.id === ownOrganisation);
  if (first !== undefined) {
    throw new ConfigurationError(
      `Organisation ${ownOrganisation} of Grafana, the CSIRT's own, is called as that of the operator ${quoted(first.tenant.operator)}.`,
      { advice: 'Give it another name in Grafana.' }
    );
  }
  return placed;
}

/**
 * Refuses an organisation that had the role of another operator before (by the files, role by organisation): its people
 * would see the numbers of the new one.
 */
export function refuseMoves(placed: readonly Placing[], before: ReadonlyMap<number, string>): void {
  for (const { tenant, organisation } of placed) {
    const role = organisation === null ? undefined : before.get(organisation.id);
    if (role !== undefined && role !== tenant.id) {
      throw new ConfigurationError(
        `Organisation ${organisation!.id} of Grafana is called as that of the operator ${quoted(tenant.operator)}, and had the role ${role} until now, not ${tenant.id}.`,
        {
          advice:
            'Was it renamed? Look who is in it. If all is right, delete the files that provision wrote, and run it again.',
        }
      );
    }
  }
}

/** Whose an organisation is by its name. Where a key ends as another one does, the longer one is meant. */
function ownerOf(name: string, tenants: readonly Tenant[]): string | undefined {
  return tenants
    .map(({ operator }) => operator)
    .filter((operator) => name === operator || name.endsWith(` (${operator})`) || name === `(${operator})`)
    .sort((a, b) => b.length - a.length)[0];
}

function refuseSharing(names: ReadonlyArray<readonly [operator: string, name: string]>): void {
  const taken = new Map<string, string>();
  for (const [operator, name] of names) {
    const other = taken.get(name);
    if (other !== undefined) {
      throw new ConfigurationError(
        `The operators ${quoted(other)} and ${quoted(operator)} would have the same organisation of Grafana.`,
        { advice: 'Give one of them another name in the constituency.' }
      );
    }
    taken.set(name, operator);
  }
}

/** Some databases below Grafana take capital and small letters for the same. */
const folded = (name: string): string => name.normalize('NFKC').toLowerCase();

/** Not in the middle of a character. */
function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
}
