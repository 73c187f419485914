import { readFile } from 'node:fs/promises';
import { aliasFaults, aliases, qualified, type AliasRule } from '@stats-portal/catalog';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { bundleSettings, pushSettings } from './bundle/settings.ts';
import { durationPattern } from './duration.ts';
import { ConfigurationError } from './errors.ts';
import { feedSettings } from './feeds/rules.ts';
import { defaultStorage } from './statistics/storage.ts';
import { logFormats, logLevels } from './log.ts';

const classification = { taxonomy: z.string(), type: z.string(), identifier: z.string() };

const aliasRule = z
  .strictObject({
    when: z.strictObject({ ...classification, malware: z.string(), feed: z.string() }).partial(),
    use: z.strictObject(classification).partial(),
  })
  .describe('when these fields of an event have these values, these others take their place');

const tableName = z.string().refine(isName, 'not the name of a table or view, such as events or public.events');

const countryCode = z.string().regex(/^[A-Z]{2}$/, 'not a country code of two capital letters, such as AT');

/** From the environment a number comes as text. */
const days = z.preprocess(
  (value) => (typeof value === 'string' ? Number(value) : value),
  z.number({ error: 'not a whole number of days' }).int().min(1).max(100_000)
);

export const mostWorkers = 64;

const workers = z.preprocess(
  (value) => (typeof value === 'string' ? Number(value) : value),
  z.number({ error: 'not a number' }).int().min(1).max(mostWorkers)
);

const duration = z.string().regex(durationPattern, 'not a time such as 90s, 30m or 2h');

/** Everything that a site can set. Each setting has an environment variable: see `environmentName`. */
const schema = z.strictObject({
  eventdb: z
    .strictObject({
      url: z.string().optional().describe('the eventDB: postgres://USER@HOST/DATABASE or embedded:FOLDER'),
      table: tableName.default('events').describe("table or view with IntelMQ's column names"),
      retentionDays: days
        .optional()
        .describe('for how long events stay in the eventDB; days younger than that may lose events and are recounted'),
    })
    .prefault({}),
  statsdb: z
    .strictObject({
      url: z.string().optional().describe('the statistics database: postgres://… or embedded:FOLDER'),
      columnstoreAfterDays: days
        .default(defaultStorage.columnstoreAfterDays)
        .describe('age from which history is kept in the columnstore, where there is TimescaleDB'),
      retentionDays: days
        .optional()
        .describe('for how long statistics are kept; older days are forgotten for good (default: for ever)'),
    })
    .prefault({}),
  contactdb: z
    .strictObject({
      url: z
        .string()
        .optional()
        .describe("IntelMQ's contact database, that operators are imported from: postgres://USER@HOST/DATABASE"),
    })
    .prefault({}),
  timezone: z
    .string()
    .refine(isZone, {
      error: ({ input }) => `${JSON.stringify(input)} is not a time zone such as UTC or Europe/Vienna`,
    })
    .default('UTC')
    .describe("zone in which days begin and end; 'UTC' suits scan reports"),
  country: countryCode.optional().describe('own country'),
  provisionalDays: days.default(3).describe('days younger than this are provisional: late events are normal'),
  windowDays: days.default(35).describe('how many days back each run looks for changes'),
  log: z
    .strictObject({
      level: z.enum(logLevels).default('info').describe('error, warn, info or debug: lines below it are left out'),
      format: z.enum(logFormats).default('auto').describe('json, text, or auto: text on a terminal, JSON elsewhere'),
    })
    .prefault({}),
  run: z
    .strictObject({
      workers: workers.default(1).describe('how many days are counted at the same time, each with two connections'),
      deadline: duration.optional().describe('time after which a run begins no more day, such as 2h'),
      statementTimeout: duration.default('1h').describe('time after which a server gives up a statement of a run'),
    })
    .prefault({}),
  metrics: z
    .strictObject({
      textfile: z
        .string()
        .optional()
        .describe("file for node_exporter's textfile collector (its name ends in .prom), written after each run"),
    })
    .prefault({}),
  hosts: z
    .strictObject({
      addresses: z
        .enum(['none', 'hashed', 'plain'])
        .default('none')
        .describe('what is kept of which address was seen on which day: none, hashed (with the key), or plain'),
      keyFile: z
        .string()
        .optional()
        .describe('file with the key of the hashes: 64 hexadecimal digits, to be read by nobody else'),
      retentionDays: days.default(defaultStorage.hostsRetentionDays).describe('for how long that is kept; counts stay'),
    })
    .prefault({}),
  feeds: feedSettings,
  bundles: bundleSettings,
  push: pushSettings,
  aliases: z
    .array(aliasRule)
    .superRefine((rules, context) => {
      // Of a rule that is none there is nothing more to say.
      const faults = context.issues.length > 0 ? [] : aliasFaults([...rules, ...aliases]);
      for (const message of faults) {
        context.addIssue({ code: 'custom', message });
      }
    })
    .default([])
    .describe('renamed classifications of this site, before the shipped ones'),
});

/** Settings after parsing. `aliases` has the site's own rules and then the shipped ones. */
export type Settings = Omit<z.output<typeof schema>, 'aliases'> & { readonly aliases: readonly AliasRule[] };

