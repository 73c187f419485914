import { css } from '@emotion/css';
import {
  CoreApp,
  DataSourcePluginContextProvider,
  type DataSourceInstanceSettings,
  type GrafanaTheme2,
} from '@grafana/data';
import { getDataSourceSrv } from '@grafana/runtime';
import { type DataQuery } from '@grafana/schema';
import { Alert, LoadingPlaceholder, RadioButtonGroup, Text, useStyles2 } from '@grafana/ui';
import { useRef, useState } from 'react';
import { useLocation } from 'react-router';
import { readExplored, type Explored } from '../explored.ts';
import { Panel } from '../panels/Panel.tsx';
import { dataSource } from '../plugins.ts';
import { TimePicker } from '../TimePicker.tsx';
import { SourceSelect } from '../SourceSelect.tsx';
import { useLoaded } from '../useLoaded.ts';
import { useTimeRange } from '../useTimeRange.ts';
import { useWidth } from '../useWidth.ts';

const panelHeight = 380;
const kinds = [
  { label: 'Time series', value: 'timeseries' },
  { label: 'Table', value: 'table' },
  { label: 'Bar gauge', value: 'bargauge' },
  { label: 'Stat', value: 'stat' },
];

/** The data source's query editor, and the answer to what is in it; with a query in its address it stands for Explore. */
export function EditorPage() {
  const { search } = useLocation();
  const explored = readExplored(search);
  // Another query in the address is another visit.
  return <EditorOfSource key={JSON.stringify(explored)} explored={explored} />;
}

function EditorOfSource({ explored }: { explored: Explored | undefined }) {
  const [chosen, setChosen] = useState<string>();
  const settings = getDataSourceSrv().getInstanceSettings(
    chosen ?? explored?.query.datasource ?? { type: dataSource?.id }
  );
  // What was suggested and answered by another one is not its.
  return <Editor key={settings?.uid} explored={explored} settings={settings} onSource={setChosen} />;
}

interface EditorProps {
  readonly explored: Explored | undefined;
  readonly settings: DataSourceInstanceSettings | undefined;
  readonly onSource: (uid: string) => void;
}

function Editor({ explored, settings, onSource }: EditorProps) {
  const styles = useStyles2(getStyles);
  const { value: source, error } = useLoaded(settings?.uid ?? '', () => getDataSourceSrv().get(settings?.uid));
  const [range, setRange] = useTimeRange(explored?.range ?? { from: 'now-30d', to: 'now' });
  const [element, width] = useWidth();
  const [edited, setEdited] = useState<DataQuery>();
  const [asked, setAsked] = useState<DataQuery>();
  // An editor changes and runs in one go, before the change is rendered.
  const latest = useRef<DataQuery>();
  const first: DataQuery = explored
    ? { ...explored.query, datasource: source?.getRef() }
    : { ...source?.getDefaultQuery?.(CoreApp.Dashboard), refId: 'A' };
  const [kind, setKind] = useState('format' in first && first.format === 'table' ? 'table' : 'timeseries');
  const QueryEditor = source?.components?.QueryEditor ?? SqlText;
  return (
    <div ref={element}>
      <div className={styles.head}>
        <Text element="h1" variant="h3">
          Query editor
        </Text>
        <SourceSelect source={settings} onChange={onSource} />
        <RadioButtonGroup aria-label="Drawn as" options={kinds} value={kind} onChange={setKind} />
        <TimePicker range={range} onChange={setRange} />
      </div>
      {error || !settings ? (
        <Alert title="The data source does not load">{error?.message ?? 'The app has none.'}</Alert>
      ) : !source ? (
        <LoadingPlaceholder text="Loading the data source" />
      ) : (
        <>
          <Panel
            panel={{
              id: 1,
              type: kind,
              title: 'Answer',
              gridPos: { x: 0, y: 0, w: 24, h: 10 },
              datasource: source.getRef(),
              targets: [asked ?? first],
            }}
            range={range}
            width={width}
            height={panelHeight}
          />
          <section className={styles.editor} aria-label="Query">
            <DataSourcePluginContextProvider instanceSettings={settings}>
              <QueryEditor
                datasource={source}
                query={edited ?? first}
                onChange={(changed) => {
                  latest.current = changed;
                  setEdited(changed);
                }}
                onRunQuery={() => setAsked(latest.current)}
                range={range}
                app={CoreApp.Dashboard}
              />
            </DataSourcePluginContextProvider>
          </section>
        </>
      )}
    </div>
  );
}

/** In place of the editor of Grafana's own PostgreSQL data source, which is part of Grafana. */
function SqlText({ query }: { query: DataQuery }) {
  return <pre>{'rawSql' in query ? String(query.rawSql) : ''}</pre>;
}

const getStyles = (theme: GrafanaTheme2) => ({
  head: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: theme.spacing(2),
    marginBottom: theme.spacing(2),
  }),
  editor: css({
    marginTop: theme.spacing(2),
    padding: theme.spacing(2),
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
  }),
});
