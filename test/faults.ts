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

type FaultPoint = (typeof faultPoints)[number];

/** Value of STATS_PORTAL_FAULT. In the middle of the days, so that some are done and some are not. */
export function fault(point: FaultPoint, kind: 'kill' | 'throw' | 'terminate'): string {
  return `${point}=${kind}:${point.startsWith('day.') ? 2 : 1}`;
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
