import { aliases, type AliasRule } from '@stats-portal/catalog';
import { code, table } from './markdown.ts';

/** The rules that ship, in their order, for docs/aliases.md. */
export function aliasTable(): string {
  return table(
    ['', 'when the event has', 'it is counted as'],
    aliases.map(({ when, use }, index) => [String(index + 1), words(when), words(use)])
  );
}

function words(values: AliasRule['when'] | AliasRule['use']): string {
  return Object.entries(values)
    .map(([field, value]) => `${field} ${code(value)}`)
    .join(', ');
}
