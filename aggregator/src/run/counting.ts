import { createHash } from 'node:crypto';
import { catalogVersion, type AliasRule } from '@stats-portal/catalog';

/** Name of a way of counting: the same events, counted with the same name, give the same rows. */
export function countingName(aliases: readonly AliasRule[]): string {
  const list = createHash('sha256').update(JSON.stringify(aliases)).digest('hex').slice(0, 12);
  return `catalog ${catalogVersion}, aliases ${list}`;
}
