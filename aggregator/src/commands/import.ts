import { hostsKeptSince, keptSince, requiredFolder } from '../bundle/folder.ts';
import { importBundle, prepareImport, type ImportResult } from '../bundle/import.ts';
import { importFolder } from '../bundle/inbox.ts';
import type { Database } from '../database/database.ts';
import { learnFeeds } from '../feeds/learn.ts';
import { withDatabases, type Program } from '../program.ts';
import { upkeep } from '../statistics/upkeep.ts';

export interface ImportArguments {
  readonly acceptSource?: boolean;
}

/** `stats-portal import [FILE…]`: takes what is newer in these bundles, or in all that are in the folder for bundles. */
export async function importCommand(
  program: Program,
  files: readonly string[],
  options: ImportArguments = {}
): Promise<void> {
  await withDatabases(program.settings, ['statsdb'], ({ statsdb }) =>
    files.length === 0
      ? importAll(program, statsdb, options)
      : importFiles(program, statsdb, files, options.acceptSource === true)
  );
}

/** Throws the first refusal, once all others are in; the rest of them is in the log. */
export async function importAll(program: Program, statsdb: Database, options: ImportArguments = {}): Promise<void> {
  const { settings, log, now } = program;
  const folder = await requiredFolder(settings);
  await prepareImport(statsdb);
  const { imported, refused } = await importFolder(folder, {
    statsdb,
    accept: options.acceptSource === true,
    keepSince: keptSince(settings, now),
    hostsSince: hostsKeptSince(settings, now),
    now,
    log,
  });
  await keepUp(program, statsdb);
  for (const result of imported) {
    tell(program, result);
  }
  if (imported.length + refused.length === 0) {
    log.info(`there is no bundle in ${folder}`);
  }
  for (const error of refused.slice(1)) {
    log.error((error as Error).message);
  }
  if (refused.length > 0) {
    throw refused[0];
  }
}

async function importFiles(
  program: Program,
  statsdb: Database,
  files: readonly string[],
  accept: boolean
): Promise<void> {
  await prepareImport(statsdb);
  for (const file of files) {
    const { settings, now } = program;
    const rules = { accept, keepSince: keptSince(settings, now), hostsSince: hostsKeptSince(settings, now) };
    tell(program, await importBundle(file, { statsdb, ...rules, now }));
  }
  await keepUp(program, statsdb);
}

/** A database that is fed has no run that would do it. */
async function keepUp({ settings, log, now }: Program, statsdb: Database): Promise<void> {
  await learnFeeds(statsdb, settings, now);
  await upkeep(statsdb, settings, now, ({ what }) => {
    log.info(`upkeep: ${what}`);
  });
}

function tell({ log }: Program, result: ImportResult): void {
  const { bundle, changed, applied, removed, unchanged, older, tooOld } = result;
  const left = [
    ...(unchanged > 0 ? [`${unchanged} were here already`] : []),
    ...(older > 0 ? [`${older} are here in a newer version`] : []),
    ...(tooOld > 0 ? [`${tooOld} are older than what is kept here`] : []),
  ].join(', ');
  const did = changed ? `imported ${applied} days` : 'nothing to import';
  const gone = removed > 0 ? `, ${removed} days have no events any more` : '';
  log.info(result, `${bundle}: ${did}${gone}${left === '' ? '' : `; ${left}`}`);
}
