import { identifier, literal } from '@stats-portal/catalog';
import type { Database } from '../../database/database.ts';
import { repairsOf } from '../../drift/drift.ts';
import { ConfigurationError } from '../../errors.ts';
import { forgetAccess, noteAccess, readAccess, type Access, type Crowd } from './access.ts';
import { isolationDrift } from './drift.ts';
import { isVerifierOf, verifierOf } from './password.ts';

interface GrantOptions {
  /** Keys of valid operators. */
  readonly operators: readonly string[];
  readonly crowd: Partial<Crowd>;
  /** By operator; null is a role without one, which can only log in otherwise, as by a certificate. */
  readonly passwords: ReadonlyMap<string, string | null>;
  readonly now: Date;
}

interface Granted {
  readonly access: readonly Access[];
  /** What was not as it had to be, and is now: nothing at a second time. */
  readonly changes: readonly string[];
  /** What is not as it has to be still, in words: for people. */
  readonly left: readonly string[];
}

/**
 * Builds the wall for these operators, and repairs it for all who have access, in one transaction. What belongs to the
 * statistics is made as their owner. Throws a ConfigurationError for what this connection may not do.
 */
export async function grantAccess(statsdb: Database, options: GrantOptions): Promise<Granted> {
  const asOwner = await ownerSwitch(statsdb);
  return translated(async () => {
    await statsdb.transaction({ name: 'grant' }, async () => {
      await noteAccess(statsdb, options.operators, options.crowd, options.now);
    });
    const drifts = await isolationDrift(statsdb);
    const repairs = repairsOf(drifts);
    const changes = drifts.filter((drift) => drift.repairs.length > 0).map(({ what }) => what);
    await statsdb.transaction({ name: 'grant' }, async () => {
      for (const { sql } of repairs.filter(({ step }) => step === 'role')) {
        await statsdb.execute(sql);
      }
      await statsdb.execute(asOwner);
      for (const { sql } of repairs.filter(({ step }) => step !== 'role')) {
        await statsdb.execute(sql);
      }
      await statsdb.execute('RESET ROLE');
    });
    const access = (await readAccess(statsdb)).filter(({ operator }) => options.operators.includes(operator));
    for (const one of access) {
      if (
        options.passwords.has(one.operator) &&
        (await setPassword(statsdb, one, options.passwords.get(one.operator)!))
      ) {
        changes.push(`the password of ${one.id} (operator ${JSON.stringify(one.operator)})`);
      }
    }
    const left = (await isolationDrift(statsdb)).map(({ what, advice }) => `${what}: ${advice}`);
    return { access, changes, left };
  });
}

/** Takes the role, the schema and the note away; false where the operator had no access. */
export async function revokeAccess(statsdb: Database, operator: string): Promise<boolean> {
  const access = (await readAccess(statsdb)).find((one) => one.operator === operator);
  if (access === undefined) {
    return false;
  }
  const [role] = await statsdb.rows<{ there: string }>(
    'SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)::text AS there',
    [access.id]
  );
  const name = identifier(access.id);
  await ownerSwitch(statsdb);
  await translated(() =>
    statsdb.transaction({ name: 'revoke' }, async () => {
      await statsdb.execute(`DROP SCHEMA IF EXISTS ${name} CASCADE`);
      if (role!.there === 'true') {
        // Rights that others gave it stand in the way of dropping it.
        await statsdb.execute(`DROP OWNED BY ${name}; DROP ROLE ${name}`);
      }
      await forgetAccess(statsdb, operator);
    })
  );
  return true;
}

/** The statement after which this connection acts as the owner of the statistics, whose the views have to be. */
async function ownerSwitch(statsdb: Database): Promise<string> {
  const [row] = await statsdb.rows<{ owner: string; may: string }>(
    `SELECT pg_get_userbyid(relowner)::text AS owner,
            (SELECT rolsuper OR rolcreaterole AND pg_has_role(current_user, relowner, 'MEMBER') FROM pg_roles
             WHERE rolname = current_user)::text AS may
     FROM pg_class WHERE oid = 'stats.rollups'::regclass`
  );
  if (row!.may !== 'true') {
    throw noRights();
  }
  return `SET LOCAL ROLE ${identifier(row!.owner)}`;
}

/** Sets what the server checks a password with, unless that is of this password already. */
async function setPassword(statsdb: Database, { id }: Access, password: string | null): Promise<boolean> {
  const [stored] = await statsdb
    .rows<{ verifier: string | null }>('SELECT rolpassword AS verifier FROM pg_authid WHERE rolname = $1', [id])
    // Only a superuser may look.
    .catch((): Array<{ verifier: string | null } | undefined> => [undefined]);
  const verifier = stored?.verifier ?? null;
  const isSame = password === null ? verifier === null : verifier !== null && isVerifierOf(verifier, password);
  if (stored !== undefined && isSame) {
    return false;
  }
  const value = password === null ? 'NULL' : literal(verifierOf(password));
  await statsdb.execute(`ALTER ROLE ${identifier(id)} PASSWORD ${value}`);
  return true;
}

const noRights = (): ConfigurationError =>
  new ConfigurationError('This connection may not make roles, or not act as the owner of the statistics.', {
    advice: 'Use --url with a role that may: a superuser. Nothing else of the program needs those rights.',
  });

async function translated<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if ((error as { code?: string }).code === '42501') {
      throw noRights();
    }
    throw error;
  }
}
