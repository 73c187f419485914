import { getDataSourceSrv, locationService } from '@grafana/runtime';
import { Combobox, InlineField, MultiCombobox } from '@grafana/ui';
import { useState } from 'react';
import { allValue } from '../services/templateSrv.ts';
import { type ResolvedVariable } from './variables.ts';

/**
 * A variable above the panels; what is chosen goes to the address. It is shown at once, before the address has come
 * round as the variable's value: Grafana's lists repeat a choice that is not taken.
 */
export function VariableSelect({ variable: { name, model, value, options } }: { variable: ResolvedVariable }) {
  const resolved = JSON.stringify(value);
  const [choice, setChoice] = useState({ before: resolved, value });
  const shown = choice.before === resolved ? choice.value : value;
  const id = `variable-${name}`;
  const choose = (chosen: string | string[]) => {
    const parameter = `var-${name}`;
    setChoice({ before: resolved, value: chosen });
    if (JSON.stringify(locationService.getSearch().getAll(parameter)) !== JSON.stringify([chosen].flat())) {
      locationService.partial({ ...(model.type === 'datasource' && ofSource(chosen)), [parameter]: chosen });
    }
  };
  return (
    <InlineField label={model.label ?? name} htmlFor={id}>
      {model.multi === true ? (
        <MultiCombobox
          id={id}
          width="auto"
          minWidth={20}
          maxWidth={60}
          options={[...options]}
          value={[shown].flat()}
          onChange={(chosen) => choose(withoutAll(chosen.map((one) => one.value)))}
        />
      ) : (
        <Combobox
          id={id}
          width={30}
          options={[...options]}
          value={[shown].flat()[0] ?? ''}
          onChange={(chosen) => choose(chosen.value)}
        />
      )}
    </InlineField>
  );
}

/**
 * Values of another data source may mean nothing in this one: they are chosen anew. In Grafana somebody who has it would
 * have the PostgreSQL data source below it and no other.
 */
function ofSource(chosen: string | string[]): Record<string, string | null> {
  const chosenBefore = [...locationService.getSearch().keys()].filter((key) => key.startsWith('var-'));
  const { postgresUid } = getDataSourceSrv().getInstanceSettings(String(chosen))?.jsonData as { postgresUid?: string };
  return {
    ...Object.fromEntries(chosenBefore.map((key) => [key, null])),
    ...(postgresUid !== undefined && { 'var-postgres': postgresUid }),
  };
}

/** "All" and single values exclude each other: what was chosen last counts. */
function withoutAll(values: readonly string[]): string[] {
  if (values.length === 0 || values.at(-1) === allValue) {
    return [allValue];
  }
  return values.filter((value) => value !== allValue);
}
