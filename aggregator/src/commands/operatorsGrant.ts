import { ConfigurationError } from '../errors.ts';
import { grantAccess } from '../operators/isolation/grant.ts';
import { verifierOf } from '../operators/isolation/password.ts';
import { readConstituency } from '../operators/store.ts';
import type { Program } from '../program.ts';
import { hasPassword } from '../secrets.ts';
import { setUpReading } from '../statistics/statistics.ts';
import { withConstituency } from './operators.ts';
import { readSecret, readVariable } from './secretOptions.ts';

interface Options {
  readonly all?: boolean;
  readonly url?: string;
  readonly passwordFile?: string;
  readonly passwordEnv?: string;
  readonly certificate?: boolean;
  readonly leastOperators?: string;
  readonly leastEvents?: string;
}

/** `stats-portal operators grant`: roles, schemas, views and rights of operators, as they have to be. */
export async function operatorsGrantCommand(
  program: Program,
  keys: readonly string[],
  options: Options
): Promise<void> {
  if (keys.length > 0 === (options.all === true)) {
    throw new ConfigurationError('Say which operators, or --all.', { advice: 'See: stats-portal operators list' });
  }
  const crowd = {
    ...optional('leastOperators', wholeNumber('--least-operators', options.leastOperators, 3)),
    ...optional('leastEvents', wholeNumber('--least-events', options.leastEvents, 1)),
  };
  await withConstituency(asRole(program, options.url), async (statsdb) => {
    await setUpReading(statsdb);
    const known = (await readConstituency(statsdb)).operators.map(({ key }) => key);
    const unknown = keys.filter((key) => !known.includes(key));
    if (unknown.length > 0) {
      throw new ConfigurationError(`There is no operator ${unknown.map((key) => JSON.stringify(key)).join(', ')}.`, {
        advice: 'See: stats-portal operators list',
      });
    }
    const operators = options.all === true ? known : [...new Set(keys)];
    const passwords = await readPasswords(operators, options);
    const { access, changes, left } = await grantAccess(statsdb, { operators, crowd, passwords, now: program.now });
    for (const change of changes) {
      program.log.info(`no longer, or new: ${change}`);
    }
    for (const one of left) {
      program.log.warn(one);
    }
    program.log.info(`${access.length} operators have access; ${changes.length} things were changed`);
    program.output.write(access.map(({ operator, id }) => `${operator}\t${id}\n`).join(''));
  });
}

/** The program as another role of the same database. */
export function asRole(program: Program, url: string | undefined): Program {
  if (url === undefined) {
    return program;
  }
  if (hasPassword(url)) {
    throw new ConfigurationError('Everybody on this machine could read a password on the command line.', {
      advice: 'Put it into ~/.pgpass or PGPASSWORD.',
    });
  }
  const { settings } = program;
  return { ...program, settings: { ...settings, statsdb: { ...settings.statsdb, url } } };
}

/** The passwords that were given, by operator. Throws a ConfigurationError that repeats none of them. */
async function readPasswords(
  operators: readonly string[],
  { passwordFile, passwordEnv, certificate }: Options
): Promise<Map<string, string | null>> {
  if (certificate === true) {
    return new Map(operators.map((operator) => [operator, null]));
  }
  const text = passwordFile !== undefined ? await readSecret(passwordFile) : readVariable(passwordEnv);
  if (text === undefined) {
    return new Map();
  }
  const lines = text.split(/\r?\n/).filter((line) => line !== '');
  const passwords = new Map<string, string>(
    operators.length === 1 && lines.length === 1 && !lines[0]!.includes('\t')
      ? [[operators[0]!, lines[0]!]]
      : lines.map((line): [string, string] => [line.slice(0, line.indexOf('\t')), line.slice(line.indexOf('\t') + 1)])
  );
  const without = operators.filter((operator) => !passwords.has(operator));
  if (without.length > 0) {
    throw new ConfigurationError(`There is no password for ${without.join(', ')}.`, {
      advice: "For several operators, each line is the operator's key, a tab, the password.",
    });
  }
  const given = new Map(operators.map((operator) => [operator, passwords.get(operator)!]));
  given.forEach((password) => verifierOf(password));
  return given;
}

function wholeNumber(option: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) {
    return undefined;
  }
  if (!/^\d{1,9}$/.test(text) || Number(text) < least) {
    throw new ConfigurationError(`${option} is a whole number from ${least} on.`);
  }
  return Number(text);
}

function optional<Name extends string>(name: Name, value: number | undefined): Partial<Record<Name, number>> {
  return value === undefined ? {} : ({ [name]: value } as Record<Name, number>);
}
