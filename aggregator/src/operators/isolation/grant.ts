import { identifier, literal } from '@stats-portal/catalog';
import type { Database } from '../../database/database.ts';
import { insideTransaction } from '../../database/nested.ts';
import { repairsOf, type Repair } from '../../drift/drift.ts';
import { ConfigurationError } from '../../errors.ts';
import { statisticsTable } from '../../statistics/statistics.ts';
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
 * So many operators in one transaction: each takes some twenty locks, and eighty where its views are made anew. A server as
 * it is delivered has room for 6,400 of all its sessions.
 */
const atOnce = 50;

/**
 * Builds the wall for these operators, and repairs it for all who have access: all of it with the passwords or nothing,
 * for each fifty of them. What belongs to the statistics is made as their owner. Throws a ConfigurationError for what
 * this connection may not do.
 */
export async function grantAccess(statsdb: Database, options: GrantOptions): Promise<Granted> {
  const owner = await ownerToBecome(statsdb);
  return translated(async () => {
    const before = (await readAccess(statsdb)).map(({ operator }) => operator);
    const all = [...new Set([...options.operators, ...before])];
    const changes: string[] = [];
    for (let at = 0; at < all.length; at += atOnce) {
      const some = new Set(all.slice(at, at + atOnce));
      changes.push(...(await statsdb.transaction({ name: 'grant' }, () => grantSome(statsdb, owner, some, options))));
    }
    const access = (await readAccess(statsdb)).filter(({ operator }) => options.operators.includes(operator));
    const left = await isolationDrift(statsdb);
    return { access, changes, left: left.map(({ what, advice }) => `${what}: ${advice}`) };
  });
}

/** Inside a transaction; gives what it changed. */
async function grantSome(
  statsdb: Database,
  owner: string,
  some: ReadonlySet<string>,
  { operators, crowd, passwords, now }: GrantOptions
): Promise<string[]> {
  const drifts = await asRole(statsdb, owner, async () => {
    // One at a time: two would make the same things.
    await statsdb.execute(`LOCK TABLE ${statisticsTable('operator_access')} IN SHARE ROW EXCLUSIVE MODE`);
    const granted = operators.filter((operator) => some.has(operator));
    await noteAccess(statsdb, granted, crowd, now);
    return isolationDrift(insideTransaction(statsdb), some);
  });
  await repair(statsdb, owner, repairsOf(drifts));
  const changes = drifts.filter(({ repairs }) => repairs.length > 0).map(({ what }) => what);
  for (const one of await asRole(statsdb, owner, () => readAccess(statsdb))) {
    const password = some.has(one.operator) ? passwords.get(one.operator) : undefined;
    if (password !== undefined && (await setPassword(statsdb, one, password))) {
      changes.push(`the password of ${one.id} (operator ${JSON.stringify(one.operator)})`);
    }
  }
  return changes;
}

async function repair(statsdb: Database, owner: string, repairs: readonly Repair[]): Promise<void> {
  const isOfRoles = ({ step }: Repair): boolean => step === 'role';
  await executeAll(statsdb, repairs.filter(isOfRoles));
  await asRole(statsdb, owner, () =>
    executeAll(
      statsdb,
      repairs.filter((one) => !isOfRoles(one))
    )
  );
}

/** Some at once: an operator has fifty statements, and the way to the server is longer than most of them take. */
async function executeAll(statsdb: Database, repairs: readonly Repair[]): Promise<void> {
  for (let at = 0; at < repairs.length; at += atOnce) {
    await statsdb.execute(
      repairs
        .slice(at, at + atOnce)
        .map(({ sql }) => sql)
        .join(';\n')
    );
  }
}

/** Takes the role, the schema and the note away; false where the operator had no access. */
export async function revokeAccess(statsdb: Database, operator: string): Promise<boolean> {
  const owner = await ownerToBecome(statsdb);
  return translated(() =>
    statsdb.transaction({ name: 'revoke' }, async () => {
      const access = await asRole(statsdb, owner, () => readAccess(statsdb));
      const id = access.find((one) => one.operator === operator)?.id;
      if (id === undefined) {
        return false;
      }
      const name = identifier(id);
      await asRole(statsdb, owner, async () => {
        await statsdb.execute(`DROP SCHEMA IF EXISTS ${name} CASCADE`);
        await forgetAccess(statsdb, operator);
      });
      const [role] = await statsdb.rows<{ privileged: string }>(
        `SELECT pg_has_role(current_user, oid, 'USAGE')::text AS privileged FROM pg_roles WHERE rolname = $1`,
        [id]
      );
      if (role?.privileged === 'false') {
        // Who may make roles has no rights of theirs by that. It goes with the role.
        await statsdb.execute(`GRANT ${name} TO CURRENT_USER`);
      }
      if (role !== undefined) {
        // Rights that others gave it stand in the way of dropping it.
        await statsdb.execute(`DROP OWNED BY ${name}; DROP ROLE ${name}`);
      }
      return true;
    })
  );
}

/** The owner of the statistics, whose the schemas and views have to be. Throws where this connection may not make them. */
async function ownerToBecome(statsdb: Database): Promise<string> {
  const [row] = await statsdb.rows<{ owner: string; may: string }>(
    `SELECT pg_get_userbyid(relowner)::text AS owner,
            (SELECT rolsuper OR rolcreaterole AND pg_has_role(current_user, relowner, 'MEMBER') FROM pg_roles
             WHERE rolname = current_user)::text AS may
     FROM pg_class WHERE oid = 'stats.rollups'::regclass`
  );
  if (row!.may !== 'true') {
    throw noRights();
  }
  return row!.owner;
}

/** Inside a transaction. */
async function asRole<Result>(statsdb: Database, role: string, work: () => Promise<Result>): Promise<Result> {
  await statsdb.execute(`SET LOCAL ROLE ${identifier(role)}`);
  const result = await work();
  // After an error the transaction ends, and this with it.
  await statsdb.execute('RESET ROLE');
  return result;
}

/** Sets what the server checks a password with, unless that is of this password already. */
async function setPassword(statsdb: Database, { id }: Access, password: string | null): Promise<boolean> {
  const [look] = await statsdb.rows<{ may: string }>(`SELECT has_table_privilege('pg_authid', 'SELECT')::text AS may`);
  // Only a superuser may look; others set it anew each time.
  if (look!.may === 'true' && (await hasPassword(statsdb, id, password))) {
    return false;
  }
  const value = password === null ? 'NULL' : literal(verifierOf(password));
  await statsdb.execute(`ALTER ROLE ${identifier(id)} PASSWORD ${value}`);
  return true;
}

async function hasPassword(statsdb: Database, id: string, password: string | null): Promise<boolean> {
  const [stored] = await statsdb.rows<{ verifier: string | null }>(
    'SELECT rolpassword AS verifier FROM pg_authid WHERE rolname = $1',
    [id]
  );
  const verifier = stored?.verifier ?? null;
  return password === null ? verifier === null : verifier !== null && isVerifierOf(verifier, password);
}

const noRights = (reason = ''): ConfigurationError =>
  new ConfigurationError(
    `This connection may not make roles, or not act as the owner of the statistics${reason === '' ? '' : `: ${reason}`}.`,
    {
      advice:
        'Use --url with a role that may: a superuser, or one with CREATEROLE that is a member of the owner and made these roles. Nothing else of the program needs those rights.',
    }
  );

async function translated<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code === '42501') {
      throw noRights(message);
    }
    throw error;
  }
}
