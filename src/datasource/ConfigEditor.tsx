import { type ReactElement, useId } from 'react';
import { type DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { DataSourcePicker } from '@grafana/runtime';
import { Alert, Field } from '@grafana/ui';
import { type StatsOptions } from './options.ts';
import { isPostgres } from './postgres.ts';
import { words } from './words.ts';

type Props = Pick<DataSourcePluginOptionsEditorProps<StatsOptions>, 'options' | 'onOptionsChange'>;

/** Which PostgreSQL data source reads the statistics database. */
export function ConfigEditor({ options, onOptionsChange }: Props): ReactElement {
  const id = useId();
  const { postgresUid } = options.jsonData;
  return (
    <>
      <Field label={words.config.label} htmlFor={id} description={words.config.description} noMargin>
        <DataSourcePicker
          inputId={id}
          current={postgresUid ?? null}
          noDefault
          placeholder={words.config.placeholder}
          filter={isPostgres}
          onChange={({ uid }) => onOptionsChange({ ...options, jsonData: { ...options.jsonData, postgresUid: uid } })}
        />
      </Field>
      <Alert title={words.config.boundary} severity="info">
        {words.config.boundaryHint}
      </Alert>
    </>
  );
}
