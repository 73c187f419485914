import { destinationOf } from '../bundle/ssh/destination.ts';
import { withMetrics } from '../metrics/report.ts';
import type { Program } from '../program.ts';
import { exportDays } from './export.ts';
import { pruneCommand } from './prune.ts';
import { pushCommand } from './push.ts';
import { runCommand } from './run.ts';

/** A step of the night, and whether this site has it. */
interface Step {
  readonly name: string;
  readonly isWanted: boolean;
  readonly work: () => Promise<unknown>;
}

/**
 * `stats-portal nightly`: run, export, push with the import there, prune. A step that fails does not keep the next ones
 * from what they can do: after a failed run, days of earlier nights may still wait to be sent.
 * Throws the first failure; the others are in the log.
 */
export async function nightlyCommand(program: Program): Promise<void> {
  // Around the whole: the metrics of the run alone would call a night a success whose push failed.
  await withMetrics(program, program.settings.metrics.textfile, () => night(program));
}

async function night(program: Program): Promise<void> {
  const { settings, log } = program;
  const hasFolder = settings.bundles.folder !== undefined;
  const hasDestination = destinationOf(settings) !== null;
  const steps: Step[] = [
    { name: 'run', isWanted: true, work: () => runCommand(program, {}) },
    { name: 'export', isWanted: hasFolder || hasDestination, work: () => exportDays(program) },
    { name: 'push', isWanted: hasDestination, work: () => pushCommand(program) },
    { name: 'prune', isWanted: hasFolder, work: () => pruneCommand(program) },
  ];
  const failures: unknown[] = [];
  for (const { name, work } of steps.filter(({ isWanted }) => isWanted)) {
    try {
      await work();
    } catch (error) {
      log.error({ step: name }, `${name} failed: ${(error as Error).message}`);
      failures.push(error);
    }
  }
  if (failures.length > 0) {
    throw failures[0];
  }
}
