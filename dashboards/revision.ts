import { isDeepStrictEqual } from 'node:util';
import { build, type Portal } from './dashboard.ts';

/**
 * The dashboard with the revision of the file that is there, or the next one where its content is another: Grafana
 * replaces its copy only then.
 */
export function revised(portal: Portal, present: string): ReturnType<typeof build> {
  const there = present === '' ? undefined : (JSON.parse(present) as { readonly revision?: number });
  if (there === undefined) {
    return build(portal);
  }
  const { revision = 0 } = there;
  const unchanged = build(portal, revision);
  return isDeepStrictEqual(JSON.parse(JSON.stringify(unchanged)), there) ? unchanged : build(portal, revision + 1);
}