/** Names derived from the settings' paths: `eventdb.url` is STATS_PORTAL_EVENTDB_URL. */
export function environmentName(path: readonly string[]): string {
  return ['STATS_PORTAL', ...path.map((part) => part.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase())].join(
    '_'
  );
}

/** Every setting that has a single value, with its path, description and default: for docs and help. */
export function settingsReference(): Array<{
  path: string;
  environment: string;
  description: string;
  fallback: string;
}> {
  return leaves(schema).map(({ path, leaf, fallback }) => ({
    path: path.join('.'),
    environment: leaf instanceof z.ZodArray ? '' : environmentName(path),
    description: leaf.description ?? '',
    fallback,
  }));
}

/**
 * Reads the settings: the file, then the environment on top. Untrusted text in, Settings out.
 * Throws a ConfigurationError that names every fault at once.
 */
export async function readSettings(options: {
  readonly file: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
}): Promise<Settings> {
  const fromFile = await readYaml(options.file);
  const merged = withEnvironment(fromFile, options.environment);
  const parsed = schema.safeParse(merged);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(
      (issue) => `  - ${issue.path.map(String).join('.') || 'the file'}: ${issue.message}`
    );
    throw new ConfigurationError(
      `The settings have ${faults.length === 1 ? 'a fault' : 'faults'}:\n${faults.join('\n')}`,
      {
        advice: `Correct ${options.file === undefined ? '' : `${options.file} or `}the environment (STATS_PORTAL_…); docs/settings.md lists every setting.`,
      }
    );
  }
  return { ...parsed.data, aliases: [...parsed.data.aliases, ...aliases] };
}

/** The URL of a database, or a ConfigurationError that says where to set it. */
export function requiredUrl(settings: Settings, database: 'eventdb' | 'statsdb'): string {
  const { url } = settings[database];
  if (url === undefined) {
    throw new ConfigurationError(
      `The address of the ${database === 'eventdb' ? 'eventDB' : 'statistics database'} is not set.`,
      {
        advice: `Set ${database}.url in stats-portal.yaml or ${environmentName([database, 'url'])}, for example postgres://intelmq@localhost/eventdb or embedded:./${database}.`,
      }
    );
  }
  return url;
}

async function readYaml(file: string | undefined): Promise<unknown> {
  if (file === undefined) {
    return {};
  }
  try {
    return parseYaml(await readFile(file, 'utf8'), { prettyErrors: true }) ?? {};
  } catch (cause) {
    // Below its first line a fault of the YAML quotes the file, with the passwords in it; so does the error itself.
    const [what] = (cause as Error).message.split(/:?\n/);
    throw new ConfigurationError(`The settings file ${file} cannot be read: ${what}`);
  }
}

function withEnvironment(settings: unknown, environment: Readonly<Record<string, string | undefined>>): unknown {
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) {
    return settings;
  }
  const merged = structuredClone(settings) as Record<string, unknown>;
  for (const { path, leaf } of leaves(schema)) {
    const value = environment[environmentName(path)];
    if (value !== undefined && value !== '' && !(leaf instanceof z.ZodArray)) {
      place(merged, path, value);
    }
  }
  return merged;
}

function place(target: Record<string, unknown>, path: readonly string[], value: string): void {
  const [first, ...rest] = path as [string, ...string[]];
  if (rest.length === 0) {
    target[first] = value;
    return;
  }
  const inner = target[first];
  // Anything but an object there is a fault of the file, which the schema will name.
  if (inner === undefined || (typeof inner === 'object' && inner !== null)) {
    place((target[first] ??= {}) as Record<string, unknown>, rest, value);
  }
}

interface Leaf {
  readonly path: readonly string[];
  readonly leaf: z.ZodType;
  readonly fallback: string;
}

function leaves(type: z.ZodType, path: readonly string[] = [], fallback = ''): Leaf[] {
  if (type instanceof z.ZodObject) {
    return Object.entries(type.shape).flatMap(([name, inner]) => leaves(inner as z.ZodType, [...path, name]));
  }
  if (type instanceof z.ZodPrefault) {
    return leaves(type.unwrap() as z.ZodType, path);
  }
  if (type instanceof z.ZodDefault) {
    const inner = type.unwrap() as z.ZodType;
    return [{ path, leaf: describedAs(inner, type.description), fallback: JSON.stringify(type.def.defaultValue) }];
  }
  if (type instanceof z.ZodOptional) {
    return [{ path, leaf: describedAs(type.unwrap() as z.ZodType, type.description), fallback }];
  }
  return [{ path, leaf: type, fallback }];
}

function describedAs(type: z.ZodType, description: string | undefined): z.ZodType {
  return description === undefined ? type : type.describe(description);
}

function isName(text: string): boolean {
  try {
    return qualified(text) !== '';
  } catch {
    return false;
  }
}

/** By name: what PostgreSQL makes of an offset such as +02:00 is the opposite of what is meant. */
function isZone(name: string): boolean {
  try {
    return (
      /^[A-Za-z]/.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
    );
  } catch {
    return false;
  }
}
