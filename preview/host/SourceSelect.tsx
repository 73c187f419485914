import { type DataSourceInstanceSettings } from '@grafana/data';
import { getDataSourceSrv } from '@grafana/runtime';
import { Combobox, InlineField } from '@grafana/ui';

interface SourceSelectProps {
  readonly source: DataSourceInstanceSettings | undefined;
  readonly onChange: (uid: string) => void;
}

/** Which data source is asked: of this one's kind, where there are several. */
export function SourceSelect({ source, onChange }: SourceSelectProps) {
  const sources = getDataSourceSrv().getList({ pluginId: source?.type });
  if (!source || sources.length < 2) {
    return null;
  }
  const id = 'data-source';
  return (
    <InlineField label="Data source" htmlFor={id}>
      <Combobox
        id={id}
        width={36}
        options={sources.map(({ name, uid }) => ({ label: name, value: uid }))}
        value={source.uid}
        onChange={({ value }) => onChange(value)}
      />
    </InlineField>
  );
}
