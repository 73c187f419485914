import { css } from '@emotion/css';
import { type AdHocVariableFilter, type GrafanaTheme2 } from '@grafana/data';
import { getDataSourceSrv, locationService } from '@grafana/runtime';
import { Button, Combobox, InlineLabel, useStyles2 } from '@grafana/ui';
import { useState } from 'react';
import { useLoaded } from '../useLoaded.ts';
import { readFilter, writeFilter } from './adHoc.ts';
import { type ResolvedVariable } from './variables.ts';

const operators = ['=', '!=', '=~'].map((value) => ({ label: value, value }));

/** Filters by any key of the data source above the panels; they go to the address, one after the other. */
export function AdHocFilters({ variable: { name, model, value } }: { variable: ResolvedVariable }) {
  const styles = useStyles2(getStyles);
  const settings = getDataSourceSrv().getInstanceSettings(model.datasource);
  const { value: keys = [] } = useLoaded(settings?.uid ?? '', () => keysOf(settings?.uid));
  const [key, setKey] = useState<string>();
  const [operator, setOperator] = useState('=');
  const filters = [value].flat().flatMap(readFilter);
  const label = model.label ?? name;
  const labelOf = (one: string): string => keys.find((known) => known.value === one)?.label ?? one;
  const show = (changed: readonly AdHocVariableFilter[]): void => {
    setKey(undefined);
    locationService.partial({ [`var-${name}`]: changed.length === 0 ? null : changed.map(writeFilter) });
  };
  return (
    <div className={styles.row} role="group" aria-label={label}>
      <InlineLabel width="auto">{label}</InlineLabel>
      {filters.map((filter) => (
        <Button
          key={writeFilter(filter)}
          variant="secondary"
          icon="times"
          tooltip="Remove this filter"
          onClick={() => show(filters.filter((other) => other !== filter))}
        >
          {`${labelOf(filter.key)} ${filter.operator} ${(filter.values ?? [filter.value]).join(', ')}`}
        </Button>
      ))}
      <Combobox
        // A list that was chosen from shows the choice until it is another list.
        key={`key ${filters.length}`}
        aria-label="Add a filter"
        placeholder="Add a filter"
        width={22}
        options={keys}
        value={key ?? null}
        onChange={({ value: chosen }) => setKey(chosen)}
      />
      {key !== undefined && (
        <>
          <Combobox
            aria-label="Operator"
            width={8}
            options={operators}
            value={operator}
            onChange={({ value: chosen }) => setOperator(chosen)}
          />
          <Combobox
            key={key}
            aria-label="Value"
            placeholder="Value"
            width={30}
            createCustomValue
            options={(typed) => valuesOf(settings?.uid, key, filters, typed)}
            value={null}
            onChange={({ value: chosen }) => show([...filters, { key, operator, value: chosen }])}
          />
        </>
      )}
    </div>
  );
}

interface Choice {
  readonly label: string;
  readonly value: string;
}

async function keysOf(uid: string | undefined): Promise<Choice[]> {
  const source = await getDataSourceSrv().get(uid);
  const keys = (await source.getTagKeys?.({ filters: [] })) ?? [];
  return listOf(keys).map(({ text, value }) => ({ label: text, value: String(value ?? text) }));
}

async function valuesOf(
  uid: string | undefined,
  key: string,
  filters: AdHocVariableFilter[],
  typed: string
): Promise<Choice[]> {
  const source = await getDataSourceSrv().get(uid);
  const values = (await source.getTagValues?.({ key, filters })) ?? [];
  return listOf(values)
    .filter(({ text }) => text.toLowerCase().includes(typed.toLowerCase()))
    .map(({ text }) => ({ label: text, value: text }));
}

/** Newer data sources answer with more than a list. */
function listOf<Value>(answer: Value[] | { readonly data: Value[] }): Value[] {
  return Array.isArray(answer) ? answer : answer.data;
}

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(0.5) }),
});
