import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { publicDashboard } from '../dashboards/public.ts';
import { FeedListError, parsePublicFeeds } from '../dashboards/publicFeeds.ts';
import { dashboardFiles } from './generate/dashboards.ts';
import { formatted } from './generate/formatted.ts';

const usage = `npm run dashboards [-- OPTIONS]

Writes the dashboards of the app and of the CSIRT to src/dashboards, or one for everyone:

  --public             the one for everyone, to be shared externally
  --postgres-uid UID   with --public: uid of the PostgreSQL data source in Grafana
  --feeds FILE         with --public: the feeds that may be published (YAML or JSON, see docs/dashboards.md)
  --at-least N         with --public: leave out what fewer addresses were reported of (default and least: 5)
  --out FOLDER         where to write it (default: public-dashboards)
  --help
`;

/** Fewer would be single hosts, which neighbours and operators can guess. */
const smallest = 5;

const root = fileURLToPath(new URL('..', import.meta.url));

/** What the command line asks for cannot be done. */
class UsageError extends Error {}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  process.stdout.write(`${path}: written\n`);
}

async function writeShipped(): Promise<void> {
  for (const { path, json } of dashboardFiles) {
    const file = join(root, path);
    const present = await readFile(file, 'utf8').catch(() => '');
    await write(file, await formatted(json(present), file, 'json'));
  }
}

async function writePublic(options: Readonly<Record<string, string | boolean | undefined>>): Promise<void> {
  const uid = options['postgres-uid'];
  if (typeof uid !== 'string' || !/^[\w-]{1,40}$/.test(uid)) {
    throw new UsageError(
      '--public needs --postgres-uid: shared dashboards have no variables, so the data source is fixed.'
    );
  }
  if (typeof options.feeds !== 'string') {
    throw new UsageError(
      '--public needs --feeds: what a provider gave to you is not yours to publish unless its TLP and licence say so.\nThere is no default. docs/dashboards.md says what the list looks like.'
    );
  }
  const atLeast = Number(options['at-least'] ?? smallest);
  if (!Number.isInteger(atLeast) || atLeast < smallest) {
    throw new UsageError(`--at-least is a whole number from ${smallest} on: fewer addresses would be single hosts.`);
  }
  const list = await readFile(options.feeds, 'utf8').catch(() => {
    throw new UsageError(`There is no file ${String(options.feeds)}.`);
  });
  const publication = { postgresUid: uid, feeds: parsePublicFeeds(parse(list) as unknown), atLeast };
  const file = join(String(options.out ?? 'public-dashboards'), 'reported-incidents.json');
  await write(file, `${JSON.stringify(publicDashboard(publication), null, 2)}\n`);
}

function readOptions(): Readonly<Record<string, string | boolean | undefined>> {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = { public: flag, help: flag, feeds: text, out: text, 'postgres-uid': text, 'at-least': text };
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options.help === true) {
    process.stdout.write(usage);
  } else if (options.public === true) {
    await writePublic(options);
  } else if (Object.keys(options).length > 0) {
    throw new UsageError('Without --public there are no options.');
  } else {
    await writeShipped();
  }
}

main().catch((error: unknown) => {
  if (!(error instanceof UsageError || error instanceof FeedListError)) {
    throw error;
  }
  process.stderr.write(`${error.message}\n\n${usage}`);
  process.exitCode = 2;
});
