import { locationService } from '@grafana/runtime';
import { Combobox, InlineField, MultiCombobox } from '@grafana/ui';
import { allValue } from '../services/templateSrv.ts';
import { type ResolvedVariable } from './variables.ts';

/** A variable above the panels; what is chosen goes to the address. */
export function VariableSelect({ variable: { name, model, value, options } }: { variable: ResolvedVariable }) {
  const id = `variable-${name}`;
  const choose = (chosen: string | string[]) => locationService.partial({ [`var-${name}`]: chosen });
  return (
    <InlineField label={model.label ?? name} htmlFor={id}>
      {model.multi === true ? (
        <MultiCombobox
          id={id}
          width="auto"
          minWidth={20}
          maxWidth={60}
          options={[...options]}
          value={[...value]}
          onChange={(chosen) => choose(withoutAll(chosen.map((one) => one.value)))}
        />
      ) : (
        <Combobox
          id={id}
          width={30}
          options={[...options]}
          value={String(value)}
          onChange={(chosen) => choose(chosen.value)}
        />
      )}
    </InlineField>
  );
}

/** "All" and single values exclude each other: what was chosen last counts. */
function withoutAll(values: readonly string[]): string[] {
  if (values.length === 0 || values.at(-1) === allValue) {
    return [allValue];
  }
  return values.filter((value) => value !== allValue);
}
