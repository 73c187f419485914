import { connect } from '../database/connect.ts';
import { LockedError } from '../errors.ts';
import type { Program } from '../program.ts';
import { requiredUrl } from '../settings.ts';
import { measure } from './measure.ts';
import type { Measurements } from './metrics.ts';
import { writeTextfile } from './textfile.ts';

/** A statement of ours that takes longer than this many milliseconds is not worth waiting for. */
const patience = 30_000;

/**
 * Does the work and then writes the metrics file, whatever came of it; without a file it only does the work.
 * The file is beside the point: what goes wrong with it is a warning, never a failure.
 * Where another run holds the lock nothing is written: that run writes the file when it ends.
 */
export async function withMetrics<Result>(
  program: Pick<Program, 'settings' | 'log' | 'now'>,
  file: string | undefined,
  work: () => Promise<Result>
): Promise<Result> {
  if (file === undefined) {
    return work();
  }
  const started = performance.now();
  const write = async (success: boolean): Promise<void> => {
    const outcome = outcomeOf(program.now, performance.now() - started, success);
    const known = await readStatistics(program);
    await writeTextfile(file, new Map([...known, ...outcome])).catch((error: unknown) => {
      program.log.warn({ error: wordsOf(error) }, `the metrics file ${file} was not written`);
    });
  };
  try {
    const result = await work();
    await write(true);
    return result;
  } catch (error) {
    if (!(error instanceof LockedError)) {
      await write(false);
    }
    throw error;
  }
}

/** What this process knows better than the database, which may be what failed. */
function outcomeOf(started: Date, milliseconds: number, success: boolean): Measurements {
  const ended = (started.getTime() + milliseconds) / 1000;
  return new Map([
    ['stats_portal_last_run_timestamp_seconds', ended],
    ['stats_portal_last_run_duration_seconds', milliseconds / 1000],
    ['stats_portal_last_run_success', success ? 1 : 0],
  ]);
}

/** On a connection of its own: that of the work is closed, or broken. */
async function readStatistics({ settings, log }: Pick<Program, 'settings' | 'log'>): Promise<Measurements> {
  try {
    const statsdb = await connect(requiredUrl(settings, 'statsdb'), { statementTimeout: patience });
    try {
      return await measure(statsdb);
    } finally {
      await statsdb.close();
    }
  } catch (error) {
    log.debug({ error: wordsOf(error) }, 'the metrics of the statistics could not be read');
    return new Map();
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
