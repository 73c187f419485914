import { freshnessView, identifier, literal, countedNames, rollupByName, rollupsTable } from '@stats-portal/catalog';
import { lastClosedDays } from './anchor.ts';
import type { Question } from './model.ts';
import { parseQuestion } from './parse.ts';
import { plan } from './plan.ts';
import { print } from './print.ts';
import { indent } from './with.ts';

/** A feed, by its provider's name and its own, as the events have them. */
export interface Feed {
  readonly provider: string;
  readonly feed: string;
}

/** What may be shown to everyone. */
export interface Release {
  readonly feeds: readonly Feed[];
  /** Cells with fewer addresses are left out. */
  readonly atLeast: number;
  /** So many closed days. */
  readonly days: number;
}

/** A cell of it is what one feed reports of one problem on one day. */
const source = rollupByName('feed_classification');

/**
 * A question to what may be released, as SQL; `outer` gets its answer to select from. It is counted from the released
 * cells alone, so that no sum, remainder or difference of two answers tells what was left out. Throws a RangeError for
 * what is not exact over these cells: addresses by anything but all of a cell's dimensions.
 */
export function released(release: Release, question: Partial<Question>, outer: (answer: string) => string): string {
  const chosen = plan(parseQuestion({ ...lastClosedDays(release.days), closed: true, ...question, gaps: 'ignore' }), [
    source,
  ]);
  if (chosen.exactness.kind !== 'exact') {
    throw new RangeError(chosen.exactness.reason);
  }
  const answer = print(chosen, { moving: true, instants: true });
  return withReleased(release, outer(`(\n${indent(answer)}\n) AS answer`));
}

/** In `sql` the table of cells is no more than the released ones. */
function withReleased({ feeds, atLeast, days }: Release, sql: string): string {
  const closed = `(SELECT closed_until FROM ${freshnessView})`;
  const pairs = feeds.map(({ provider, feed }) => `(${literal(provider)}, ${literal(feed)})`);
  if (pairs.length === 0) {
    throw new RangeError('no feed may be released');
  }
  const columns = ['rollup', 'day', ...[...source.dimensions, ...countedNames].map((name) => identifier(name))];
  return [
    `WITH ${rollupsTable.name} AS (`,
    `  SELECT ${columns.join(', ')}`,
    `  FROM ${rollupsTable.name}`,
    `  WHERE rollup = ${source.id} AND day <= ${closed} AND day > ${closed} - interval '${days} days'`,
    `    AND (provider, feed) IN (${pairs.join(', ')})`,
    `    AND ips >= ${atLeast}`,
    ')',
    '(',
    indent(sql),
    ')',
  ].join('\n');
}
