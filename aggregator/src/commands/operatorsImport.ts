import { readFile } from 'node:fs/promises';
import { connect } from '../database/connect.ts';
import { BadInputError, ConfigurationError } from '../errors.ts';
import { conflictsOf, type Constituency } from '../operators/constituency.ts';
import { readContactDatabase } from '../operators/contactdb.ts';
import { differenceOf, isEmpty } from '../operators/difference.ts';
import { readPrimaryOption, withPrimaries } from '../operators/primary.ts';
import { readConstituencyFile } from '../operators/read-csv.ts';
import { readConstituency, storeConstituency } from '../operators/store.ts';
import { conflictInWords, differenceInShort, differenceInWords } from '../operators/words.ts';
import type { Program } from '../program.ts';
import { hasPassword } from '../secrets.ts';
import { environmentName } from '../settings.ts';
import { withConstituency } from './operators.ts';

interface SourceArguments {
  /** True where the address is that of the settings. */
  readonly contactdb?: string | true;
  readonly primary?: readonly string[];
}

/** `stats-portal operators import`: what is in the file or in the contact database becomes the constituency. */
export async function operatorsImportCommand(
  program: Program,
  file: string | undefined,
  options: SourceArguments & { readonly dryRun?: boolean }
): Promise<void> {
  const { log, output, now } = program;
  const { constituency, source } = await readSource(program, file, options);
  for (const conflict of conflictsOf(constituency)) {
    log.warn(conflict, conflictInWords(conflict));
  }
  await withConstituency(program, async (statsdb) => {
    if (options.dryRun === true) {
      output.write(differenceInWords(differenceOf(await readConstituency(statsdb), constituency)));
      return;
    }
    const difference = await storeConstituency(statsdb, constituency, { source, now });
    const { changesAttribution } = difference;
    const { operators, asns, networks } = constituency;
    log.info(
      { operators: operators.length, asns: asns.length, networks: networks.length, changesAttribution },
      isEmpty(difference)
        ? `${source}: nothing has changed`
        : `${source}: ${operators.length} operators, ${asns.length} ASNs, ${networks.length} networks; ${differenceInShort(difference)}`
    );
  });
}

/** `stats-portal operators diff`: what an import would change; changes nothing. */
export async function operatorsDiffCommand(
  program: Program,
  file: string | undefined,
  options: SourceArguments & { readonly json?: boolean }
): Promise<void> {
  const { constituency } = await readSource(program, file, options);
  await withConstituency(program, async (statsdb) => {
    const difference = differenceOf(await readConstituency(statsdb), constituency);
    program.output.write(
      options.json === true
        ? `${JSON.stringify({ ...difference, conflicts: conflictsOf(constituency) }, null, 2)}\n`
        : differenceInWords(difference)
    );
  });
}

/** What the file or the contact database says. Throws where anything in it is wrong. */
async function readSource(
  program: Program,
  file: string | undefined,
  { contactdb, primary = [] }: SourceArguments
): Promise<{ readonly constituency: Constituency; readonly source: string }> {
  if ((file === undefined) === (contactdb === undefined)) {
    throw new ConfigurationError('Operators come from one source: a CSV file, or --contactdb.');
  }
  const primaries = primary.map(readPrimaryOption);
  const read = file === undefined ? await readDatabase(program, contactdb!) : await readCsv(program, file);
  return { ...read, constituency: withPrimaries(read.constituency, primaries) };
}

/** Longer lists are read by nobody. */
const mostFaults = 50;

async function readCsv({ log }: Program, file: string): Promise<{ constituency: Constituency; source: string }> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new ConfigurationError(`The file cannot be read: ${(error as Error).message}.`);
  });
  const { constituency, ignored, faults } = readConstituencyFile(text);
  if (faults.length > 0) {
    const shown = faults.slice(0, mostFaults).map(({ line, reason }) => `  ${file}:${line}: ${reason}`);
    const more = faults.length > mostFaults ? `\n  and ${faults.length - mostFaults} more` : '';
    throw new BadInputError(
      `${file} has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}; nothing was stored.\n${shown.join('\n')}${more}`,
      { advice: 'Correct the file and import it again; docs/operators.md has its form.' }
    );
  }
  if (ignored.length > 0) {
    log.info({ ignored }, `not read, and not stored: ${ignored.join(', ')}`);
  }
  return { constituency, source: file };
}

async function readDatabase(
  { log, settings }: Program,
  contactdb: string | true
): Promise<{ constituency: Constituency; source: string }> {
  const url = contactdb === true ? settings.contactdb.url : contactdb;
  if (url === undefined) {
    throw new ConfigurationError('The address of the contact database is not set.', {
      advice: `Set contactdb.url in stats-portal.yaml or ${environmentName(['contactdb', 'url'])}, or write it after --contactdb.`,
    });
  }
  if (contactdb !== true && hasPassword(contactdb)) {
    throw new ConfigurationError('--contactdb has a password: every user of this machine can read a command line.', {
      advice: 'Give the password in PGPASSWORD or ~/.pgpass, or the address in the settings.',
    });
  }
  const database = await connect(url);
  try {
    const { constituency, notes } = await readContactDatabase(database);
    for (const note of notes) {
      log.info(note);
    }
    if (constituency.operators.length === 0) {
      throw new ConfigurationError(`No organisation in ${database.name} has an ASN or a network.`, {
        advice: 'Nothing was stored: it would end all operators. Is this the contact database, and filled?',
      });
    }
    return { constituency, source: database.name };
  } finally {
    await database.close();
  }
}
