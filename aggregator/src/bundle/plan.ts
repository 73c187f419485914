import { ConfigurationError } from '../errors.ts';
import type { BundleDay, Manifest } from './manifest.ts';

/** A counted day of the receiver. */
export interface HeldDay {
  readonly version: number;
  /** Null: counted here, or taken from an earlier source. Then the number says nothing. */
  readonly source: string | null;
  readonly countedAt: string;
}

/** The receiver, as far as the plan needs it. */
export interface Holdings {
  readonly id: string;
  readonly zone: string;
  /** Whose bundles are taken; null before the first one. */
  readonly source: string | null;
  /** Number of the newest bundle. */
  readonly number: number;
  readonly days: ReadonlyMap<string, HeldDay>;
  /** Versions of days that the source has removed. */
  readonly removed: ReadonlyMap<string, number>;
}

/** What a bundle changes. */
export interface ImportPlan {
  readonly apply: readonly BundleDay[];
  readonly remove: Manifest['removed'];
  /** Days that are here already, in this version. */
  readonly unchanged: number;
  /** Days that are here in a newer version: they stay. */
  readonly older: number;
  /** Days that this database does not keep any more. */
  readonly tooOld: number;
  /** Whether it tells more of its source than any bundle before. */
  readonly isNewest: boolean;
}

export interface ImportRules {
  /** The operator wants this source, whatever was here before. */
  readonly accept: boolean;
  /** First day that is kept here; null: all are. */
  readonly keepSince: string | null;
}

/**
 * Decides what of a bundle is taken. Pure: nothing is touched before this has decided.
 * Throws a ConfigurationError that says why nothing may be taken.
 */
export function planImport(manifest: Manifest, here: Holdings, name: string, rules: ImportRules): ImportPlan {
  const { accept, keepSince } = rules;
  refuseForeign(manifest, here, name, accept);
  const isKept = ({ day }: { readonly day: string }): boolean => keepSince === null || day >= keepSince;
  const plan = { apply: [] as BundleDay[], remove: [] as Array<Manifest['removed'][number]>, unchanged: 0, older: 0 };
  const days = manifest.days.filter(isKept);
  for (const day of days) {
    const verdict = accept ? 'newer' : compare(day, here, name);
    if (verdict === 'newer') {
      plan.apply.push(day);
    } else {
      plan[verdict] += 1;
    }
  }
  for (const removal of manifest.removed.filter(isKept)) {
    const held = heldVersion(removal.day, here, manifest.source);
    if (accept || held === null || held < removal.version) {
      plan.remove.push(removal);
    } else {
      plan[held === removal.version ? 'unchanged' : 'older'] += 1;
    }
  }
  return { ...plan, tooOld: manifest.days.length - days.length, isNewest: accept || manifest.number > here.number };
}

/** The version of a day that the receiver has of a source: counted or removed; null if it has none. */
export function heldVersion(day: string, here: Holdings, source: string): number | null {
  const held = here.days.get(day);
  return held === undefined ? (here.removed.get(day) ?? null) : held.source === source ? held.version : null;
}

function compare(day: BundleDay, here: Holdings, name: string): 'newer' | 'unchanged' | 'older' {
  const version = heldVersion(day.day, here, here.source ?? '');
  if (version === null || version < day.version) {
    return 'newer';
  }
  if (version > day.version) {
    return 'older';
  }
  if (here.days.get(day.day)?.countedAt !== day.countedAt) {
    throw new ConfigurationError(
      `The bundle ${name} has another version ${day.version} of ${day.day} than this database: its source was set back, for example by restoring a backup. Nothing was changed.`,
      { advice: afterSetBack }
    );
  }
  return 'unchanged';
}

/** What to do where version numbers have been given twice. */
export const afterSetBack =
  'On the server that counts run: stats-portal export --new-source. Bring that bundle to the other server and run there: stats-portal import --accept-source.';

function refuseForeign(manifest: Manifest, here: Holdings, name: string, accept: boolean): void {
  if (manifest.zone !== here.zone) {
    throw new ConfigurationError(
      `The bundle ${name} has days of ${manifest.zone}; this database has days of ${here.zone}. Nothing was changed.`,
      {
        advice: `If ${manifest.zone} is right, set timezone here and run: stats-portal migrate --rezone. Then import again.`,
      }
    );
  }
  if (accept || (here.source ?? firstSource(manifest, here)) === manifest.source) {
    return;
  }
  throw new ConfigurationError(
    here.id === manifest.source
      ? `The bundle ${name} was exported from this very database, or from one that it is a copy of. Nothing was changed.`
      : here.source === null
        ? `This database has counted days itself, and the bundle ${name} is from another one (${manifest.source}). Nothing was changed.`
        : `The bundle ${name} is from a source that is not known here (${manifest.source}); bundles are taken from ${here.source}. Nothing was changed.`,
    {
      advice:
        'If its source was built anew, or is to feed this database from now on, run: stats-portal import --accept-source. ' +
        'Its days then replace those that are here; days that it does not have stay.',
    }
  );
}

/** An empty database takes whoever comes first. */
function firstSource(manifest: Manifest, here: Holdings): string | null {
  return here.days.size === 0 && here.id !== manifest.source ? manifest.source : null;
}
