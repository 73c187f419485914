import { BadInputError } from '../errors.ts';
import { loadFiles } from '../events/load.ts';
import { createProgress } from '../progress.ts';
import { withDatabases, type Program } from '../program.ts';

/** `stats-portal load FILE…`: IntelMQ's JSON lines into the events table. Throws a BadInputError for refused lines. */
export async function loadCommand(program: Program, files: readonly string[]): Promise<void> {
  const { settings, log, isTerminal } = program;
  const progress = createProgress(isTerminal);
  const result = await withDatabases(settings, ['eventdb'], async ({ eventdb }) => {
    progress.start(files.length, 'loading');
    try {
      return await loadFiles({
        database: eventdb,
        table: settings.eventdb.table,
        files,
        stdin: process.stdin,
        log,
        progress: (file, lines) => {
          progress.step(files.indexOf(file), `${file}: ${lines.toLocaleString('en')} lines`);
        },
      });
    } finally {
      progress.stop();
    }
  });
  log.info({ loaded: result.loaded, refused: result.refused }, `loaded ${result.loaded} of ${result.read} events`);
  if (result.refused > 0) {
    const first = result.refusals.map(({ file, line, reason }) => `  ${file}:${line}: ${reason}`);
    throw new BadInputError(
      `${result.refused} of ${result.read} lines were refused; all others were loaded.\n${first.join('\n')}`,
      { advice: 'Correct these lines and load them alone: loading the file again would load the others twice.' }
    );
  }
}
