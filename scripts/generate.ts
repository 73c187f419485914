import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { alertFile } from './generate/alerts.ts';
import { aliasTable } from './generate/aliases.ts';
import { dashboardFiles } from './generate/dashboards.ts';
import { formatted } from './generate/formatted.ts';
import { commandLineHelp } from './generate/help.ts';
import { localeFiles } from './generate/locales.ts';
import { withSection } from './generate/markdown.ts';
import { rollupsPage } from './generate/rollups.ts';
import { releasedSchema, schemaDump } from './generate/schema.ts';
import { settingsPage } from './generate/settings.ts';

/** A file of the repository that is written by the program from what it describes. */
interface Generated {
  /** Path from the root of the repository. */
  path: string;
  /** The text that must be there, from the one that is there: empty if there is none. */
  text: (present: string) => Promise<string> | string;
}

const generated: Generated[] = [
  { path: 'aggregator/schema.sql', text: schemaDump },
  { path: 'aggregator/src/drift/released.ts', text: async () => typescript(await releasedSchema()) },
  { path: 'README.md', text: section('command line', commandLineHelp) },
  { path: 'docs/aliases.md', text: section('alias rules', aliasTable) },
  { path: 'docs/rollups.md', text: () => markdown(rollupsPage()) },
  { path: 'docs/settings.md', text: () => markdown(settingsPage()) },
  {
    path: 'provisioning/alerting/statistics.yaml',
    text: () => formatted(alertFile(), fileOf('provisioning/alerting/statistics.yaml'), 'yaml'),
  },
  ...[...dashboardFiles, ...localeFiles].map(({ path, json }) => ({
    path,
    text: (present: string) => formatted(json(present), fileOf(path), 'json'),
  })),
];

const checkOnly = process.argv.includes('--check');

/** The rest of the file is written by hand. */
function section(name: string, text: () => string): Generated['text'] {
  return async (present) => withSection(present, name, await markdown(text()));
}

function markdown(text: string): Promise<string> {
  return formatted(text, fileOf('README.md'));
}

function typescript(text: string): Promise<string> {
  return formatted(text, fileOf('aggregator/src/main.ts'), 'typescript');
}

function fileOf(path: string): string {
  return fileURLToPath(new URL(`../${path}`, import.meta.url));
}

/** Writes the file, or with --check only compares it; true if it was not as it must be. */
async function refresh({ path, text }: Generated): Promise<boolean> {
  const file = fileOf(path);
  const present = await readFile(file, 'utf8').catch(() => '');
  const wanted = await text(present);
  if (present !== wanted && !checkOnly) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, wanted);
  }
  return present !== wanted;
}

async function main(): Promise<void> {
  for (const file of generated) {
    if (await refresh(file)) {
      process.stdout.write(`${file.path}: ${checkOnly ? 'out of date, run npm run generate' : 'written'}\n`);
      process.exitCode = checkOnly ? 1 : 0;
    }
  }
}

void main();
