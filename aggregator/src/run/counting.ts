import { createHash } from 'node:crypto';
import { catalogVersion, type AliasRule } from '@stats-portal/catalog';
import type { Constituency } from '../operators/constituency.ts';
import { attributionName, matcher, type Matcher } from '../operators/match.ts';
import type { Hosts } from '../presence/hosts.ts';

/** A way of counting. */
export interface Counting {
  /** The same events, counted with the same name, give the same rows. */
  readonly name: string;
  readonly aliases: readonly AliasRule[];
  readonly matcher: Matcher;
  /** Null: it is not kept which address was seen when. */
  readonly hosts: Hosts | null;
}

/** How events are counted with these aliases and this constituency, and how their addresses are kept. */
export function countingOf(
  aliases: readonly AliasRule[],
  constituency: Constituency,
  hosts: Hosts | null = null
): Counting {
  const list = createHash('sha256').update(JSON.stringify(aliases)).digest('hex').slice(0, 12);
  const operators = attributionName(constituency);
  return {
    name: [
      `catalog ${catalogVersion}, aliases ${list}`,
      ...(operators === '' ? [] : [`operators ${operators}`]),
      ...(hosts === null ? [] : [`hosts ${hosts.name}`]),
    ].join(', '),
    aliases,
    matcher: matcher(constituency),
    hosts,
  };
}
