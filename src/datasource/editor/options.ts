import { type ComboboxOption } from '@grafana/ui';
import { dimensionNames, dimensions, type DimensionName } from '@stats-portal/catalog';
import { catalogWords } from '../catalogWords.ts';
import { type Variable } from '../query.ts';
import { words } from './words.ts';

/** A choice that there is, but not here: it is shown with the reason, and cannot be chosen. */
export function withReason<Value extends string>(
  option: ComboboxOption<Value>,
  reason: string | null
): ComboboxOption<Value> {
  return reason === null ? option : { ...option, description: reason, infoOption: true };
}

/** The catalog's dimensions, under headings by what their fields tell about. */
export function dimensionOptions(): Array<ComboboxOption<DimensionName>> {
  return dimensionNames.map((name) => ({
    value: name,
    label: catalogWords.dimensions[name].label,
    description: catalogWords.dimensions[name].description,
    group: groupOf(name),
  }));
}

/** Template variables, under a heading of their own. */
export function variableOptions(names: readonly Variable[]): Array<ComboboxOption<Variable>> {
  return names.map((name) => ({ value: name, label: name, group: words.groups.variables }));
}

/** The choices of one clause in their order. */
export function choiceOptions<Value extends string>(
  choices: Readonly<Record<Value, { readonly label: string; readonly description: string }>>
): Array<ComboboxOption<Value>> {
  return (Object.keys(choices) as Value[]).map((value) => {
    const { label, description } = choices[value];
    return description === '' ? { value, label } : { value, label, description };
  });
}

function groupOf(name: DimensionName): string {
  if (name.startsWith('reported_')) {
    return words.groups.reported;
  }
  const root = dimensions[name].field?.split('.')[0];
  return words.groups[root as keyof typeof words.groups] ?? words.groups.other;
}
