import { type ReactElement, useId } from 'react';
import { type DataSourceApi, type QueryEditorProps } from '@grafana/data';
import { Alert, Button, Combobox, InlineField, Input } from '@grafana/ui';
import { dimensions } from '@stats-portal/catalog';
import { dimensionOptions } from './editor/options.ts';
import { Filters } from './editor/Filters.tsx';
import { type EditorSource, type StatsQuery } from './query.ts';
import { defaultVariableQuery, searchFilter, upgradeVariable, type StatsVariableQuery } from './variableQuery.ts';

type GrafanasProps = QueryEditorProps<DataSourceApi<StatsQuery>, StatsQuery, object, StatsVariableQuery>;

interface Props extends Pick<GrafanasProps, 'query' | 'onChange'> {
  readonly datasource: EditorSource;
}

/** Which values a template variable has: a dimension, filters (which may name other variables), how many at most. */
export function VariableEditor({ query: saved, datasource, onChange }: Props): ReactElement {
  const id = useId();
  const upgraded = upgradeVariable(saved);
  if (upgraded.kind === 'damaged') {
    return (
      <Alert title="This variable cannot be read. It is left as it is." severity="error">
        <p>{upgraded.faults.join('; ')}</p>
        <Button variant="secondary" onClick={() => onChange({ refId: 'variable', ...defaultVariableQuery })}>
          Start anew
        </Button>
      </Alert>
    );
  }
  const { query } = upgraded;
  return (
    <>
      <InlineField label="Values of" labelWidth={20} htmlFor={`${id}-dimension`} tooltip="Most frequent values first.">
        <Combobox
          id={`${id}-dimension`}
          width={30}
          value={query.dimension}
          options={dimensionOptions()}
          onChange={({ value }) => onChange({ ...query, dimension: value })}
        />
      </InlineField>
      <Filters
        where={query.where}
        faults={query.where.map(() => [])}
        source={datasource}
        onChange={(where) => onChange({ ...query, where })}
      />
      <InlineField
        label="Containing"
        labelWidth={20}
        htmlFor={`${id}-search`}
        tooltip={`Text within the values of ${dimensions[query.dimension].label}. ${searchFilter}: what is typed into the variable's list.`}
      >
        <Input
          id={`${id}-search`}
          width={30}
          value={query.search}
          onChange={({ currentTarget }) => onChange({ ...query, search: currentTarget.value })}
        />
      </InlineField>
      <InlineField label="At most" labelWidth={20} htmlFor={`${id}-limit`} tooltip="Number of values in the list.">
        <Input
          id={`${id}-limit`}
          type="number"
          width={30}
          min={1}
          max={10_000}
          defaultValue={query.limit}
          onBlur={({ currentTarget }) => {
            const limit = Number(currentTarget.value);
            if (Number.isInteger(limit) && limit >= 1 && limit <= 10_000) {
              onChange({ ...query, limit });
            } else {
              currentTarget.value = String(query.limit);
            }
          }}
        />
      </InlineField>
    </>
  );
}
