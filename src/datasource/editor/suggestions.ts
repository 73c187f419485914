import { type ComboboxOption } from '@grafana/ui';
import { type Filter } from '@stats-portal/query';
import { noneText } from '../interpolate.ts';
import { type EditorSource } from '../query.ts';
import { variableOptions, withReason } from './options.ts';
import { words } from './words.ts';

type Source = Pick<EditorSource, 'variables' | 'getValues'>;

/**
 * Values to offer for a filter: those that the statistics have, most frequent first, narrowed down by the typed text
 * and by the other filters; then template variables. Where the database does not answer, one can still type.
 */
export async function suggestions(
  source: Source,
  filter: Filter,
  others: readonly Filter[],
  typed: string
): Promise<ComboboxOption[]> {
  const search = typed.trim();
  const variables = variableOptions(source.variables.names()).filter(({ value }) => value.includes(search));
  const known = search.startsWith('$') ? [] : await knownValues(source, filter, others, search);
  return [...exactFirst(known, search), ...variables].map((option) =>
    withReason(option, filter.values.includes(option.value) ? words.reasons.chosen : null)
  );
}

async function knownValues(
  source: Source,
  filter: Filter,
  others: readonly Filter[],
  search: string
): Promise<ComboboxOption[]> {
  try {
    const values = await source.getValues(filter.dimension, search, others);
    return values
      .filter(({ value }) => value !== null || filter.operator === 'in' || filter.operator === 'not in')
      .map(({ value, events }) => ({
        value: value ?? noneText,
        label: value ?? noneText,
        description: words.where.events({ count: events }),
      }));
  } catch {
    return [{ value: '', label: words.where.failed, infoOption: true }];
  }
}

/** What is typed in full stands first: Enter takes the typed text, and the first option is the one that is marked. */
function exactFirst(options: ComboboxOption[], search: string): ComboboxOption[] {
  return [...options.filter(({ value }) => value === search), ...options.filter(({ value }) => value !== search)];
}
