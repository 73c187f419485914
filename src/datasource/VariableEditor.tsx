import { type ReactElement, useId } from 'react';
import { type DataSourceApi, type QueryEditorProps } from '@grafana/data';
import { Alert, Button, Combobox, InlineField, Input } from '@grafana/ui';
import { catalogWords } from './catalogWords.ts';
import { Filters } from './editor/Filters.tsx';
import { filterFaults } from './editor/obstacles.ts';
import { dimensionOptions } from './editor/options.ts';
import { type EditorSource, type StatsQuery } from './query.ts';
import { defaultVariableQuery, searchFilter, upgradeVariable, type StatsVariableQuery } from './variableQuery.ts';
import { words } from './words.ts';

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
      <Alert title={words.variable.damaged} severity="error">
        <p>{upgraded.faults.join('; ')}</p>
        <Button variant="secondary" onClick={() => onChange({ refId: 'variable', ...defaultVariableQuery })}>
          {words.variable.startAnew}
        </Button>
      </Alert>
    );
  }
  const { query } = upgraded;
  return (
    <>
      <InlineField
        label={words.variable.dimension}
        labelWidth={20}
        htmlFor={`${id}-dimension`}
        tooltip={words.variable.dimensionTooltip}
      >
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
        faults={query.where.map(filterFaults)}
        source={datasource}
        onChange={(where) => onChange({ ...query, where })}
      />
      <InlineField
        label={words.variable.search}
        labelWidth={20}
        htmlFor={`${id}-search`}
        tooltip={words.variable.searchTooltip({
          dimension: catalogWords.dimensions[query.dimension].label,
          typed: searchFilter,
        })}
      >
        <Input
          id={`${id}-search`}
          width={30}
          value={query.search}
          onChange={({ currentTarget }) => onChange({ ...query, search: currentTarget.value })}
        />
      </InlineField>
      <InlineField
        label={words.variable.limit}
        labelWidth={20}
        htmlFor={`${id}-limit`}
        tooltip={words.variable.limitTooltip}
      >
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
