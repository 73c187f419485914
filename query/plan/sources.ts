import { missing, type DimensionName, type Need, type Rollup } from '@stats-portal/catalog';

/** What tells how much of a series is of a feed, and of a problem; null where no rollup does. */
export interface Sources {
  readonly feeds: Rollup | null;
  readonly problems: Rollup | null;
}

/** What names a feed, and a problem. */
export const feed = ['provider', 'feed'] as const satisfies readonly DimensionName[];
export const problem = ['taxonomy', 'type', 'identifier'] as const satisfies readonly DimensionName[];

/** The smallest rollups that have the question's dimensions, and feeds or problems. That of all dimensions takes too long. */
export function sourcesOf(need: Need, from: readonly Rollup[]): Sources {
  const smallest = (more: readonly DimensionName[]): Rollup | null =>
    from.find(
      (rollup) =>
        rollup.name !== 'cells' && missing(rollup, { ...need, grouped: [...need.grouped, ...more] }).length === 0
    ) ?? null;
  return { feeds: smallest(feed), problems: smallest(problem) };
}
