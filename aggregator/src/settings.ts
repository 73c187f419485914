import { readFile } from 'node:fs/promises';
import { aliases, type AliasRule } from '@stats-portal/catalog';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { ConfigurationError } from './errors.ts';
import { leaves } from './settingsLeaves.ts';
import { schema } from './settingsSchema.ts';

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
