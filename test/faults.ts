import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Every boundary at which a run may be stopped, in the order in which a run passes them. */
export const faultPoints = [
  'run.locked',
  'journal.opened',
  'look.done',
  'mark.begun',
  'mark.ending',
  'mark.committed',
  'day.begun',
  'day.ending',
  'day.committed',
  'journal.closing',
  'journal.closed',
] as const;

/** The same of an import. */
export const importFaultPoints = [
  'receive.begun',
  'receive.ending',
  'receive.committed',
  'import.begun',
  'import.ending',
  'import.committed',
] as const;

type FaultPoint = (typeof faultPoints)[number] | (typeof importFaultPoints)[number];

/** Value of STATS_PORTAL_FAULT: by default in the middle of the days, so that some are done and some are not. */
export function fault(
  point: FaultPoint,
  kind: 'kill' | 'throw' | 'terminate',
  nth = point.startsWith('day.') ? 2 : 1
): string {
  return `${point}=${kind}:${nth}`;
}

/** The fault points that the sources in this folder of the program pass. */
export function pointsIn(folder: string): Set<string> {
  const source = join(__dirname, '../aggregator/src', folder);
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return new Set(
    files.flatMap((file) => {
      const text = readFileSync(join(source, file), 'utf8');
      return [
        ...[...text.matchAll(/faultPoint\('([a-z.]+)'/g)].map(([, point]) => point!),
        ...[...text.matchAll(/transaction\(\{ name: '([a-z]+)'/g)].flatMap(([, name]) =>
          ['begun', 'ending', 'committed'].map((moment) => `${name}.${moment}`)
        ),
      ];
    })
  );
}

/** Work during which the program of this process fails at a point. */
export async function withFault<Result>(armed: string, work: () => Promise<Result>): Promise<Result> {
  process.env.STATS_PORTAL_FAULT = armed;
  try {
    return await work();
  } finally {
    delete process.env.STATS_PORTAL_FAULT;
  }
}
