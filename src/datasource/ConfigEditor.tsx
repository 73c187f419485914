import { type ReactElement, useId } from 'react';
import { type DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { DataSourcePicker } from '@grafana/runtime';
import { Alert, Field } from '@grafana/ui';
import { type StatsOptions } from './options.ts';
import { isPostgres } from './postgres.ts';

type Props = Pick<DataSourcePluginOptionsEditorProps<StatsOptions>, 'options' | 'onOptionsChange'>;

/** Which PostgreSQL data source reads the statistics database. */
export function ConfigEditor({ options, onOptionsChange }: Props): ReactElement {
  const id = useId();
  const { postgresUid } = options.jsonData;
  return (
    <>
      <Field
        label="PostgreSQL data source"
        htmlFor={id}
        description="The one that reads the statistics database, as a role that can only read (statsro). All questions are asked through it."
        noMargin
      >
        <DataSourcePicker
          inputId={id}
          current={postgresUid ?? null}
          noDefault
          placeholder="Choose a PostgreSQL data source"
          filter={isPostgres}
          onChange={({ uid }) => onOptionsChange({ ...options, jsonData: { ...options.jsonData, postgresUid: uid } })}
        />
      </Field>
      <Alert title="What a user may see is decided by the database" severity="info">
        Whoever may query this data source may send the PostgreSQL data source any SQL. The rights of its role are the
        boundary: give a network operator a data source of their own, with a role that reads their rows only.
      </Alert>
    </>
  );
}
