import { mkdir, readdir, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { BadInputError, ConfigurationError } from '../errors.ts';
import { dayOf } from '../run/zone.ts';
import { environmentName, type Settings } from '../settings.ts';
import { firstHostsDay, firstKeptDay } from '../statistics/retention.ts';
import type { Manifest } from './manifest.ts';

const bundleName = /^stats-portal_[0-9a-f-]{36}_\d{8,}_\d{8}T\d{6}Z\.tar$/;

/** Why a bundle was put aside: part of its new name. */
const reasons = ['damaged', 'superseded'] as const;

/** Name of a bundle's file: sorted by name is sorted by number. */
export function fileNameOf({ source, number, madeAt }: Pick<Manifest, 'source' | 'number' | 'madeAt'>): string {
  const stamp = madeAt.replace(/\.\d+/, '').replace(/[-:]/g, '');
  return `stats-portal_${source}_${String(number).padStart(8, '0')}_${stamp}.tar`;
}

/** The folder for bundles; made if it is missing. Throws a ConfigurationError if it is not set or cannot be used. */
export async function requiredFolder(settings: Settings): Promise<string> {
  const { folder } = settings.bundles;
  if (folder === undefined) {
    throw new ConfigurationError('The folder for bundles is not set.', {
      advice: `Set bundles.folder in stats-portal.yaml or ${environmentName(['bundles', 'folder'])}, for example /var/lib/stats-portal/bundles.`,
    });
  }
  try {
    await mkdir(folder, { recursive: true, mode: 0o750 });
    return folder;
  } catch (cause) {
    throw new ConfigurationError(`The folder ${folder} cannot be made: ${(cause as Error).message}.`, { cause });
  }
}

/** First day that this database keeps; null: all are. */
export function keptSince({ statsdb, timezone }: Settings, now: Date): string | null {
  return firstKeptDay(statsdb, dayOf(now, timezone));
}

/** First day of which this database keeps who was seen. */
export function hostsKeptSince(settings: Settings, now: Date): string {
  return firstHostsDay(settings, dayOf(now, settings.timezone));
}

/** Paths of the bundles in a folder, the oldest first. */
export async function bundlesIn(folder: string): Promise<string[]> {
  return (await list(folder)).filter((name) => bundleName.test(name)).map((name) => join(folder, name));
}

/** The source and the time in a bundle's name, to sort bundles of several sources by. */
export function sourceOf(path: string): string {
  return basename(path).split('_')[1]!;
}

export function stampOf(path: string): string {
  return basename(path).split('_')[3]!;
}

/** Paths of the bundles that were put aside. */
export async function asideIn(folder: string): Promise<string[]> {
  const isAside = (name: string): boolean => reasons.some((reason) => name.endsWith(`.tar.${reason}`));
  return (await list(folder)).filter(isAside).map((name) => join(folder, name));
}

/** Puts a bundle out of the way, so that another one of its name can come; `prune` deletes it. */
export async function putAside(path: string, reason: (typeof reasons)[number]): Promise<void> {
  await rename(path, `${path}.${reason}`);
}

async function list(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (cause) {
    throw new ConfigurationError(`The folder ${folder} cannot be read: ${(cause as Error).message}.`, { cause });
  }
}

/** Whether a bundle was refused because of what it is, and not because of where it was to go. */
export function isDamage(error: unknown): error is BadInputError {
  return error instanceof BadInputError;
}
